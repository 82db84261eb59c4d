/** Why a pack got its answer: each reason in words, with the bulletin that led to it. */
import type { JSX } from 'preact';
import type { JournalRow } from '../../agent/hook/schemas.ts';
import { hrefOf } from '../core/router.ts';
import { isDeskKey, say } from '../core/say.ts';
import { DrillBadge } from './badges.tsx';

type Reason = JournalRow['reasons'][number];

/** The words of a reason code; of one that this page does not know, the code itself. */
export function reasonWords(code: string): string {
  const key = `desk.reason.${code}`;
  return isDeskKey(key) ? say(key) : code;
}

/** Every reason of an answer, deciding ones first, each leading to its bulletin. */
export function Reasons({ reasons }: { reasons: readonly Reason[] }): JSX.Element {
  return (
    <ul class="reasons">
      {reasons.map((reason, at) => (
        // Two targets of one bulletin may give the same code twice.
        <li key={`${at} ${reason.code}`}>
          {reason.drill === true && <DrillBadge />} <strong>{reasonWords(reason.code)}</strong>
          {reason.bulletin !== undefined && (
            <>
              {' — '}
              <a href={hrefOf('bulletins', reason.bulletin)}>
                <bdi>{reason.reference || reason.title || reason.bulletin}</bdi>
              </a>{' '}
              <bdi>{reason.title}</bdi>
            </>
          )}
          {reason.effect === 'informs' && <span class="soft"> ({say('desk.reason.informs')})</span>}
        </li>
      ))}
    </ul>
  );
}
