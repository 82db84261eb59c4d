/**
 * What laboratories and the authority do with bulletins. Each call is one transaction on the locked bulletin; a validation is
 * one with the feed's own, so that a revision is in force exactly if the feed carries it (architecture.md).
 */
import { ulid } from 'ulid';
import type { Bulletin, BulletinContent } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';
import type { RevisionState } from '../store/schema.ts';
import { type BulletinView, readBulletin } from './bulletins.ts';
import { readDraft } from './draft.ts';
import { readReason } from './reason.ts';
import { type Act, permit, type Role, transitions } from './transitions.ts';

interface WorkflowDependencies {
  readonly db: Executor;
  readonly feed: Pick<FeedStore, 'publish'>;
  readonly clock: Clock;
}

/** A bulletin under lock, with the revision that an act is about. */
interface Locked {
  readonly id: string;
  readonly kind: string;
  readonly bulletinAuthor: string;
  readonly revision: number;
  readonly state: RevisionState;
  readonly lift: boolean;
  readonly reason: string | null;
  readonly content: BulletinContent;
  /** The role that opened the revision. */
  readonly author: string;
}

export class Workflow {
  readonly #db: Executor;
  readonly #feed: Pick<FeedStore, 'publish'>;
  readonly #clock: Clock;

  constructor({ db, feed, clock }: WorkflowDependencies) {
    this.#db = db;
    this.#feed = feed;
    this.#clock = clock;
  }

