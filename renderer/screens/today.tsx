import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « today ». */
export function Today(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.today')}</h1>;
}
