/** Bulletins as their readers see them. What is not yet published is for the laboratory that wrote it and the authority. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { attentions, BulletinContent, bulletinKinds } from '../../protocol/bulletin.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { readingDrafts } from '../access/capabilities.ts';
import type { Executor } from '../store/database.ts';
import { containing, folded } from '../store/fold.ts';
import { type RevisionState, revisionStates } from '../store/schema.ts';
import { openStates, type Role, roles } from './transitions.ts';
import { missingAgreements } from './two-person.ts';

const State = Type.Enum(revisionStates, { description: 'superseded: in force until a later revision replaced it' });
const By = Type.Enum(roles, { description: 'Role that did it' });
const Name = Type.Optional(
  Type.String({ description: 'The person or the key of an organisation that did it; absent for a key of portal.json' }),
);
const OnCall = Type.Optional(
  Type.Literal(true, { description: 'Somebody on call at the operator acted for the laboratory' }),
);
const At = Type.String({ description: 'Moment in UTC, by the portal’s clock' });

const Organisation = Type.Optional(
  Type.Object(
    { id: Type.String(), name: Type.String() },
    { description: 'Whose it is; absent where a key of portal.json posted it' },
  ),
);

export const RevisionView = Type.Object({
  revision: Type.Integer({ minimum: 1 }),
  state: State,
  at: Type.String({ description: 'When it came into this state (UTC)' }),
  by: By,
  name: Name,
  onCall: OnCall,
  reason: Type.Optional(Type.String({ description: 'Why it was rejected, or why it ends the measure' })),
  lift: Type.Optional(Type.Literal(true, { description: 'Validating it ends the measure' })),
  position: Type.Optional(Type.Integer({ minimum: 1, description: 'Position in the feed' })),
  agreed: Type.Optional(
    Type.Array(
      Type.Object({
        at: Type.String({ description: 'Moment in UTC' }),
        name: Type.String(),
        own: Type.Optional(Type.Literal(true, { description: 'The caller did' })),
      }),
      { description: 'Reviewers who agreed, where the authority wants two' },
    ),
  ),
  missing: Type.Optional(
    Type.Integer({
      minimum: 1,
      description: 'Of a submitted revision, where the authority wants two reviewers: how many must still agree',
    }),
  ),
});
export type RevisionView = Static<typeof RevisionView>;

export const BulletinView = Type.Object({
  id: Type.String(),
  state: State,
  revision: Type.Integer({
    minimum: 1,
    description:
      'The revision that state and content are of: the one asked for or acted on, else the published one, else the newest',
  }),
  revisions: Type.Array(RevisionView),
  author: By,
  organisation: Organisation,
  createdAt: At,
  ...BulletinContent.properties,
});
export type BulletinView = Static<typeof BulletinView>;

export const BulletinSummary = Type.Object({
  id: Type.String(),
  kind: Type.Enum(bulletinKinds),
  state: State,
  revision: Type.Integer({ minimum: 1 }),
  at: At,
  author: By,
  organisation: Organisation,
  reference: Type.String(),
  title: Type.String(),
  attention: Type.Enum(attentions),
  drill: Type.Boolean(),
  open: Type.Union([Type.Object({ revision: Type.Integer({ minimum: 1 }), state: State }), Type.Null()], {
    description: 'The revision that waits to be validated, where this reader may see it',
  }),
});
export type BulletinSummary = Static<typeof BulletinSummary>;

interface Owned {
  readonly author_role: string;
  readonly organisation: string | null;
}

/** Whether a bulletin is there at all for `actor`: to a laboratory, another's is not. */
export function maySee(actor: Actor, bulletin: Owned): boolean {
  return actor.role !== 'lab' || actor.organisation === null || actor.organisation === bulletin.organisation;
}

/** Whether `actor` reads what is not published yet of bulletins of this kind, where they are its own or it is the authority. */
function readsDrafts(actor: Actor, kind: string): boolean {
  return readingDrafts(kind).some((each) => actor.may(each));
}

/** Whether `actor` may read a revision of a bulletin; what has a position was carried by the feed. */
function mayRead(
  actor: Actor,
  bulletin: Owned & { readonly kind: string },
  revision: { readonly position: number | null },
): boolean {
  if (!maySee(actor, bulletin)) return false;
  if (revision.position !== null) return true;
  const concerned = actor.role === 'authority' || (actor.role === 'lab' && bulletin.author_role === 'lab');
  return concerned && readsDrafts(actor, bulletin.kind);
}

