import type { JSX } from 'preact';
import { telOf } from '../../../renderer/popup/words.ts';

/** A number to telephone, by the computer too where it can be read. */
export function Phone({ number }: { number: string }): JSX.Element {
  const tel = telOf(number);
  return tel === null ? <span>{number}</span> : <a href={tel}>{number}</a>;
}
