/** A bulletin with every revision read and compared: what is in force, in words, and what changed on the way. Pure. */
import { changesInWords } from '../../protocol/difference-words.ts';
import { type NoticeContext, noticeOf } from '../../protocol/notice/notice.ts';
import { readBulletin } from '../../protocol/notice/reading.ts';
import type { Change } from '../../protocol/notice/schema.ts';
import { revisionDifference } from '../../protocol/revision-difference.ts';
import type { BulletinAnswer } from '../hook/schemas.ts';
import type { BulletinRecord } from '../register/register.ts';

export type Explanation = Pick<BulletinAnswer, 'notice' | 'changes' | 'changesSince' | 'revisions'>;

/** `acknowledged`: the revisions acknowledged here. What the disk cannot give now is compared with nothing. */
export function explain(record: BulletinRecord, acknowledged: readonly number[], context: NoticeContext): Explanation {
  const { language, policy, nameOf } = context;
  // Read once: a notice may be long, and each look at `content` goes to the disk.
  const revisions = record.revisions
    .map((stored) => ({ ...stored, reading: readBulletin(stored.content) }))
    .sort((a, b) => a.revision - b.revision);
  type Read = (typeof revisions)[number];
  const changes = (before: Read | undefined, after: Read | undefined): Change[] => {
    if (before === undefined || after === undefined) return [];
    if (!before.reading.readable || !after.reading.readable) return [];
    return changesInWords(language, revisionDifference(before.content, after.content), { zone: policy.zone, nameOf });
  };
  const current = revisions.find(({ revision }) => revision === record.revision);
  const since = Math.max(...acknowledged.filter((revision) => revision <= record.revision));
  return {
    notice: noticeOf(record, current?.reading ?? readBulletin(null), context),
    changes: changes(
      revisions.find(({ revision }) => revision === since),
      current,
    ),
    changesSince: Number.isFinite(since) ? since : null,
    revisions: revisions.map((one, index) => {
      const { revision, state, position, receivedAt, effectiveAt, understood, content, reading } = one;
      return {
        revision,
        state,
        position,
        receivedAt,
        effectiveAt,
        publishedAt: reading.publishedAt,
        liftReason: reading.liftReason,
        understood,
        changes: changes(revisions[index - 1], one),
        content,
      };
    }),
  };
}
