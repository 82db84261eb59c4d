/** Why a pack got its answer, in full: words, recall, what to look at. */
import type { JSX } from 'preact';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { hrefOf } from '../core/router.ts';
import { say } from '../core/say.ts';
import { typeset } from '../core/typeset.ts';
import { DrillBadge } from './badges.tsx';
import { reasonWords } from './reasons.tsx';

type Reason = CheckAnswer['reasons'][number];

/** Every reason, deciding ones first; what only informs is told apart in words. */
export function AnswerReasons({ reasons }: { reasons: readonly Reason[] }): JSX.Element {
  return (
    <ul class="answer-reasons">
      {reasons.map((reason, at) => (
        // Two targets of one bulletin may give the same code twice.
        <li key={`${at} ${reason.code}`} class={`is-${reason.effect}`}>
          <p class="row">
            <strong>{reasonWords(reason.code)}</strong>
            {reason.drill === true && <DrillBadge />}
            {reason.effect === 'informs' && <span class="soft small">{say('desk.reason.informs')}</span>}
          </p>
          {reason.bulletin !== undefined && <Recall reason={reason} bulletin={reason.bulletin} />}
          {reason.resembles !== undefined && (
            <p>
              <bdi>{say('desk.answer.resembles', { lots: reason.resembles.join(', ') })}</bdi>
            </p>
          )}
          {reason.instructions !== undefined && <p class="answer-instructions">{typeset(reason.instructions)}</p>}
        </li>
      ))}
    </ul>
  );
}

function Recall({ reason: { reference, title }, bulletin }: { reason: Reason; bulletin: string }): JSX.Element {
  return (
    <p>
      <a href={hrefOf('bulletins', bulletin)}>
        <bdi>{reference || title || bulletin}</bdi>
      </a>
      {reference && title && (
        <>
          {' — '}
          <bdi>{title}</bdi>
        </>
      )}
    </p>
  );
}
