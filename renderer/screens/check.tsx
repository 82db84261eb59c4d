import type { JSX } from 'preact';
import { say } from '../core/say.ts';

/** The screen « check ». */
export function Check(_: { id: string | null }): JSX.Element {
  return <h1>{say('desk.nav.check')}</h1>;
}
