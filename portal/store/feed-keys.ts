/** The keys of the feed as people see them: which sign now, which did before, and who has taken the change up. */
import Type, { type Static } from 'typebox';
import type { Store } from './store.ts';

const Key = Type.Object({
  kid: Type.String({ description: 'RFC 7638 thumbprint' }),
  use: Type.Enum(['entry', 'tip'] as const),
  from: Type.Integer({ minimum: 1, description: 'First position that it may sign' }),
  until: Type.Union([Type.Integer(), Type.Null()], { description: 'The last one; null: it signs now' }),
  since: Type.String({ description: 'Moment in UTC of the entry that named it' }),
  suspect: Type.Optional(
    Type.Object(
      { from: Type.Integer(), to: Type.Integer() },
      { description: 'Positions that it may have signed for a thief' },
    ),
  ),
});

export const FeedKeys = Type.Object({
  feed: Type.String(),
  root: Type.String({ description: 'RFC 7638 thumbprint of the root' }),
  rootHere: Type.Boolean({ description: 'Its private half lies beside the portal: fit for a demonstration alone' }),
  version: Type.Integer({ minimum: 1 }),
  keys: Type.Array(Key, { description: 'Those that sign now first, then from the newest to the oldest' }),
  confirmed: Type.Object(
    { workstations: Type.Integer({ minimum: 0 }), of: Type.Integer({ minimum: 0 }) },
    { description: 'Workstations that have verified and kept the newest statement, of all that are enrolled' },
  ),
});
export type FeedKeys = Static<typeof FeedKeys>;

/** As the feed says now. */
export async function readFeedKeys({
  db,
  feed,
  keys,
  info,
}: Pick<Store, 'db' | 'feed' | 'keys' | 'info'>): Promise<FeedKeys> {
  const ring = await feed.ring(await feed.head());
  const named = ring.named();
  const positions = [...new Set(named.map(({ from }) => from))];
  const entries = await db
    .selectFrom('feed_entry')
    .select(['position', 'at'])
    .where('position', 'in', positions)
    .execute();
  const moments = new Map(entries.map(({ position, at }) => [position, at.toISOString()]));
  const newest = await db
    .selectFrom('feed_entry')
    .select((e) => e.fn.max('position').as('position'))
    .where('kind', '=', 'keys')
    .executeTakeFirstOrThrow();
  const counted = await db
    .selectFrom('workstation')
    .select((e) => [
      e.fn.countAll<number>().as('all'),
      e.fn.countAll<number>().filterWhere('position', '>=', Number(newest.position)).as('confirmed'),
    ])
    .where('revoked_at', 'is', null)
    .executeTakeFirstOrThrow();
  return {
    feed: info.feed,
    root: keys.rootThumbprint,
    rootHere: keys.demonstrationRoot,
    version: ring.version,
    keys: named
      .map((key) => {
        const suspect = ring.suspect.find(({ kid }) => kid === key.kid);
        return {
          ...key,
          since: moments.get(key.from) ?? '',
          ...(suspect && { suspect: { from: suspect.from, to: suspect.to } }),
        };
      })
      .toSorted((a, b) => Number(a.until !== null) - Number(b.until !== null) || b.from - a.from),
    confirmed: { workstations: Number(counted.confirmed), of: Number(counted.all) },
  };
}
