/** What officines will read, before they do: a revision or a draft as a notice, and what one revision changes against another. */
import Type, { type Static } from 'typebox';
import { type BulletinContent, effectiveTime } from '../../protocol/bulletin.ts';
import { changesInWords } from '../../protocol/difference-words.ts';
import type { Language } from '../../protocol/messages/index.ts';
import { noticeOf } from '../../protocol/notice/notice.ts';
import { readBulletin as readContent } from '../../protocol/notice/reading.ts';
import { Change, Notice, NoticeTarget } from '../../protocol/notice/schema.ts';
import { Problem } from '../../protocol/problems.ts';
import { revisionDifference } from '../../protocol/revision-difference.ts';
import type { Actor } from '../access/actor.ts';
import type { Clock } from '../clock.ts';
import { productsOf } from '../products/products.ts';
import type { Executor } from '../store/database.ts';
import { readableRevisions } from './bulletins.ts';
import { readDraft } from './draft.ts';

export const Preview = Type.Object({
  reference: Type.String(),
  title: Type.String(),
  // Without the names by which the agent's document refers to them: this one stands alone.
  notice: Type.Object({ ...Notice.properties, targets: Type.Array(Type.Object(NoticeTarget.properties)) }),
});
export type Preview = Static<typeof Preview>;

export const Difference = Type.Object({
  from: Type.Union([Type.Integer({ minimum: 1 }), Type.Null()], { description: 'null: there is none before it' }),
  to: Type.Integer({ minimum: 1 }),
  changes: Type.Array(Type.Object(Change.properties), {
    description: 'Sentences in the language of Accept-Language; empty: both say the same',
  }),
});
export type Difference = Static<typeof Difference>;

export interface PreviewContext {
  readonly db: Executor;
  readonly clock: Clock;
  readonly language: Language;
}

/** Moments in notices are told in the capital's time; an agent tells them in its own. */
const ZONE = 'Europe/Paris';

/** A body of POST /v1/bulletins as an officine of `territory` (null: not known) would read it. Throws as `readDraft`. */
export function previewDraft(context: PreviewContext, body: unknown, territory: string | null): Promise<Preview> {
  return preview(context, { content: readDraft(body), revision: 1, lift: false, reason: null }, territory);
}

/** A revision as an officine of `territory` reads it; by default the newest that `actor` may read. Throws not-found. */
export async function previewRevision(
  context: PreviewContext,
  actor: Actor,
  id: string,
  territory: string | null,
  revision?: number,
): Promise<Preview> {
  const { revisions } = await readableRevisions(context.db, id, actor);
  const row = revision === undefined ? revisions.at(-1) : revisions.find((one) => one.revision === revision);
  if (row === undefined) throw new Problem('not-found', { field: 'revision' });
  return preview(context, { ...row, content: await contentOf(context.db, id, row.revision) }, territory);
}

/**
 * What `to` changes against `from`: by default the newest revision that `actor` may read against the one published before it.
 * Throws not-found, naming the field.
 */
export async function readDifference(
  context: PreviewContext,
  actor: Actor,
  id: string,
  asked: { readonly from?: number | undefined; readonly to?: number | undefined },
): Promise<Difference> {
  const { revisions } = await readableRevisions(context.db, id, actor);
  const after = asked.to === undefined ? revisions.at(-1) : revisions.find((one) => one.revision === asked.to);
  if (after === undefined) throw new Problem('not-found', { field: 'to' });
  const before =
    asked.from === undefined
      ? revisions.findLast((one) => one.revision < after.revision && one.position !== null)
      : revisions.find((one) => one.revision === asked.from);
  if (before === undefined && asked.from !== undefined) throw new Problem('not-found', { field: 'from' });
  if (before === undefined) return { from: null, to: after.revision, changes: [] };
  const at = new Date(context.clock.wall()).toISOString();
  const [then, now] = await Promise.all(
    [before, after].map(async (row) =>
      broadcast({ ...row, content: await contentOf(context.db, id, row.revision) }, id, at),
    ),
  );
  const names = await productsOf(context.db, [...codesIn(then), ...codesIn(now)]);
  const changes = changesInWords(context.language, revisionDifference(then, now), {
    zone: ZONE,
    nameOf: (gtin) => names.get(gtin)?.name ?? null,
  });
  return { from: before.revision, to: after.revision, changes };
}

interface Revision {
  readonly revision: number;
  readonly lift: boolean;
  readonly reason: string | null;
  readonly content: unknown;
}

async function contentOf(db: Executor, id: string, revision: number): Promise<unknown> {
  const { content } = await db
    .selectFrom('bulletin_revision')
    .select('content')
    .where('bulletin', '=', id)
    .where('revision', '=', revision)
    .executeTakeFirstOrThrow();
  return content;
}

/** The revision as the feed would carry it if it were validated at `at`. */
function broadcast({ revision, lift, reason, content }: Revision, id: string, at: string): Record<string, unknown> {
  return {
    ...(content as BulletinContent),
    id,
    revision,
    state: lift ? 'lifted' : 'in-force',
    publishedAt: at,
    ...(lift ? { liftReason: reason ?? '' } : {}),
  };
}

async function preview(
  { db, clock, language }: PreviewContext,
  revision: Revision,
  territory: string | null,
): Promise<Preview> {
  const now = clock.wall();
  const content = broadcast(revision, '', new Date(now).toISOString());
  const reading = readContent(content);
  const names = await productsOf(db, codesIn(content));
  const scheduled = effectiveTime({ effectiveAt: reading.effectiveAt }) > now;
  const head = {
    revision: revision.revision,
    state: scheduled ? ('scheduled' as const) : revision.lift ? ('lifted' as const) : ('in-force' as const),
    drill: content.drill === true,
    revisions: [],
  };
  const context = {
    language,
    policy: { territory, zone: ZONE },
    nameOf: (gtin: string) => names.get(gtin)?.name ?? null,
  };
  return { reference: reading.reference, title: reading.title, notice: noticeOf(head, reading, context) };
}

function codesIn(content: unknown): string[] {
  return readContent(content).targets.map(({ gtin }) => gtin);
}
