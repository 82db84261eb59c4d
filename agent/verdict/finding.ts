import type { IndexedRevision, Reason, ReasonCode } from './model.ts';

/** What one target, the pack itself or the feed has to say. `inform` is told and changes nothing. */
export interface Finding {
  readonly strength: 'block' | 'verify' | 'inform';
  readonly code: ReasonCode;
  /** Null for what is the pack's own or the feed's. */
  readonly revision: IndexedRevision | null;
  readonly instructions: string | null;
  readonly resembles: readonly string[];
}

const order: Record<Finding['strength'], number> = { block: 0, verify: 1, inform: 2 };

/** Most telling first among findings of one strength: what names a recall, then the pack, then the feed. */
const precedence: Record<ReasonCode, number> = {
  'serial-recalled': 0,
  'lot-recalled': 1,
  'product-recalled': 2,
  'expiry-recalled': 3,
  'manufacture-recalled': 4,
  quarantined: 5,
  'check-required': 6,
  'lot-resembles': 7,
  'lot-missing': 8,
  'expiry-missing': 9,
  'manufacture-missing': 10,
  'serial-missing': 11,
  'scan-ambiguous': 12,
  'pack-expired': 13,
  'feed-unsynced': 14,
  'feed-stale': 15,
};

/** A finding of a bulletin, or of none (`revision` null). */
export function finding(
  strength: Finding['strength'],
  code: ReasonCode,
  revision: IndexedRevision | null = null,
  instructions: string | null = null,
  resembles: readonly string[] = [],
): Finding {
  return { strength, code, revision, instructions, resembles };
}

/**
 * The reasons that findings amount to: blocking ones first, then those to verify, then what is only told; one for each
 * code and bulletin, whichever reading or target gave it, in an order that does not depend on how bulletins arrived.
 */
export function reasonsOf(findings: Finding[]): Reason[] {
  const sorted = findings.sort(compare);
  const reasons: Reason[] = [];
  for (let start = 0, end = 0; start < sorted.length; start = end) {
    const first = sorted[start] as Finding;
    while (end < sorted.length && isSame(first, sorted[end] as Finding)) end++;
    reasons.push(merge(first, sorted.slice(start, end)));
  }
  return reasons;
}

/** Reasons gathered from several decisions, in the order in which one decision would give them. */
export function inOrder(reasons: readonly Reason[], strengthOf: (reason: Reason) => Finding['strength']): Reason[] {
  return reasons.toSorted(
    (a, b) =>
      order[strengthOf(a)] - order[strengthOf(b)] ||
      precedence[a.code] - precedence[b.code] ||
      compareText(a.bulletin ?? '', b.bulletin ?? ''),
  );
}

function isSame(a: Finding, b: Finding): boolean {
  return a.strength === b.strength && a.code === b.code && a.revision?.bulletin === b.revision?.bulletin;
}

function compare(a: Finding, b: Finding): number {
  return (
    order[a.strength] - order[b.strength] ||
    precedence[a.code] - precedence[b.code] ||
    compareText(a.revision?.bulletin ?? '', b.revision?.bulletin ?? '') ||
    (b.revision?.revision ?? 0) - (a.revision?.revision ?? 0) ||
    compareText(a.instructions ?? '', b.instructions ?? '')
  );
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

function merge(first: Finding, all: readonly Finding[]): Reason {
  const { code, strength, revision } = first;
  const effect = strength === 'inform' ? 'informs' : 'decides';
  if (revision === null) return { code, effect };
  const { bulletin, reference, title, level, drill } = revision;
  const instructions = new Set(all.flatMap((one) => one.instructions ?? []));
  const resembles = new Set(all.flatMap((one) => one.resembles));
  return {
    code,
    effect,
    bulletin,
    reference,
    revision: revision.revision,
    title,
    level,
    drill,
    ...(instructions.size > 0 && { instructions: [...instructions].join('\n') }),
    ...(resembles.size > 0 && { resembles: [...resembles].sort(compareText) }),
    ...(all.some((one) => one.revision?.understood === false) && { understood: false as const }),
  };
}
