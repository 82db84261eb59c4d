import type { JSX } from 'preact';
import { type DeskKey, isDeskKey, say } from '../core/say.ts';

const named = (group: 'kind' | 'state', value: string) => {
  const key = `desk.${group}.${value}`;
  return isDeskKey(key) ? say(key as DeskKey) : value;
};

/** Recall, alert or shortage. */
export function KindBadge({ kind }: { kind: string }): JSX.Element {
  return <span class={`badge kind-${kind}`}>{named('kind', kind)}</span>;
}

/** In force, scheduled, lifted or superseded. */
export function StateBadge({ state }: { state: string }): JSX.Element {
  return <span class={`badge state-${state}`}>{named('state', state)}</span>;
}

/** Nobody may take a drill for a recall, nor a recall for a drill. */
export function DrillBadge(): JSX.Element {
  return <span class="badge drill">{say('desk.drill')}</span>;
}
