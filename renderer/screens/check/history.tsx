import type { JSX } from 'preact';
import { PackLines } from '../../components/pack.tsx';
import { VerdictMark } from '../../components/verdict.tsx';
import { time } from '../../core/format.ts';
import { say } from '../../core/say.ts';
import type { Question } from './questions.ts';

/** The packs before the present one, newest first. */
export function History({ questions }: { questions: readonly Question[] }): JSX.Element {
  return (
    <section class="check-history" aria-labelledby="check-history">
      <h2 id="check-history">{say('desk.check.history')}</h2>
      {questions.length === 0 && <p class="soft small">{say('desk.check.history.none')}</p>}
      <ol>
        {questions.map((one) => (
          <li key={one.id}>
            <p class="row spread">
              <Outcome question={one} />
              <time class="soft small" dateTime={one.at}>
                {time(one.at, { seconds: true })}
              </time>
            </p>
            {one.answer === null ? (
              <p class="soft small">{say('desk.answer.unread')}</p>
            ) : (
              <PackLines
                pack={{
                  name: one.answer.pack.name,
                  code: one.answer.pack.cip13 ?? one.answer.pack.gtin,
                  lots: one.answer.pack.lot === null ? [] : [one.answer.pack.lot],
                  expiry: one.answer.pack.expiry,
                }}
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Without an answer it counts as `verify`. */
function Outcome({ question: { answer, error } }: { question: Question }): JSX.Element {
  if (answer === null && error === null) return <span class="soft">{say('desk.answer.waiting')}</span>;
  return <VerdictMark verdict={answer?.verdict ?? 'verify'} />;
}
