import type { JSX } from 'preact';
import { say } from '../../../renderer/core/say.ts';
import type { RevisionView } from '../../workflow/bulletins.ts';

/** Draft, submitted, rejected, in force, lifted, superseded. */
export function StateBadge({ state }: { state: RevisionView['state'] }): JSX.Element {
  return <span class={`badge state-${state}`}>{say(`web.state.${state}`)}</span>;
}

/** Nobody may take a drill for a recall, nor a recall for a drill. */
export function DrillBadge(): JSX.Element {
  return <span class="badge drill">{say('desk.drill')}</span>;
}
