/** The exchange between laboratory and authority about a bulletin: kept, in any state, never changed. */
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Executor } from '../store/database.ts';
import { readableRevisions } from './bulletins.ts';
import type { Role } from './transitions.ts';

export const MessageBody = Type.Object(
  { text: Type.String({ minLength: 1, maxLength: 4000 }) },
  { additionalProperties: false },
);

export const Message = Type.Object({
  id: Type.String(),
  at: Type.String({ description: 'Moment in UTC' }),
  by: Type.String({ description: 'Role whose key wrote it' }),
  text: Type.String(),
});
export type Message = Static<typeof Message>;

/** Adds a message by the laboratory or the authority. Throws role-refused, or not-found where `role` cannot see the bulletin. */
export async function addMessage(
  db: Executor,
  clock: Clock,
  role: Role,
  bulletin: string,
  text: string,
): Promise<Message> {
  await refuseStrangers(db, role, bulletin);
  const at = new Date(clock.wall());
  const message = { id: ulid(at.getTime()), bulletin, at, by_role: role, text };
  await db.insertInto('bulletin_message').values(message).execute();
  return { id: message.id, at: at.toISOString(), by: role, text };
}

/** The whole exchange, oldest first. Throws as `addMessage`. */
export async function listMessages(db: Executor, role: Role, bulletin: string): Promise<Message[]> {
  await refuseStrangers(db, role, bulletin);
  const rows = await db
    .selectFrom('bulletin_message')
    .selectAll()
    .where('bulletin', '=', bulletin)
    .orderBy('at')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({ id: row.id, at: row.at.toISOString(), by: row.by_role, text: row.text }));
}

async function refuseStrangers(db: Executor, role: Role, bulletin: string): Promise<void> {
  if (role === 'operator') throw new Problem('role-refused');
  await readableRevisions(db, bulletin, role);
}
