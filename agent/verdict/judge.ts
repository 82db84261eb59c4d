/** Step 2 of docs/verdict.md: what a target that counts says about one reading of a pack. */
import { canonicalLot } from '../../protocol/lot.ts';
import type { Reading } from '../scan/reading.ts';
import { coverage } from './coverage.ts';
import { type Finding, finding } from './finding.ts';
import type { IndexedTarget, ReasonCode, VerdictPolicy } from './model.ts';
import { reaches } from './reach.ts';

/** Adds to `found` what the target, whose revision counts now, says about the reading. Never throws. */
export function judge(target: IndexedTarget, reading: Reading, policy: VerdictPolicy, found: Finding[]): void {
  const { revision } = target;
  if (!revision.understood) {
    found.push(finding('verify', 'check-required', revision));
    return;
  }
  if (revision.kind === 'shortage') return;
  const answer = coverage(target, reading);
  if (answer.match === 'none') return;
  const reached = reaches(revision, policy);
  const toLookAt = lookAt(target);
  if (answer.match === 'covered') {
    const [strength, code] = measure(target, answer.decidedBy);
    found.push(finding(reached ? strength : 'inform', code, revision, toLookAt));
  } else if (reached) {
    for (const code of answer.missing) {
      const alike = code === 'lot-resembles' ? lotsAlike(target, reading.lot) : [];
      found.push(finding('verify', code, revision, toLookAt, alike));
    }
  }
}

/** What the measure comes to where it covers the pack. A value this version does not know is something to check. */
function measure(target: IndexedTarget, decidedBy: ReasonCode): ['block' | 'verify', ReasonCode] {
  const { action } = target.revision;
  if (target.condition !== null) return ['verify', 'check-required'];
  if (action === 'recall' || action === 'withdrawal') return ['block', decidedBy];
  return action === 'quarantine' ? ['block', 'quarantined'] : ['verify', 'check-required'];
}

/** The printed condition, and for a check (an alert is one) what it asks for. */
function lookAt({ condition, revision }: IndexedTarget): string | null {
  const blocks = revision.action !== null && revision.action !== 'check';
  const instructions = blocks ? null : revision.instructions || null;
  if (condition === null || instructions === null) return condition ?? instructions;
  return `${condition}\n${instructions}`;
}

function lotsAlike(target: IndexedTarget, lot: string | null): readonly string[] {
  if (lot === null) return [];
  const canonical = canonicalLot(lot);
  return target.lots === 'all' ? target.exceptLike(canonical) : target.lotsLike(canonical).map((listed) => listed.lot);
}