  /** A new bulletin, revision 1 as `draft`, from the body a laboratory or the authority posts. Throws as `readDraft`. */
  async create(role: 'lab' | 'authority', body: unknown): Promise<BulletinView> {
    const content = readDraft(body);
    const at = this.#now();
    const id = ulid(at.getTime());
    return this.#db.transaction().execute(async (trx) => {
      await trx.insertInto('bulletin').values({ id, kind: content.kind, author_role: role, created_at: at }).execute();
      await this.#open(trx, { id, revision: 1, content, lift: false, reason: null }, role, at);
      return readBulletin(trx, id, role, 1);
    });
  }

  /** Replaces the content of a draft or rejected revision, which is a draft again; of one that lifts, its reason. */
  async edit(role: Role, id: string, body: unknown): Promise<BulletinView> {
    return this.#act('edit', role, id, undefined, async (trx, locked, at) => {
      if (locked.lift) {
        await this.#move(trx, locked, 'edit', role, at, { reason: readReason(body) });
        return;
      }
      const content = readDraft(body);
      if (locked.revision > 1) refuseOtherNature(content, locked.content);
      else await trx.updateTable('bulletin').set({ kind: content.kind }).where('id', '=', id).execute();
      await this.#move(trx, locked, 'edit', role, at, { content: json(content) });
    });
  }

  /** Sends the open revision for validation. */
  async submit(role: Role, id: string, revision?: number): Promise<BulletinView> {
    return this.#act('submit', role, id, revision, (trx, locked, at) => this.#move(trx, locked, 'submit', role, at));
  }

  /** Sends the submitted revision back with a reason. */
  async reject(role: Role, id: string, reason: string, revision?: number): Promise<BulletinView> {
    return this.#act('reject', role, id, revision, async (trx, locked, at) => {
      await this.#move(trx, locked, 'reject', role, at, {}, reason);
    });
  }

  /**
   * Puts the submitted revision in force and into the feed, in one transaction; what it replaces is `superseded`. Done before
   * (also by somebody at this very moment): answered as it is, nothing broadcast. Refused while the feed is recovering.
   */
  async validate(role: Role, id: string, revision?: number): Promise<BulletinView> {
    // Looked at first without the feed's head: what was done before must not wait for it, nor for the end of a recovery.
    const before = await this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, id, revision);
      return permit('validate', role, locked) === 'done' ? readBulletin(trx, id, role, locked.revision) : null;
    });
    if (before !== null) return before;
    return this.#feed.publish(async (trx, append) => {
      const locked = await lock(trx, id, revision);
      if (permit('validate', role, locked) === 'go') {
        const at = this.#now();
        const bulletin: Bulletin = {
          id,
          revision: locked.revision,
          state: locked.lift ? 'lifted' : 'in-force',
          publishedAt: at.toISOString(),
          ...(locked.lift ? { liftReason: locked.reason ?? '' } : {}),
          ...locked.content,
        };
        const { position } = await append({ bulletin }, { bulletin: id, revision: locked.revision });
        await this.#supersede(trx, id, role, at);
        const state = locked.lift ? 'lifted' : transitions.validate.to;
        await this.#write(trx, locked, state, role, at, { position });
        await trx
          .updateTable('bulletin')
          .set({ in_force_revision: locked.revision, lifted: locked.lift })
          .where('id', '=', id)
          .execute();
      }
      return readBulletin(trx, id, role, locked.revision);
    });
  }

  /** Opens revision n+1 as `draft`, from a whole new body. */
  async revise(role: Role, id: string, body: unknown): Promise<BulletinView> {
    const content = readDraft(body);
    return this.#next('revise', role, id, (locked) => {
      refuseOtherNature(content, locked.content);
      return { content, lift: false, reason: null };
    });
  }

  /** Opens revision n+1 as a `draft` that ends the measure, with what is in force as its content. */
  async lift(role: Role, id: string, reason: string): Promise<BulletinView> {
    return this.#next('lift', role, id, ({ content }) => ({ content, lift: true, reason }));
  }

  async #act(
    act: Act,
    role: Role,
    id: string,
    revision: number | undefined,
    work: (trx: Trx, locked: Locked, at: Date) => Promise<void>,
  ): Promise<BulletinView> {
    return this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, id, revision);
      permit(act, role, locked);
      await work(trx, locked, this.#now());
      return readBulletin(trx, id, role, locked.revision);
    });
  }

  async #next(
    act: 'revise' | 'lift',
    role: Role,
    id: string,
    make: (locked: Locked) => { content: BulletinContent; lift: boolean; reason: string | null },
  ): Promise<BulletinView> {
    return this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, id, undefined);
      permit(act, role, locked);
      const revision = locked.revision + 1;
      await this.#open(trx, { id, revision, ...make(locked) }, role, this.#now());
      return readBulletin(trx, id, role, revision);
    });
  }

  async #open(
    trx: Trx,
    next: { id: string; revision: number; content: BulletinContent; lift: boolean; reason: string | null },
    role: Role,
    at: Date,
  ): Promise<void> {
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
    await history(trx, { bulletin: id, revision, state: 'draft', at, by_role: role, reason });
  }

  async #move(
    trx: Trx,
    locked: Locked,
    act: 'edit' | 'submit' | 'reject',
    role: Role,
    at: Date,
    fields: { content?: string; reason?: string } = {},
    reason?: string,
  ): Promise<void> {
    await this.#write(trx, locked, transitions[act].to, role, at, fields, reason);
  }

  async #write(
    trx: Trx,
    { id, revision }: Pick<Locked, 'id' | 'revision'>,
    state: RevisionState,
    role: Role,
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
    await history(trx, { bulletin: id, revision, state, at, by_role: role, reason: reason ?? fields.reason ?? null });
  }

  async #supersede(trx: Trx, id: string, role: Role, at: Date): Promise<void> {
    const replaced = await trx
      .selectFrom('bulletin_revision')
      .select('revision')
      .where('bulletin', '=', id)
      .where('state', '=', 'in-force')
      .execute();
    for (const { revision } of replaced) await this.#write(trx, { id, revision }, 'superseded', role, at);
  }

  #now(): Date {
    return new Date(this.#clock.wall());
  }
}

/** Locks a bulletin and reads its newest revision, or the one named. Throws `not-found`. */
async function lock(trx: Trx, id: string, revision: number | undefined): Promise<Locked> {
  const bulletin = await trx.selectFrom('bulletin').selectAll().where('id', '=', id).forUpdate().executeTakeFirst();
  if (bulletin === undefined) throw new Problem('not-found');
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
    .select('by_role')
    .where('bulletin', '=', id)
    .where('revision', '=', row.revision)
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return {
    id,
    kind: bulletin.kind,
    bulletinAuthor: bulletin.author_role,
    revision: row.revision,
    state: row.state,
    lift: row.lift,
    reason: row.reason,
    content: row.content as BulletinContent,
    author: opened?.by_role ?? bulletin.author_role,
  };
}

async function history(
  trx: Trx,
  step: { bulletin: string; revision: number; state: RevisionState; at: Date; by_role: Role; reason: string | null },
): Promise<void> {
  await trx.insertInto('bulletin_history').values(step).execute();
}

/** `drill` and `kind` never change by revision (verdict.md): a trial must not become a recall under the same name, nor back. */
function refuseOtherNature(content: BulletinContent, before: BulletinContent): void {
  for (const field of ['kind', 'drill'] as const) {
    if (content[field] === before[field]) continue;
    const values = { value: String(before[field]) };
    throw new Problem('request-invalid', { field, expected: 'unchanged', values });
  }
}
