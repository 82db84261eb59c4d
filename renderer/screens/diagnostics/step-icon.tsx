/** Shapes of the states of a step: tick in a circle, triangle, octagon, and a square with a question mark. */
import type { JSX } from 'preact';
import type { StepState } from '../../../agent/hook/schemas/diagnostics.ts';
import { VerdictIcon } from '../../components/icons.tsx';

const asVerdict = { ok: 'allow', warning: 'verify', failed: 'block' } as const;

/** Decorative beside its word. */
export function StepIcon({ state }: { state: StepState }): JSX.Element {
  if (state !== 'unknown') return <VerdictIcon verdict={asVerdict[state]} />;
  return (
    <svg class="icon verdict-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <rect x="3" y="3" width="18" height="18" rx="2" class="shape" />
      <path d="M9 9.5a3 3 0 1 1 4 2.8q-1 .4-1 1.7m0 3v.2" class="mark" />
    </svg>
  );
}
