/**
 * The audit log: every act that changes something, in the act's own transaction, each row over the hash of the one before, so
 * that a row changed, taken out or put in between is seen by `verifyAudit`.
 */
import Type, { type Static } from 'typebox';
import { digestOf } from '../store/canonical.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { Actor } from './actor.ts';

/** What the first row follows. */
const GENESIS = digestOf('vigilot-audit');

/** The hashed part of a row. */
interface AuditFact {
  readonly position: number;
  readonly previous: string;
  readonly at: string;
  readonly role: string;
  readonly organisation: string | null;
  readonly actor: string | null;
  readonly name: string;
  readonly onCallFrom: string | null;
  readonly act: string;
  readonly subject: string;
  readonly detail: unknown;
}

/**
 * Records that `actor` did `act` (`bulletin.submit`) to `subject` (`bulletin/01J…`) at `at`. The last statement of its
 * transaction: the log's head stays locked until the commit. `detail` is JSON and never a secret.
 */
export async function audit(
  trx: Trx,
  actor: Actor,
  act: string,
  subject: string,
  detail: Readonly<Record<string, unknown>>,
  at: Date,
): Promise<void> {
  await trx
    .insertInto('audit_head')
    .values({ id: 1, position: 0, hash: GENESIS })
    .onConflict((on) => on.column('id').doNothing())
    .execute();
  const head = await trx.selectFrom('audit_head').selectAll().forUpdate().executeTakeFirstOrThrow();
  const fact: AuditFact = {
    position: head.position + 1,
    previous: head.hash,
    at: at.toISOString(),
    role: actor.role,
    organisation: actor.organisation,
    actor: actor.user ?? actor.key,
    name: actor.name,
    onCallFrom: actor.onCallFrom,
    act,
    subject,
    // As the database will give it back: without what JSON leaves out.
    detail: JSON.parse(json(detail)),
  };
  const hash = digestOf(fact);
  const { onCallFrom, detail: kept, ...columns } = fact;
  await trx
    .insertInto('audit_entry')
    .values({ ...columns, on_call_from: onCallFrom, detail: json(kept), hash })
    .execute();
  await trx.updateTable('audit_head').set({ position: fact.position, hash }).execute();
}

export const AuditProof = Type.Object({
  count: Type.Integer({ minimum: 0, description: 'Entries proved, from the first' }),
  head: Type.String({
    description: 'Hash of the last proved entry: whoever kept it elsewhere sees a log that was made anew',
  }),
  broken: Type.Union(
    [
      Type.Object({
        position: Type.Integer({ minimum: 1 }),
        why: Type.Enum(['missing', 'changed', 'head'] as const, {
          description: 'missing: an entry out of its place; head: cut at its end',
        }),
      }),
      Type.Null(),
    ],
    { description: 'Where the log stops holding' },
  ),
});
export type AuditProof = Static<typeof AuditProof>;

const PAGE = 1_000;

/** Proves the log from its first row to its head, as one transaction sees it. */
export function verifyAudit(db: Executor): Promise<AuditProof> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((trx) => proveAudit(trx));
}

/** The same inside a transaction of the caller's. */
export async function proveAudit(trx: Trx): Promise<AuditProof> {
  let count = 0;
  let head = GENESIS;
  for (;;) {
    const rows = await trx
      .selectFrom('audit_entry')
      .selectAll()
      .where('position', '>', count)
      .orderBy('position')
      .limit(PAGE)
      .execute();
    for (const { at, on_call_from: onCallFrom, hash, ...columns } of rows) {
      const position = count + 1;
      if (columns.position !== position || columns.previous !== head) {
        return { count, head, broken: { position, why: 'missing' } };
      }
      const fact: AuditFact = { ...columns, at: at.toISOString(), onCallFrom };
      if (digestOf(fact) !== hash) return { count, head, broken: { position, why: 'changed' } };
      count = position;
      head = hash;
    }
    if (rows.length < PAGE) break;
  }
  const said = await trx.selectFrom('audit_head').selectAll().executeTakeFirst();
  const whole = (said?.position ?? 0) === count && (said?.hash ?? GENESIS) === head;
  return { count, head, broken: whole ? null : { position: count + 1, why: 'head' } };
}
