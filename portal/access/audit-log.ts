/** The audit log as it is read: newest first, by filters, as pages or as a spreadsheet. */
import type { Readable } from 'node:stream';
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { type Language, say } from '../../protocol/messages/index.ts';
import { csvOf, everyRow } from '../csv.ts';
import type { Executor } from '../store/database.ts';
import { containing, folded } from '../store/fold.ts';
import type { Role } from '../workflow/transitions.ts';
import type { Actor } from './actor.ts';

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

export const AuditEntry = Type.Object({
  position: Type.Integer({ minimum: 1 }),
  at: Type.String({ description: 'Moment in UTC, by the portal’s clock' }),
  role: Type.String({ description: 'Role in which it was done' }),
  organisation: nullable(Type.Object({ id: Type.String(), name: Type.String() })),
  actor: nullable(Type.String({ description: 'Id of the person or of the organisation’s key; null: portal.json' })),
  name: Type.String(),
  onCallFrom: nullable(
    Type.String({ description: 'The operator’s organisation whose person on call acted for `organisation`' }),
  ),
  act: Type.String({ description: '`bulletin.submit`' }),
  subject: Type.String({ description: '`bulletin/01J…`' }),
  detail: Type.Unsafe<unknown>({}),
  hash: Type.String({ description: 'Over the entry and the hash of the one before, base64url' }),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** All must hold. */
export interface AuditFilter {
  /** This act, or every act of a kind: `bulletin.`. */
  readonly act?: string | undefined;
  readonly subject?: string | undefined;
  readonly organisation?: string | undefined;
  /** Id of a person or a key. */
  readonly actor?: string | undefined;
  /** Part of the name of whoever did it, in any case and without accents. */
  readonly name?: string | undefined;
  /** Moments: from the first on, before the second. */
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export interface AuditPage {
  readonly entries: AuditEntry[];
  /** `before` of the following page; null at the end. */
  readonly next: number | null;
}

/**
 * What `reader` may see of it: the operator everything, others what was done in their organisation's name (also by somebody on
 * call), a key of portal.json what keys of its role did.
 */
export async function listAudit(
  db: Executor,
  reader: Actor,
  { limit, before, ...filter }: AuditFilter & { readonly limit: number; readonly before?: number | undefined },
): Promise<AuditPage> {
  const { act, subject, organisation, actor, name, from, to } = filter;
  const rows = await db
    .selectFrom('audit_entry as a')
    .leftJoin('organisation as o', 'o.id', 'a.organisation')
    .selectAll('a')
    .select('o.name as organisation_name')
    .$if(reader.role !== 'operator', (q) => {
      const { organisation: own } = reader;
      if (own !== null) return q.where('a.organisation', '=', own);
      return q.where('a.organisation', 'is', null).where('a.role', '=', reader.role satisfies Role);
    })
    .$if(before !== undefined, (q) => q.where('a.position', '<', before as number))
    .$if(act !== undefined, (q) => {
      const named = act as string;
      if (!named.endsWith('.')) return q.where('a.act', '=', named);
      // Every act that begins so stands between the kind's dot and the character after it.
      return q.where('a.act', '>=', named).where('a.act', '<', `${named.slice(0, -1)}/`);
    })
    .$if(subject !== undefined, (q) => q.where('a.subject', '=', subject as string))
    .$if(organisation !== undefined, (q) => q.where('a.organisation', '=', organisation as string))
    .$if(actor !== undefined, (q) => q.where('a.actor', '=', actor as string))
    .$if(name !== undefined, (q) => q.where(folded(sql.ref('a.name')), 'like', containing(name as string)))
    .$if(from !== undefined, (q) => q.where('a.at', '>=', from as Date))
    .$if(to !== undefined, (q) => q.where('a.at', '<', to as Date))
    .orderBy('a.position', 'desc')
    .limit(limit + 1)
    .execute();
  const entries = rows.slice(0, limit).map((row) => ({
    position: row.position,
    at: row.at.toISOString(),
    role: row.role,
    organisation:
      row.organisation === null ? null : { id: row.organisation, name: row.organisation_name ?? row.organisation },
    actor: row.actor,
    name: row.name,
    onCallFrom: row.on_call_from,
    act: row.act,
    subject: row.subject,
    detail: row.detail,
    hash: row.hash,
  }));
  return { entries, next: rows.length > limit ? (entries.at(-1)?.position ?? null) : null };
}

const PAGE = 1_000;
const columns = [
  'position',
  'at',
  'role',
  'organisation',
  'name',
  'onCall',
  'act',
  'subject',
  'detail',
  'hash',
] as const;

/** All that `listAudit` gives, page by page as it is read; headings in `language`, moments in UTC. */
export async function auditCsv(
  db: Executor,
  reader: Actor,
  filter: AuditFilter,
  language: Language,
): Promise<Readable> {
  const ask = (before?: number) => listAudit(db, reader, { ...filter, limit: PAGE, before });
  // Before the answer begins: what is refused is refused in words.
  const first = await ask();
  return csvOf(
    columns.map((key) => ({ key, header: say(language, `portal.audit.${key}`) })),
    everyRow(first, ask, ({ entries }) =>
      entries.map((entry) => ({
        ...entry,
        organisation: entry.organisation?.name ?? '',
        onCall: entry.onCallFrom === null ? '' : 'x',
        detail: JSON.stringify(entry.detail),
      })),
    ),
  );
}
