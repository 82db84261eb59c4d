/** Where the addressees of outreach rows can be written to, and what they are called. */
import { sql } from 'kysely';
import type { Executor } from '../store/database.ts';
import type { Address, RecipientKind } from '../store/schema/outreach.ts';

export interface Contact {
  readonly kind: RecipientKind;
  readonly name: string;
  readonly territory: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly fax: string | null;
  readonly address: Address | null;
}

/** By addressee: a recipient's own, or an officine's with the fax and address that the operator keeps for it. */
export async function contactsOf(db: Executor, addressees: readonly string[]): Promise<Map<string, Contact>> {
  if (addressees.length === 0) return new Map();
  const ids = sql<string>`any(${[...addressees]})`;
  const recipients = await db.selectFrom('recipient').selectAll().where('id', '=', ids).execute();
  const officines = await db
    .selectFrom('officine as o')
    .leftJoin('recipient as r', (join) => join.onRef('r.officine', '=', 'o.id').on('r.active', '=', true))
    .select(['o.id', 'o.name', 'o.territory', 'o.phone', 'o.email', 'r.fax', 'r.address'])
    .select(['r.phone as other_phone', 'r.email as other_email'])
    .where('o.id', '=', ids)
    .execute();
  return new Map<string, Contact>([
    ...recipients.map(({ id, kind, name, territory, phone, email, fax, address }): [string, Contact] => [
      id,
      { kind, name, territory, phone, email, fax, address },
    ]),
    ...officines.map(
      ({ id, name, territory, phone, email, fax, address, other_phone, other_email }): [string, Contact] => [
        id,
        { kind: 'officine', name, territory, phone: other_phone ?? phone, email: other_email ?? email, fax, address },
      ],
    ),
  ]);
}
