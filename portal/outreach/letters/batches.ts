/**
 * Letters in batches: what is due is printed once, handed over to a mail house, and what comes back is noted. A batch never changes
 * once it is made, so that its pages are the same however often they are fetched.
 */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../../protocol/problems.ts';
import type { Actor } from '../../access/actor.ts';
import { audit } from '../../access/audit.ts';
import type { Clock } from '../../clock.ts';
import { type Executor, json, type Trx } from '../../store/database.ts';
import { recipientKinds } from '../../store/schema/outreach.ts';
import { contactsOf } from '../contacts.ts';
import { type AddressFault, addressFaults, LINE_LENGTH, LINES, postalLines } from './address.ts';
import { newCode, readCode } from './code.ts';

/** Letters of one batch: as many as a person hands over and a portal lays out at once. */
const MOST = 1_000;

const text = Type.Union([Type.String(), Type.Null()]);
const Time = Type.Union([Type.String(), Type.Null()], { description: 'Moment in UTC' });
const Code = Type.String({ minLength: 1, maxLength: 40, description: 'As it stands on the letter' });

export const LetterBatchBody = Type.Object(
  {
    bulletin: Type.Optional(Type.String({ maxLength: 64, description: 'Only letters of this one' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: MOST, default: MOST })),
    sender: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: LINE_LENGTH }), {
        maxItems: LINES,
        description: 'Where a letter that cannot be delivered goes back to',
      }),
    ),
  },
  { additionalProperties: false },
);
export type LetterBatchBody = Static<typeof LetterBatchBody>;

const Letter = Type.Object({
  code: Type.String(),
  outreach: Type.String(),
  kind: Type.Enum(recipientKinds),
  bulletin: Type.String(),
  revision: Type.Integer({ minimum: 1 }),
  address: Type.Array(Type.String(), { description: 'Lines as printed' }),
  state: Type.Enum(['due', 'accepted', 'failed', 'cancelled', 'returned'] as const, {
    description: 'cancelled: need not go out any more; accepted: handed over',
  }),
  receipt: text,
  error: Type.Union([Type.String(), Type.Null()], { description: 'Why it came back' }),
});
export type Letter = Static<typeof Letter>;

const head = {
  id: Type.String(),
  at: Type.String({ description: 'Moment in UTC' }),
  by: Type.String(),
  handedAt: Time,
  handedBy: text,
  receipt: text,
};
export const BatchSummary = Type.Object({ ...head, letters: Type.Integer({ minimum: 0 }) });
export type BatchSummary = Static<typeof BatchSummary>;
export const BatchView = Type.Object({ ...head, sender: Type.Array(Type.String()), letters: Type.Array(Letter) });
export type BatchView = Static<typeof BatchView>;

export const MadeBatch = Type.Object({
  batch: Type.Union([BatchView, Type.Null()], { description: 'null: no letter could be printed' }),
  refused: Type.Array(
    Type.Object({
      outreach: Type.String(),
      recipient: Type.String(),
      name: Type.String(),
      fault: Type.Enum(addressFaults),
    }),
    { description: 'Addresses that no envelope takes: correct them, and they go with the next batch' },
  ),
});
export type MadeBatch = Static<typeof MadeBatch>;

/** Takes the letters that are due into a new batch. */
export async function makeBatch(db: Executor, clock: Clock, actor: Actor, body: LetterBatchBody): Promise<MadeBatch> {
  const { bulletin, limit = MOST, sender = [] } = body;
  const at = new Date(clock.wall());
  const id = ulid(at.getTime());
  const { made, refused } = await db.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom('outreach_attempt as a')
      .innerJoin('outreach as o', 'o.id', 'a.outreach')
      .select(['a.id', 'a.outreach', 'o.addressee'])
      .where('a.channel', '=', 'letter')
      .where('a.state', '=', 'due')
      .where('a.batch', 'is', null)
      .$if(bulletin !== undefined, (q) => q.where('o.bulletin', '=', bulletin as string))
      .orderBy('a.n')
      .limit(limit)
      .forUpdate('a')
      .skipLocked()
      .execute();
    const contacts = await contactsOf(
      trx,
      due.map(({ addressee }) => addressee),
    );
    const wrong: MadeBatch['refused'] = [];
    const right: Array<{ id: string; address: string; code: string }> = [];
    for (const letter of due) {
      const contact = contacts.get(letter.addressee);
      const name = contact?.name ?? '';
      const printed: ReturnType<typeof postalLines> = postalLines(name, contact?.address ?? null);
      if ('fault' in printed) {
        const { outreach, addressee: recipient } = letter;
        const fault: AddressFault = printed.fault;
        wrong.push({ outreach, recipient, name, fault });
      } else right.push({ id: letter.id, address: printed.lines.join('\n'), code: newCode() });
    }
    if (right.length > 0) {
      await trx
        .insertInto('letter_batch')
        .values({ id, at, letters: right.length, by: actor.name, sender: json(sender) })
        .execute();
      await sql`
        update outreach_attempt a set batch = ${id}, address = r.address, code = r.code
        from jsonb_to_recordset(${json(right)}::jsonb) r (id text, address text, code text) where a.id = r.id`.execute(
        trx,
      );
      await audit(trx, actor, 'letters.batch', `letters/${id}`, { letters: right.length, refused: wrong.length }, at);
    }
    return { made: right.length > 0, refused: wrong };
  });
  return { batch: made ? await readBatch(db, id) : null, refused };
}

