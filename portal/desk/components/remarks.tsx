/** What the portal says of the rows of a list, each at its row. */
import type { JSX } from 'preact';
import { number, say, sayCount } from '../../../renderer/core/say.ts';

export interface Remark {
  readonly row: number;
  readonly text: string;
}

/** More would be read by nobody; what stands first is mended first. */
const SHOWN = 30;

export function Remarks(props: {
  title: string;
  /** By where it stands on its page. */
  heading: 'h2' | 'h3';
  remarks: readonly Remark[];
  mild?: boolean;
}): JSX.Element {
  const { title, heading: Heading, remarks, mild } = props;
  return (
    <div class={mild ? 'panel' : 'failure'}>
      <Heading>{title}</Heading>
      <ul class="line-faults">
        {remarks.slice(0, SHOWN).map(({ row, text }, at) => (
          <li key={`${row} ${at}`} dir="auto">
            {say('web.import.row', { n: number(row), text })}
          </li>
        ))}
      </ul>
      {remarks.length > SHOWN && <p>{sayCount('web.lots.more', remarks.length - SHOWN)}</p>}
    </div>
  );
}
