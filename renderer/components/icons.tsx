/** Shapes that say the same as the colours: a round tick, a triangle, an octagon. Decorative beside their word. */
import type { JSX } from 'preact';
import type { Verdict } from '../core/model.ts';

const shapes: Readonly<Record<Verdict, JSX.Element>> = {
  allow: (
    <>
      <circle cx="12" cy="12" r="10" class="shape" />
      <path d="m7 12.5 3.5 3.5L17 9" class="mark" />
    </>
  ),
  verify: (
    <>
      <path d="M12 2 23 21H1z" class="shape" />
      <path d="M12 9v5m0 3v.2" class="mark" />
    </>
  ),
  block: (
    <>
      <path d="M8 2h8l6 6v8l-6 6H8l-6-6V8z" class="shape" />
      <path d="m8 8 8 8m0-8-8 8" class="mark" />
    </>
  ),
};

/** The shape of a verdict. */
export function VerdictIcon({ verdict }: { verdict: Verdict }): JSX.Element {
  return (
    <svg class={`icon verdict-icon is-${verdict}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {shapes[verdict]}
    </svg>
  );
}
