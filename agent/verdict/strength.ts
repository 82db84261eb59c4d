/** How much a reason weighs, told from the reason alone, and what reasons put together anew amount to. */
import { inOrder } from './finding.ts';
import type { Decision, Reason, ReasonCode } from './model.ts';

/** The codes that block wherever they decide (docs/verdict.md, step 2); every other code asks a person to look. */
const blocking: ReadonlySet<ReasonCode> = new Set([
  'serial-recalled',
  'lot-recalled',
  'product-recalled',
  'expiry-recalled',
  'manufacture-recalled',
  'quarantined',
]);

/** Whether this reason blocks, asks a person to look, or is only told. */
export function strengthOf({ code, effect }: Reason): 'block' | 'verify' | 'inform' {
  if (effect === 'informs') return 'inform';
  return blocking.has(code) ? 'block' : 'verify';
}

/** The decision that these reasons amount to, in the order of `decide`. */
export function decisionOf(reasons: readonly Reason[]): Decision {
  const strengths = new Set(reasons.map(strengthOf));
  const verdict = strengths.has('block') ? 'block' : strengths.has('verify') ? 'verify' : 'allow';
  return { verdict, reasons: inOrder(reasons, strengthOf) };
}
