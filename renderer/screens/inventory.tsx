import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « inventory ». */
export function Inventory(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.inventory')}</h1>;
}
