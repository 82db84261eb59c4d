/** The exchange between laboratory and authority about a bulletin: kept, in any state, never changed. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import { type Actor, signatureOf } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { requireCapability } from '../access/require.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { readableRevisions } from './bulletins.ts';
import { capabilityFor } from './transitions.ts';

export const MessageBody = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4000 }) },
  { additionalProperties: false },
);

export const Message = Type.Object({
  id: Type.String(),
  at: Type.String({ description: 'Moment in UTC' }),
  by: Type.String({ description: 'Role that wrote it' }),
  name: Type.Optional(Type.String({ description: 'Who wrote it; absent for a key of portal.json' })),
  onCall: Type.Optional(Type.Literal(true, { description: 'Somebody on call wrote it for the laboratory' })),
  text: Type.String(),
});
export type Message = Static<typeof Message>;

/**
 * Adds a message by the laboratory or the authority. Throws role-refused, or not-found where `actor` cannot see the bulletin.
 */
export async function addMessage(
  db: Executor,
  clock: Clock,
  actor: Actor,
  bulletin: string,
  text: string,
): Promise<Message> {
  const kind = await refuseStrangers(db, actor, bulletin);
  requireCapability(actor, capabilityFor('edit', kind));
  const at = new Date(clock.wall());
  const row = { id: ulid(at.getTime()), bulletin, at, text, ...signatureOf(actor) };
  await db.transaction().execute(async (trx) => {
    await trx.insertInto('bulletin_message').values(row).execute();
    await audit(trx, actor, 'bulletin.message', `bulletin/${bulletin}`, { message: row.id }, at);
  });
  return view(row);
}

/** The whole exchange, oldest first. Throws as `addMessage`. */
export async function listMessages(db: Executor, actor: Actor, bulletin: string): Promise<Message[]> {
  await refuseStrangers(db, actor, bulletin);
  const rows = await db
    .selectFrom('bulletin_message')
    .selectAll()
    .where('bulletin', '=', bulletin)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map(view);
}

function view(row: {
  id: string;
  at: Date;
  by_role: string;
  by_name: string | null;
  by_on_call: boolean;
  text: string;
}): Message {
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: row.by_role,
    ...(row.by_name === null ? {} : { name: row.by_name }),
    ...(row.by_on_call ? { onCall: true as const } : {}),
    text: row.text,
  };
}

/** The kind of a bulletin whose exchange `actor` takes part in. */
async function refuseStrangers(db: Executor, actor: Actor, bulletin: string): Promise<string> {
  if (actor.role !== 'lab' && actor.role !== 'authority') throw new Problem('role-refused');
  return (await readableRevisions(db, bulletin, actor)).bulletin.kind;
}
