/** What the authority is told of shortages of medicines of major therapeutic interest, until somebody there has read it. */
import { sql } from 'kysely';
import Type, { type Static } from 'typebox';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Actor } from '../access/actor.ts';
import { audit } from '../access/audit.ts';
import { type Executor, json, type Trx } from '../store/database.ts';
import { type NoticeKind, noticeKinds } from '../store/schema/shortages.ts';
import { productName } from './laboratories.ts';

const text = Type.Union([Type.String(), Type.Null()]);

export const NoticeView = Type.Object({
  id: Type.String(),
  at: Type.String({ description: 'Moment in UTC' }),
  gtin: Type.String(),
  name: text,
  what: Type.Enum(noticeKinds, {
    description:
      'declared: officines lack it, none did before; announced: by the laboratory before any did; answered, revised, ended: by the laboratory',
  }),
  bulletin: text,
  readAt: text,
  readBy: text,
});
export type NoticeView = Static<typeof NoticeView>;

/** Tells the authority; in the transaction of what happened. */
export async function addNotices(
  trx: Trx,
  notices: ReadonlyArray<{ readonly gtin: string; readonly what: NoticeKind; readonly bulletin: string | null }>,
  at: Date,
): Promise<void> {
  if (notices.length === 0) return;
  const rows = json(notices.map((notice) => ({ id: ulid(at.getTime()), at: at.toISOString(), ...notice })));
  await sql`insert into shortage_notice
    select * from jsonb_populate_recordset(null::shortage_notice, ${rows}::jsonb)`.execute(trx);
}

/** Newest first; `before`: `next` of the page before. */
export async function listNotices(
  db: Executor,
  { unread, limit, before }: { unread: boolean; limit: number; before?: string | undefined },
): Promise<{ notices: NoticeView[]; unread: number; next: string | null }> {
  const rows = await db
    .selectFrom('shortage_notice as n')
    .select(['n.id', 'n.at', 'n.gtin', 'n.what', 'n.bulletin', 'n.read_at', 'n.read_by'])
    .select(productName('n.gtin').as('name'))
    .$if(unread, (q) => q.where('n.read_at', 'is', null))
    .$if(before !== undefined, (q) => q.where('n.id', '<', String(before)))
    .orderBy('n.id', 'desc')
    .limit(limit + 1)
    .execute();
  const counted = await db
    .selectFrom('shortage_notice')
    .select((e) => e.fn.countAll<number>().as('n'))
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow();
  const page = rows.slice(0, limit);
  return {
    notices: page.map(({ at, read_at, read_by, ...row }) => ({
      ...row,
      at: at.toISOString(),
      readAt: read_at?.toISOString() ?? null,
      readBy: read_by,
    })),
    unread: Number(counted.n),
    next: rows.length > limit ? (page.at(-1)?.id ?? null) : null,
  };
}

/** Somebody of the authority has read it; the first is kept. Throws not-found. */
export async function readNotice(trx: Trx, actor: Actor, id: string, at: Date): Promise<void> {
  const found = await trx
    .selectFrom('shortage_notice')
    .select('read_at')
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (found === undefined) throw new Problem('not-found', { field: 'id' });
  if (found.read_at !== null) return;
  await trx.updateTable('shortage_notice').set({ read_at: at, read_by: actor.name }).where('id', '=', id).execute();
  await audit(trx, actor, 'shortage.notice-read', `shortage-notice/${id}`, {}, at);
}