/** A batch with its letters, in the order in which they are printed. Throws not-found. */
export async function readBatch(db: Executor, id: string): Promise<BatchView> {
  const batch = await db.selectFrom('letter_batch').selectAll().where('id', '=', id).executeTakeFirst();
  if (batch === undefined) throw new Problem('not-found');
  const rows = await db
    .selectFrom('outreach_attempt as a')
    .innerJoin('outreach as o', 'o.id', 'a.outreach')
    .select([
      'a.code',
      'a.outreach',
      'a.address',
      'a.state',
      'a.receipt',
      'a.error',
      'o.kind',
      'o.bulletin',
      'o.revision',
    ])
    .where('a.batch', '=', id)
    .orderBy('a.n')
    .execute();
  const { letters: _, ...summary } = summaryOf(batch);
  return {
    ...summary,
    sender: [...(batch.sender ?? [])],
    letters: rows.map(({ code, address, ...row }) => ({ ...row, code: code ?? '', address: address.split('\n') })),
  };
}

/** Newest first; `next` is the `after` of the following page, null at the end. */
export async function listBatches(
  db: Executor,
  { limit, after }: { limit: number; after?: string | undefined },
): Promise<{ batches: BatchSummary[]; next: string | null }> {
  const rows = await db
    .selectFrom('letter_batch')
    .selectAll()
    .$if(after !== undefined, (q) => q.where('id', '<', after as string))
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const batches = rows.slice(0, limit).map(summaryOf);
  return { batches, next: rows.length > limit ? (batches.at(-1)?.id ?? null) : null };
}

interface BatchRow {
  readonly id: string;
  readonly at: Date;
  readonly by: string;
  readonly letters: number;
  readonly handed_at: Date | null;
  readonly handed_by: string | null;
  readonly receipt: string | null;
}

function summaryOf({ id, at, by, letters, handed_at, handed_by, receipt }: BatchRow): BatchSummary {
  const handedAt = handed_at?.toISOString() ?? null;
  return { id, at: at.toISOString(), by, handedAt, handedBy: handed_by, receipt, letters };
}

export const HandOverBody = Type.Object(
  {
    receipt: Type.String({
      minLength: 1,
      maxLength: 1_000,
      description: 'What the mail house or the post gave for all',
    }),
    receipts: Type.Optional(
      Type.Array(Type.Object({ code: Code, receipt: Type.String({ minLength: 1, maxLength: 200 }) }), {
        maxItems: MOST,
        description: 'For single letters: the number of a registered one',
      }),
    ),
    withheld: Type.Optional(
      Type.Array(Code, { maxItems: MOST, description: 'Taken out before: they wait for the next batch' }),
    ),
  },
  { additionalProperties: false },
);
export type HandOverBody = Static<typeof HandOverBody>;

/**
 * Records that a batch went out, those too that were acknowledged since it was printed. Throws not-found, state-conflict where it
 * was handed over before, request-invalid for a code that is not in it.
 */
