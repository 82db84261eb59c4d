/** The acknowledgement of a recipient without an agent, through its link: the first is kept, and nothing more is sent. */
import Type, { type Static } from 'typebox';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { OutreachState } from '../store/schema/outreach.ts';
import { cancelAttempts } from './campaigns.ts';
import { contactsOf } from './contacts.ts';
import { toldBy } from './dispatch.ts';
import { linkSecret, outreachOf } from './link.ts';
import type { Told } from './send.ts';

/** What a recipient answers. A third of notices concern products that a hospital never had (domain.md, section 1). */
export const RecipientAnswer = Type.Object(
  {
    operator: Type.String({ minLength: 1, maxLength: 100, description: 'Who acknowledges' }),
    concerned: Type.Boolean({ description: 'Whether packs of the lots are or were held' }),
    quantity: Type.Optional(Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'Packs isolated' })),
    remark: Type.Optional(Type.String({ maxLength: 1_000 })),
  },
  { additionalProperties: false },
);
export type RecipientAnswer = Static<typeof RecipientAnswer>;

export interface Addressed {
  readonly id: string;
  readonly recipient: string;
  readonly bulletin: Told;
  readonly state: OutreachState;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
}

/** What a link is about. Throws not-found for a link that this portal did not make. */
export async function readAddressed(db: Executor, token: string): Promise<Addressed> {
  const id = outreachOf(await linkSecret(db), token);
  const row =
    id === null ? undefined : await db.selectFrom('outreach').selectAll().where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw new Problem('not-found');
  const { bulletin, addressee } = await toldBy(db, row.id);
  const contact = (await contactsOf(db, [addressee])).get(addressee);
  return {
    id: row.id,
    recipient: contact?.name ?? '',
    bulletin,
    state: row.state,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
  };
}

/** Records the answer; done before: the first stands. Throws not-found. */
export async function acknowledge(
  db: Executor,
  clock: Clock,
  token: string,
  answer: RecipientAnswer,
): Promise<Addressed> {
  const { id } = await readAddressed(db, token);
  await db.transaction().execute((trx) => record(trx, clock, id, answer));
  return readAddressed(db, token);
}

/** Records an answer however it came. Throws not-found. */
export async function record(
  trx: Trx,
  clock: Clock,
  outreach: string,
  answer: Omit<RecipientAnswer, 'concerned'> & Partial<RecipientAnswer>,
): Promise<void> {
  const row = await trx
    .selectFrom('outreach')
    .select(['acknowledged_at'])
    .where('id', '=', outreach)
    .forUpdate()
    .executeTakeFirst();
  if (row === undefined) throw new Problem('not-found');
  if (row.acknowledged_at !== null) return;
  await trx
    .updateTable('outreach')
    .set({
      // Kept also where a newer revision has taken its place: what was answered was answered.
      state: 'acknowledged',
      next_at: null,
      acknowledged_at: new Date(clock.wall()),
      acknowledged_by: answer.operator,
      answer: json(answer),
    })
    .where('id', '=', outreach)
    .execute();
  await cancelAttempts(trx, [outreach]);
}
