/** The answer about one pack, to be read at arm's length: colour, shape and word say the same, and below them why. */
import type { ComponentChildren, JSX } from 'preact';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { ApiProblem } from '../core/api.ts';
import { civil, code, time } from '../core/format.ts';
import type { Verdict } from '../core/model.ts';
import { isUnread } from '../core/pack-input.ts';
import { say, sayCount } from '../core/say.ts';
import { typeset } from '../core/typeset.ts';
import { AnswerReasons } from './answer-reasons.tsx';
import { VerdictIcon } from './icons.tsx';

/** What a check and a line of an inventory have in common. */
export interface Answered {
  readonly verdict: Verdict;
  readonly pack: Omit<CheckAnswer['pack'], 'serial'>;
  readonly reasons: CheckAnswer['reasons'];
  readonly message: string;
  readonly feed?: CheckAnswer['feed'];
}

interface HeadProps {
  readonly verdict: Verdict;
  readonly word: string;
  readonly children: ComponentChildren;
}

function Head({ verdict, word, children }: HeadProps): JSX.Element {
  return (
    <div class="answer-head">
      <VerdictIcon verdict={verdict} />
      <div class="answer-words">
        <p class="answer-word">{word}</p>
        <p class="answer-message">{children}</p>
      </div>
    </div>
  );
}

/** A pack that got a verdict. `word` stands for the verdict's own where a screen asks another question. */
export function PackAnswer({ answer, word }: { answer: Answered; word?: string }): JSX.Element {
  const { verdict, pack, reasons, message, feed } = answer;
  return (
    <div class={`answer answer-${verdict}`}>
      <Head verdict={verdict} word={word ?? say(`desk.verdict.${verdict}`)}>
        <bdi>{typeset(message)}</bdi>
      </Head>
      <div class="answer-body">
        <section aria-label={say('desk.answer.pack')}>
          <PackFacts pack={pack} />
          {pack.readings > 1 && <p class="answer-note">{sayCount('desk.answer.readings', pack.readings)}</p>}
          {feed !== undefined && feed.state !== 'live' && <p class="answer-note">{feedWords(feed)}</p>}
        </section>
        {reasons.length > 0 && (
          <section aria-label={say('desk.answer.why')}>
            <AnswerReasons reasons={reasons} />
          </section>
        )}
      </div>
    </div>
  );
}

/** A pack without a verdict counts as `verify`, whatever kept the agent from giving one. */
export function PackProblem({ error, again }: { error: Error; again?: () => void }): JSX.Element {
  const unread = isUnread(error);
  return (
    <div class="answer answer-verify">
      <Head verdict="verify" word={say('desk.verdict.verify')}>
        {say(unread ? 'desk.answer.unread' : 'desk.answer.lost')}
      </Head>
      <div class="answer-body">
        <section class="stack" aria-label={say('desk.answer.why')}>
          {error instanceof ApiProblem && <p>{typeset(error.problem.title)}</p>}
          {unread && error.problem.expected !== undefined && (
            <p>{say('desk.answer.expected', { expected: typeset(error.problem.expected) })}</p>
          )}
          <p>{say(unread ? 'desk.answer.unread.do' : 'desk.answer.lost.do')}</p>
          {!unread && again !== undefined && (
            <p>
              <button type="button" onClick={again}>
                {say('desk.answer.again')}
              </button>
            </p>
          )}
        </section>
      </div>
    </div>
  );
}

/** No answer stands: none was asked for yet, or it is on its way. */
export function NoAnswer({ title, children }: { title: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div class="answer answer-none">
      <p class="answer-word">{title}</p>
      <p class="soft">{children}</p>
    </div>
  );
}

function PackFacts({ pack }: { pack: Answered['pack'] }): JSX.Element {
  return (
    <dl class="answer-facts">
      {pack.name !== undefined && <Fact term={say('desk.answer.name')}>{pack.name}</Fact>}
      <Fact term={say('desk.answer.code')}>
        <span class="code nowrap">{code(pack.cip13 ?? pack.gtin)}</span>
      </Fact>
      <Fact term={say('desk.answer.lot')}>
        {pack.lot === null ? say('desk.answer.lot.none') : <span class="code">{pack.lot}</span>}
      </Fact>
      <Fact term={say('desk.answer.expiry')}>
        {pack.expiry === null ? say('desk.answer.lot.none') : <span class="code">{civil(pack.expiry)}</span>}
      </Fact>
    </dl>
  );
}

function Fact({ term, children }: { term: string; children: ComponentChildren }): JSX.Element {
  return (
    <div>
      <dt>{term}</dt>
      <dd>
        <bdi>{children}</bdi>
      </dd>
    </div>
  );
}

function feedWords({ state, asOf }: CheckAnswer['feed']): string {
  if (state !== 'stale') return say('desk.answer.feed.unsynced');
  return asOf === null ? say('desk.answer.feed.stale-never') : say('desk.answer.feed.stale', { at: time(asOf) });
}