export async function handOver(
  db: Executor,
  clock: Clock,
  actor: Actor,
  id: string,
  { receipt, receipts = [], withheld = [] }: HandOverBody,
): Promise<BatchView> {
  const at = new Date(clock.wall());
  await db.transaction().execute(async (trx) => {
    const batch = await trx.selectFrom('letter_batch').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
    if (batch === undefined) throw new Problem('not-found');
    if (batch.handed_at !== null) throw new Problem('state-conflict', { state: 'handed-over' });
    const rows = await trx.selectFrom('outreach_attempt').select('code').where('batch', '=', id).execute();
    const known = new Set(rows.map(({ code }) => code));
    const codeOf = (typed: string, field: string) => {
      const code = readCode(typed);
      if (code !== null && known.has(code)) return code;
      throw new Problem('request-invalid', { field, expected: 'letter-code', values: { value: typed } });
    };
    const kept = withheld.map((typed, index) => codeOf(typed, `withheld[${index}]`));
    const own = receipts.map((one, index) => ({
      code: codeOf(one.code, `receipts[${index}].code`),
      receipt: one.receipt,
    }));
    await trx
      .updateTable('outreach_attempt')
      .set({ batch: null, code: null })
      .where('batch', '=', id)
      .where('code', '=', sql<string>`any(${kept})`)
      .execute();
    const out = await trx
      .updateTable('outreach_attempt')
      .set({ state: 'accepted', at, receipt, by: actor.name })
      .where('batch', '=', id)
      .returning('id')
      .execute();
    await sql`
      update outreach_attempt a set receipt = r.receipt
      from jsonb_to_recordset(${json(own)}::jsonb) r (code text, receipt text)
      where a.batch = ${id} and a.code = r.code`.execute(trx);
    await trx
      .updateTable('letter_batch')
      .set({ handed_at: at, handed_by: actor.name, receipt, letters: out.length })
      .where('id', '=', id)
      .execute();
    await audit(trx, actor, 'letters.hand-over', `letters/${id}`, { receipt, letters: out.length, withheld: kept }, at);
  });
  return readBatch(db, id);
}

export const ReturnsBody = Type.Object(
  {
    returns: Type.Array(
      Type.Object({
        code: Code,
        remark: Type.String({
          minLength: 1,
          maxLength: 200,
          description: 'What stands on it: NPAI, boîte non identifiable…',
        }),
      }),
      { minItems: 1, maxItems: MOST },
    ),
  },
  { additionalProperties: false },
);
export type ReturnsBody = Static<typeof ReturnsBody>;

export const ReturnsAnswer = Type.Object({
  recorded: Type.Integer({ minimum: 0 }),
  unknown: Type.Array(Type.String(), { description: 'Codes of no letter' }),
  notHandedOver: Type.Array(Type.String(), {
    description: 'Codes of letters that never went out, or came back before',
  }),
});
export type ReturnsAnswer = Static<typeof ReturnsAnswer>;

/** Records letters that came back; what cannot be one is answered, and the others are recorded. */
export async function recordReturns(
  db: Executor,
  clock: Clock,
  actor: Actor,
  { returns }: ReturnsBody,
): Promise<ReturnsAnswer> {
  return db.transaction().execute(async (trx) => {
    const answer: ReturnsAnswer = { recorded: 0, unknown: [], notHandedOver: [] };
    const recorded: Array<{ outreach: string; remark: string }> = [];
    for (const { code: typed, remark } of returns) {
      const letter = await letterOf(trx, typed);
      if (letter === null) answer.unknown.push(typed);
      else if (letter.state !== 'accepted') answer.notHandedOver.push(typed);
      else {
        await trx
          .updateTable('outreach_attempt')
          .set({ state: 'returned', error: remark, by: actor.name })
          .where('id', '=', letter.id)
          .execute();
        recorded.push({ outreach: letter.outreach, remark });
      }
    }
    answer.recorded = recorded.length;
    if (recorded.length > 0) {
      await audit(trx, actor, 'letters.return', 'letters', { returns: recorded }, new Date(clock.wall()));
    }
    return answer;
  });
}

/** The outreach row that a typed code is of, or null. */
export async function outreachOfCode(db: Executor, typed: string): Promise<string | null> {
  const code = readCode(typed);
  if (code === null) return null;
  const row = await db.selectFrom('outreach_attempt').select('outreach').where('code', '=', code).executeTakeFirst();
  return row?.outreach ?? null;
}

async function letterOf(trx: Trx, typed: string) {
  const code = readCode(typed);
  if (code === null) return null;
  const row = await trx
    .selectFrom('outreach_attempt')
    .select(['id', 'outreach', 'state'])
    .where('code', '=', code)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}
