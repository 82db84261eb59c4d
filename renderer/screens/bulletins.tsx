import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « bulletins ». */
export function Bulletins(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.bulletins')}</h1>;
}
