/**
 * Who else must agree before a revision is in force: never whoever submitted it, and where the authority wants it two different
 * reviewers. A person is told from another by their account; keys are nobody's hands and never count as a second person.
 */
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import type { Executor, Trx } from '../store/database.ts';

/** Reviewers who must agree where the authority wants more than one. */
const WANTED = 2;

interface Revision {
  readonly id: string;
  readonly revision: number;
}

/**
 * Records `actor`'s word on a submitted revision, its bulletin locked; true once it takes no other. Throws role-refused for who
 * submitted it, and for a key where two people are wanted.
 */
export async function agree(trx: Trx, actor: Actor, { id, revision }: Revision, at: Date): Promise<boolean> {
  const own = actor.user ?? actor.key;
  const submission = await trx
    .selectFrom('bulletin_history')
    .select('by_actor')
    .where('bulletin', '=', id)
    .where('revision', '=', revision)
    .where('state', '=', 'submitted')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (own !== null && submission?.by_actor === own) throw new Problem('role-refused', { expected: 'other-person' });
  if (!(await wantsTwo(trx, actor))) return true;
  if (actor.user === null) throw new Problem('role-refused', { expected: 'two-people' });
  const said = await trx
    .insertInto('bulletin_approval')
    .values({ bulletin: id, revision, person: actor.user, name: actor.name, at })
    .onConflict((on) => on.doNothing())
    .executeTakeFirst();
  const { count } = await trx
    .selectFrom('bulletin_approval')
    .select((e) => e.fn.countAll<number>().as('count'))
    .where('bulletin', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  const enough = Number(count) >= WANTED;
  if (Number(said.numInsertedOrUpdatedRows) > 0 && !enough) {
    await audit(trx, actor, 'bulletin.agree', `bulletin/${id}`, { revision }, at);
  }
  return enough;
}

/** Forgets who agreed: what they agreed to is no longer what will be in force. */
export async function disagree(trx: Trx, { id, revision }: Revision): Promise<void> {
  await trx.deleteFrom('bulletin_approval').where('bulletin', '=', id).where('revision', '=', revision).execute();
}

/** How many reviewers beside those who `agreed` a submitted revision waits for, as `actor` is concerned; null: one alone decides. */
export async function missingAgreements(db: Executor, actor: Actor, agreed: number): Promise<number | null> {
  return (await wantsTwo(db, actor)) ? Math.max(1, WANTED - agreed) : null;
}

/** As the authority that `actor` works for has it; for everybody else, as any authority on this portal has it. */
async function wantsTwo(db: Executor, actor: Actor): Promise<boolean> {
  const authority = actor.role === 'authority' ? actor.organisation : null;
  const wanting = await db
    .selectFrom('organisation')
    .select('id')
    .where('role', '=', 'authority')
    .where('two_person', '=', true)
    .where('closed_at', 'is', null)
    .$if(authority !== null, (q) => q.where('id', '=', authority))
    .limit(1)
    .executeTakeFirst();
  return wanting !== undefined;
}
