import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « diagnostics ». */
export function Diagnostics(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.diagnostics')}</h1>;
}
