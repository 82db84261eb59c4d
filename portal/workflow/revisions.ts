/** Revisions as rows: locked, opened, brought into another state, put in force with the feed. Who may is asked before. */
import type { Bulletin, BulletinContent } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import { type Actor, signatureOf } from '../access/actor.ts';
import { recordAnswers } from '../shortages/standing.ts';
import { json, type Trx } from '../store/database.ts';
import type { Append } from '../store/feed.ts';
import type { RevisionState } from '../store/schema.ts';
import { maySee } from './bulletins.ts';
import { type Side, type Subject, transitions } from './transitions.ts';

/** A bulletin under lock, with the revision that an act is about. */
export interface Locked extends Subject {
  readonly id: string;
  readonly revision: number;
  readonly lift: boolean;
  readonly reason: string | null;
  readonly content: BulletinContent;
}

/** Locks a bulletin and reads its newest revision, or the one named. Throws `not-found`, also to another laboratory. */
export async function lock(trx: Trx, actor: Actor, id: string, revision: number | undefined): Promise<Locked> {
  const bulletin = await trx.selectFrom('bulletin').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (bulletin === undefined || !maySee(actor, bulletin)) throw new Problem('not-found');
  const row = await trx
    .selectFrom('bulletin_revision')
    .selectAll()
    .where('bulletin', '=', id)
    .$if(revision !== undefined, (q) => q.where('revision', '=', revision as number))
    .orderBy('revision', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (row === undefined) throw new Problem('not-found', { field: 'revision' });
  const opened = await trx
    .selectFrom('bulletin_history')
    .select(['by_role as role', 'by_organisation as organisation'])
    .where('bulletin', '=', id)
    .where('revision', '=', row.revision)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  const bulletinAuthor: Side = { role: bulletin.author_role, organisation: bulletin.organisation };
  return {
    id,
    kind: bulletin.kind,
    bulletinAuthor,
    revision: row.revision,
    state: row.state,
    lift: row.lift,
    reason: row.reason,
    content: row.content as BulletinContent,
    author: opened ?? bulletinAuthor,
  };
}

/** What the next revision is to hold. */
export interface NextRevision {
  readonly id: string;
  readonly revision: number;
  readonly content: BulletinContent;
  /** Putting it in force ends the measure. */
  readonly lift: boolean;
  readonly reason: string | null;
}

/** Opens a revision as `draft`. */
export async function openRevision(trx: Trx, next: NextRevision, actor: Actor, at: Date): Promise<void> {
  const { id, revision, content, lift, reason } = next;
  await trx
    .insertInto('bulletin_revision')
    .values({
      bulletin: id,
      revision,
      state: 'draft',
      lift,
      reason,
      content: json(content),
      created_at: at,
      updated_at: at,
    })
    .execute();
  await history(trx, actor, { bulletin: id, revision, state: 'draft', at, reason });
}

/** Brings a revision into `state`, with `fields` replaced; `reason`: of the step, where it is not the revision's own. */
export async function writeRevision(
  trx: Trx,
  { id, revision }: Pick<Locked, 'id' | 'revision'>,
  state: RevisionState,
  actor: Actor,
  at: Date,
  fields: { content?: string; reason?: string; position?: number } = {},
  reason?: string,
): Promise<void> {
  await trx
    .updateTable('bulletin_revision')
    .set({ ...fields, state, updated_at: at })
    .where('bulletin', '=', id)
    .where('revision', '=', revision)
    .execute();
  await history(trx, actor, { bulletin: id, revision, state, at, reason: reason ?? fields.reason ?? null });
}

/** Puts a revision in force and into the feed, inside `FeedStore.publish`; what it replaces is `superseded`. Returns its position. */
export async function putInForce(
  trx: Trx,
  append: Append,
  next: NextRevision,
  actor: Actor,
  at: Date,
): Promise<number> {
  const { id, revision, lift, reason, content } = next;
  const bulletin: Bulletin = {
    id,
    revision,
    state: lift ? 'lifted' : 'in-force',
    publishedAt: at.toISOString(),
    ...(lift ? { liftReason: reason ?? '' } : {}),
    ...content,
  };
  const { position } = await append({ bulletin }, { bulletin: id, revision });
  await supersede(trx, id, actor, at);
  await writeRevision(trx, next, lift ? 'lifted' : transitions.validate.to, actor, at, { position });
  await trx.updateTable('bulletin').set({ in_force_revision: revision, lifted: lift }).where('id', '=', id).execute();
  await recordAnswers(trx, { bulletin: id, revision, lifted: lift, content }, at);
  return position;
}

async function supersede(trx: Trx, id: string, actor: Actor, at: Date): Promise<void> {
  const replaced = await trx
    .selectFrom('bulletin_revision')
    .select('revision')
    .where('bulletin', '=', id)
    .where('state', '=', 'in-force')
    .execute();
  for (const { revision } of replaced) await writeRevision(trx, { id, revision }, 'superseded', actor, at);
}

async function history(
  trx: Trx,
  actor: Actor,
  step: { bulletin: string; revision: number; state: RevisionState; at: Date; reason: string | null },
): Promise<void> {
  await trx
    .insertInto('bulletin_history')
    .values({ ...step, ...signatureOf(actor) })
    .execute();
}