function worksWithIt({ role }: Actor): boolean {
  return role === 'lab' || role === 'authority' || role === 'operator';
}

/** Who did something, for readers who work with them: recipients read roles alone. */
function named(actor: Actor, step: { by_name: string | null; by_on_call: boolean } | undefined) {
  return {
    ...(worksWithIt(actor) && step?.by_name ? { name: step.by_name } : {}),
    ...(step?.by_on_call ? { onCall: true as const } : {}),
  };
}

interface Agreement {
  readonly at: Date;
  readonly name: string;
  readonly person: string;
}

function agreedOf(actor: Actor, agreements: readonly Agreement[]) {
  if (!worksWithIt(actor) || agreements.length === 0) return {};
  return {
    agreed: agreements.map(({ at, name, person }) => ({
      at: at.toISOString(),
      name,
      ...(person === actor.user && { own: true as const }),
    })),
  };
}

function organisationOf(bulletin: { organisation: string | null; organisation_name: string | null }) {
  const { organisation: id, organisation_name: name } = bulletin;
  return id === null || name === null ? {} : { organisation: { id, name } };
}

/** What a bulletin shows first: what is in force or was lifted; before any, the newest revision. */
function shown<T extends { readonly revision: number; readonly state: RevisionState }>(
  revisions: readonly T[],
): T | undefined {
  return revisions.find((r) => r.state === 'in-force' || r.state === 'lifted') ?? revisions.at(-1);
}

/** A bulletin and its revisions, oldest first, as far as `actor` may read them. Throws `not-found` where it may read none. */
export async function readableRevisions(db: Executor, id: string, actor: Actor) {
  const bulletin = await db
    .selectFrom('bulletin as b')
    .leftJoin('organisation as o', 'o.id', 'b.organisation')
    .selectAll('b')
    .select('o.name as organisation_name')
    .where('b.id', '=', id)
    .executeTakeFirst();
  if (bulletin === undefined) throw new Problem('not-found');
  const rows = await db
    .selectFrom('bulletin_revision')
    .select(['revision', 'state', 'lift', 'reason', 'position', 'updated_at'])
    .where('bulletin', '=', id)
    .orderBy('revision')
    .execute();
  const revisions = rows.filter((row) => mayRead(actor, bulletin, row));
  if (revisions.length === 0) throw new Problem('not-found');
  return { bulletin, revisions };
}

/**
 * One bulletin with every revision that `actor` may read; the content of `revision`, by default of the published one, else of
 * the newest. Throws `not-found`.
 */
export async function readBulletin(db: Executor, id: string, actor: Actor, revision?: number): Promise<BulletinView> {
  const { bulletin, revisions: readable } = await readableRevisions(db, id, actor);
  const asked = revision === undefined ? shown(readable) : readable.find((row) => row.revision === revision);
  if (asked === undefined) throw new Problem('not-found');
  const { content } = await db
    .selectFrom('bulletin_revision')
    .select('content')
    .where('bulletin', '=', id)
    .where('revision', '=', asked.revision)
    .executeTakeFirstOrThrow();
  const history = await db
    .selectFrom('bulletin_history')
    .select(['revision', 'by_role', 'by_name', 'by_on_call', 'state', 'reason'])
    .where('bulletin', '=', id)
    .orderBy('id')
    .execute();
  const agreements = await db
    .selectFrom('bulletin_approval')
    .select(['revision', 'at', 'name', 'person'])
    .where('bulletin', '=', id)
    .orderBy('at')
    .execute();
  const agreedTo = (revision: number) => agreements.filter((one) => one.revision === revision);
  const waiting = readable.find(({ state }) => state === 'submitted');
  const missing =
    waiting === undefined || !worksWithIt(actor)
      ? null
      : await missingAgreements(db, actor, agreedTo(waiting.revision).length);
  return {
    id,
    state: asked.state,
    revision: asked.revision,
    revisions: readable.map((row) => {
      const last = history.findLast((step) => step.revision === row.revision);
      const reason = row.state === 'rejected' ? last?.reason : row.reason;
      return {
        revision: row.revision,
        state: row.state,
        at: row.updated_at.toISOString(),
        by: (last?.by_role ?? bulletin.author_role) as Role,
        ...named(actor, last),
        ...(reason == null ? {} : { reason }),
        ...(row.lift ? { lift: true as const } : {}),
        ...(row.position === null ? {} : { position: row.position }),
        ...agreedOf(actor, agreedTo(row.revision)),
        ...(row === waiting && missing !== null && { missing }),
      };
    }),
    author: bulletin.author_role as Role,
    ...organisationOf(bulletin),
    createdAt: bulletin.created_at.toISOString(),
    ...(content as BulletinContent),
  };
}

