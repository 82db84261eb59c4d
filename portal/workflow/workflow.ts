/**
 * What laboratories and the authority do with bulletins. Each call is one transaction on the locked bulletin; a validation is
 * one with the feed's own, so that a revision is in force exactly if the feed carries it (architecture.md).
 */
import { ulid } from 'ulid';
import type { BulletinContent } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { noteOccasionalUse } from '../access/occasional-use.ts';
import { requireCapability } from '../access/require.ts';
import type { Clock } from '../clock.ts';
import { digestOf } from '../store/canonical.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import type { FeedStore } from '../store/feed.ts';
import { type BulletinView, readBulletin } from './bulletins.ts';
import { readDraft } from './draft.ts';
import { readReason } from './reason.ts';
import { type Locked, lock, openRevision, putInForce, writeRevision } from './revisions.ts';
import { type Act, capabilityFor, permit, transitions } from './transitions.ts';
import { agree, disagree } from './two-person.ts';

interface WorkflowDependencies {
  readonly db: Executor;
  readonly feed: Pick<FeedStore, 'publish'>;
  readonly clock: Clock;
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
  async create(actor: Actor, body: unknown): Promise<BulletinView> {
    const content = readDraft(body);
    requireCapability(actor, capabilityFor('edit', content.kind));
    const at = this.#now();
    const id = ulid(at.getTime());
    return this.#db.transaction().execute(async (trx) => {
      await trx
        .insertInto('bulletin')
        .values({
          id,
          kind: content.kind,
          author_role: actor.role,
          organisation: actor.organisation,
          created_at: at,
        })
        .execute();
      await openRevision(trx, { id, revision: 1, content, lift: false, reason: null }, actor, at);
      const view = await readBulletin(trx, id, actor, 1);
      await audited(trx, 'create', actor, { id, revision: 1 }, at, { content: digestOf(content) });
      return view;
    });
  }

  /** Replaces the content of a draft or rejected revision, which is a draft again; of one that lifts, its reason. */
  async edit(actor: Actor, id: string, body: unknown): Promise<BulletinView> {
    return this.#act('edit', actor, id, undefined, async (trx, locked, at) => {
      if (locked.lift) {
        const reason = readReason(body);
        await this.#move(trx, locked, 'edit', actor, at, { reason });
        return { reason };
      }
      const content = readDraft(body);
      requireCapability(actor, capabilityFor('edit', content.kind));
      if (locked.revision > 1) refuseOtherNature(content, locked.content);
      else await trx.updateTable('bulletin').set({ kind: content.kind }).where('id', '=', id).execute();
      await this.#move(trx, locked, 'edit', actor, at, { content: json(content) });
      return { content: digestOf(content) };
    });
  }

  /** Sends the open revision for validation. */
  async submit(actor: Actor, id: string, revision?: number): Promise<BulletinView> {
    return this.#act('submit', actor, id, revision, async (trx, locked, at) => {
      await this.#move(trx, locked, 'submit', actor, at);
      return {};
    });
  }

  /** Sends the submitted revision back with a reason. */
  async reject(actor: Actor, id: string, reason: string, revision?: number): Promise<BulletinView> {
    return this.#act('reject', actor, id, revision, async (trx, locked, at) => {
      await this.#move(trx, locked, 'reject', actor, at, {}, reason);
      return { reason };
    });
  }

  /**
   * Puts the submitted revision in force and into the feed, in one transaction; what it replaces is `superseded`. Done before
   * (also by somebody at this very moment): answered as it is, nothing broadcast. Where it takes another reviewer too (`agree`)
   * it stays submitted. Refused while the feed is recovering.
   */
  async validate(actor: Actor, id: string, revision?: number): Promise<BulletinView> {
    // Looked at first without the feed's head: what was done before, or waits for a second reviewer, must not wait for it, nor
    // for the end of a recovery.
    const before = await this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, actor, id, revision);
      const goes = permit('validate', actor, locked) === 'go' && (await agree(trx, actor, locked, this.#now()));
      return goes ? null : readBulletin(trx, id, actor, locked.revision);
    });
    if (before !== null) return before;
    return this.#feed.publish(async (trx, append) => {
      const locked = await lock(trx, actor, id, revision);
      const at = this.#now();
      if (permit('validate', actor, locked) === 'go' && (await agree(trx, actor, locked, at))) {
        const position = await putInForce(trx, append, locked, actor, at);
        await noteOccasionalUse(trx, { id, revision: locked.revision, drill: locked.content.drill }, at);
        await audited(trx, 'validate', actor, locked, at, { position });
      }
      return readBulletin(trx, id, actor, locked.revision);
    });
  }

  /** Opens revision n+1 as `draft`, from a whole new body. */
  async revise(actor: Actor, id: string, body: unknown): Promise<BulletinView> {
    const content = readDraft(body);
    return this.#next('revise', actor, id, (locked) => {
      refuseOtherNature(content, locked.content);
      return { content, lift: false, reason: null };
    });
  }

  /** Opens revision n+1 as a `draft` that ends the measure, with what is in force as its content. */
  async lift(actor: Actor, id: string, reason: string): Promise<BulletinView> {
    return this.#next('lift', actor, id, ({ content }) => ({ content, lift: true, reason }));
  }

  async #act(
    act: Act,
    actor: Actor,
    id: string,
    revision: number | undefined,
    work: (trx: Trx, locked: Locked, at: Date) => Promise<Record<string, unknown>>,
  ): Promise<BulletinView> {
    return this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, actor, id, revision);
      permit(act, actor, locked);
      const at = this.#now();
      const detail = await work(trx, locked, at);
      await audited(trx, act, actor, locked, at, detail);
      return readBulletin(trx, id, actor, locked.revision);
    });
  }

  async #next(
    act: 'revise' | 'lift',
    actor: Actor,
    id: string,
    make: (locked: Locked) => { content: BulletinContent; lift: boolean; reason: string | null },
  ): Promise<BulletinView> {
    return this.#db.transaction().execute(async (trx) => {
      const locked = await lock(trx, actor, id, undefined);
      permit(act, actor, locked);
      const revision = locked.revision + 1;
      const next = make(locked);
      const at = this.#now();
      await openRevision(trx, { id, revision, ...next }, actor, at);
      await audited(trx, act, actor, { id, revision }, at, { content: digestOf(next.content), reason: next.reason });
      return readBulletin(trx, id, actor, revision);
    });
  }

  async #move(
    trx: Trx,
    locked: Locked,
    act: 'edit' | 'submit' | 'reject',
    actor: Actor,
    at: Date,
    fields: { content?: string; reason?: string } = {},
    reason?: string,
  ): Promise<void> {
    await disagree(trx, locked);
    await writeRevision(trx, locked, transitions[act].to, actor, at, fields, reason);
  }

  #now(): Date {
    return new Date(this.#clock.wall());
  }
}

function audited(
  trx: Trx,
  act: Act | 'create',
  actor: Actor,
  about: { readonly id: string; readonly revision: number },
  at: Date,
  detail: Record<string, unknown>,
): Promise<void> {
  return audit(trx, actor, `bulletin.${act}`, `bulletin/${about.id}`, { revision: about.revision, ...detail }, at);
}

/** `drill` and `kind` never change by revision (verdict.md): a trial must not become a recall under the same name, nor back. */
function refuseOtherNature(content: BulletinContent, before: BulletinContent): void {
  for (const field of ['kind', 'drill'] as const) {
    if (content[field] === before[field]) continue;
    const values = { value: String(before[field]) };
    throw new Problem('request-invalid', { field, expected: 'unchanged', values });
  }
}
