import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « journal ». */
export function Journal(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.journal')}</h1>;
}
