/** A bulletin as people read it: the revision that counts, in their language, with what to do. Pure. */
import { type Language, say } from '../messages/index.ts';
import { cip13OfGtin } from '../product.ts';
import { targetInWords } from '../target-words.ts';
import { concerns } from './reach.ts';
import type { BulletinReading, ReadTarget } from './reading.ts';
import type { Notice, NoticeState, NoticeTarget } from './schema.ts';
import { deadline, measure, whatToDo } from './what-to-do.ts';

export interface NoticeContext {
  readonly language: Language;
  readonly policy: {
    /** Of the officine that reads; null: not known, hence inside every measure. */
    readonly territory: string | null;
    /** IANA zone in which moments are told. */
    readonly zone: string;
  };
  /** Name of a GTIN-14, where a catalogue knows it. */
  readonly nameOf: (gtin: string) => string | null;
}

/** As much of a bulletin as says which of its revisions counts, and since when. */
export interface NoticeHead {
  readonly revision: number;
  readonly state: NoticeState;
  readonly drill: boolean;
  readonly revisions: ReadonlyArray<{ readonly revision: number; readonly state: string }>;
}

/** The notice of a bulletin; `reading`: of the revision that the record says counts. */
export function noticeOf(
  { revision, state, drill, revisions }: NoticeHead,
  reading: BulletinReading,
  { language, policy, nameOf }: NoticeContext,
): Notice {
  const { publishedAt, effectiveAt, text, reason, instructions, action, level, reportQuantities, liftReason } = reading;
  const reaches = concerns(reading, policy.territory);
  const earlierCounts = revisions.some((one) => one.state === 'in-force' && one.revision !== revision);
  const situation = { state, drill, reading, reaches, earlierCounts, zone: policy.zone };
  return {
    revision,
    state,
    publishedAt,
    effectiveAt,
    issuer: reading.issuer,
    text,
    reason,
    instructions,
    action,
    level,
    class: reading.class,
    reportQuantities,
    liftReason,
    territories: reading.territories && [...reading.territories],
    reaches,
    drill,
    words: {
      ...measure(language, situation),
      class: state === 'lifted' ? null : reading.class && say(language, `bulletin.class.${reading.class}`),
      deadline: deadline(language, situation),
      whatToDo: whatToDo(language, situation),
    },
    targets: reading.targets.map((target) => noticeTarget(target, language, nameOf)),
    shortage: reading.shortage,
    understood: reading.understood,
  };
}

function noticeTarget(
  { gtin, name, aim }: ReadTarget,
  language: Language,
  nameOf: NoticeContext['nameOf'],
): NoticeTarget {
  const lots = aim === null || aim.lots === 'all' ? [] : aim.lots;
  return {
    gtin,
    cip13: cip13OfGtin(gtin),
    name: name ?? nameOf(gtin),
    lots: lots.map(({ lot, expiry = null, serials = [] }) => ({ lot, expiry, serials })),
    rule: aim === null ? say(language, 'target.unknown') : targetInWords(language, aim),
  };
}
