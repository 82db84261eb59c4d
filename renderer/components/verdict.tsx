import type { JSX } from 'preact';
import type { Verdict } from '../core/model.ts';
import { say } from '../core/say.ts';
import { VerdictIcon } from './icons.tsx';

/** A verdict in a row: shape and word, in its colour. */
export function VerdictMark({ verdict }: { verdict: Verdict }): JSX.Element {
  return (
    <span class={`verdict is-${verdict}`}>
      <VerdictIcon verdict={verdict} />
      {say(`desk.verdict.${verdict}`)}
    </span>
  );
}