export interface BulletinFilter {
  readonly kind?: string | undefined;
  /** Bulletins with a revision now in this state, so that `submitted` lists what waits for the authority. */
  readonly state?: RevisionState | undefined;
  /** Only bulletins with a revision whose reference or title holds it. */
  readonly search?: string | undefined;
  readonly limit: number;
  /** Only bulletins created before this one. */
  readonly before?: string | undefined;
}

/** Newest first, without contents; `next` is the `before` of the following page, null at the end. */
export async function listBulletins(
  db: Executor,
  actor: Actor,
  filter: BulletinFilter,
): Promise<{ bulletins: BulletinSummary[]; next: string | null }> {
  const concerned = actor.role === 'lab' || actor.role === 'authority';
  const drafts = concerned ? bulletinKinds.filter((kind) => readsDrafts(actor, kind)) : [];
  const page = await db
    .selectFrom('bulletin as b')
    .leftJoin('organisation as o', 'o.id', 'b.organisation')
    .selectAll('b')
    .select('o.name as organisation_name')
    .$if(actor.role === 'lab' && actor.organisation !== null, (q) =>
      q.where('b.organisation', '=', actor.organisation as string),
    )
    .where((e) =>
      e.exists(
        e
          .selectFrom('bulletin_revision as r')
          .select(sql`1`.as('one'))
          .whereRef('r.bulletin', '=', 'b.id')
          .$if(filter.state !== undefined, (q) => q.where('r.state', '=', filter.state as RevisionState))
          .$if(filter.search !== undefined, (q) =>
            q.where(
              folded(sql`concat_ws(' ', r.content->>'reference', r.content->>'title')`),
              'like',
              containing(filter.search as string),
            ),
          )
          .where((w) =>
            w.or([
              w('r.position', 'is not', null),
              ...(drafts.length === 0
                ? []
                : [
                    w.and([
                      w('b.kind', 'in', drafts),
                      ...(actor.role === 'lab' ? [w('b.author_role', '=', 'lab')] : []),
                    ]),
                  ]),
            ]),
          ),
      ),
    )
    .$if(filter.kind !== undefined, (q) => q.where('b.kind', '=', filter.kind as string))
    .$if(filter.before !== undefined, (q) => q.where('b.id', '<', filter.before as string))
    .orderBy('b.id', 'desc')
    .limit(filter.limit + 1)
    .execute();
  const bulletins = page.slice(0, filter.limit);
  if (bulletins.length === 0) return { bulletins: [], next: null };
  const rows = await db
    .selectFrom('bulletin_revision')
    .select(['bulletin', 'revision', 'state', 'position', 'updated_at'])
    .select([
      sql<string>`content->>'reference'`.as('reference'),
      sql<string>`content->>'title'`.as('title'),
      sql<string>`content->>'attention'`.as('attention'),
      sql<boolean>`(content->>'drill')::boolean`.as('drill'),
    ])
    .where(
      'bulletin',
      'in',
      bulletins.map((bulletin) => bulletin.id),
    )
    .orderBy('bulletin')
    .orderBy('revision')
    .execute();
  const revisions = Map.groupBy(rows, (row) => row.bulletin);
  return {
    bulletins: bulletins.flatMap((bulletin) => {
      const { id, kind, author_role: author } = bulletin;
      const own = (revisions.get(id) ?? []).filter((row) => mayRead(actor, bulletin, row));
      const head = shown(own);
      if (head === undefined) return [];
      const { state, revision, reference, title, attention, drill } = head;
      const open = own.find((row) => openStates.includes(row.state));
      return [
        {
          id,
          kind: kind as BulletinSummary['kind'],
          state,
          revision,
          at: head.updated_at.toISOString(),
          author: author as Role,
          ...organisationOf(bulletin),
          reference,
          title,
          attention: attention as BulletinSummary['attention'],
          drill,
          open: open === undefined ? null : { revision: open.revision, state: open.state },
        },
      ];
    }),
    next: page.length > filter.limit ? (bulletins.at(-1)?.id ?? null) : null,
  };
}
