import type { JSX } from 'preact';
import type { BulletinsAnswer } from '../../../agent/hook/schemas.ts';
import { say } from '../../core/say.ts';

type Summary = BulletinsAnswer['bulletins'][number];

/** Class and level, where the bulletin has them. */
export function Urgency({ of: { class: urgency, level } }: { of: Pick<Summary, 'class' | 'level'> }): JSX.Element {
  return (
    <>
      {urgency !== null && <span class={`urgency urgency-${urgency} nowrap`}>{say('desk.class', { n: urgency })}</span>}
      {level !== null && <span class="nowrap">{say(`desk.level.${level}`)}</span>}
    </>
  );
}
