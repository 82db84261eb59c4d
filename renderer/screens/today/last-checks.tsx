import type { JSX } from 'preact';
import type { JournalAnswer } from '../../../agent/hook/schemas.ts';
import { DrillBadge } from '../../components/badges.tsx';
import { PackLines } from '../../components/pack.tsx';
import { reasonWords } from '../../components/reasons.tsx';
import { Failure } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict.tsx';
import { checks } from '../../core/events.ts';
import { time } from '../../core/format.ts';
import type { Resource } from '../../core/resource.ts';
import { hrefOf } from '../../core/router.ts';
import { say } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { type Recent, recentChecks } from './recent.ts';

const SHOWN = 12;

/** The last checks, newest first, as they come. */
export function LastChecks({ journal }: { journal: Resource<JournalAnswer> }): JSX.Element {
  const recent = recentChecks(checks.value, journal.data?.rows ?? [], SHOWN);
  return (
    <section class="stack" aria-labelledby="today-checks">
      <div class="row spread">
        <h2 id="today-checks">{say('desk.today.checks')}</h2>
        <a href={hrefOf('journal')}>{say('desk.today.checks.all')}</a>
      </div>
      {recent.length > 0 ? (
        <ol class="last-checks">
          {recent.map((one) => (
            <Line key={one.id} check={one} />
          ))}
        </ol>
      ) : journal.error !== null ? (
        <Failure error={journal.error} retry={journal.reload} />
      ) : (
        <p class="empty">{say(journal.loading ? 'desk.loading' : 'desk.today.checks.none')}</p>
      )}
    </section>
  );
}

function Line({ check }: { check: Recent }): JSX.Element {
  const { at, verdict, pack, message, reason, drill, saleReference, outcome, override } = check;
  return (
    <li class={`last-check verdict-${verdict}`}>
      <time dateTime={at}>{time(at, { seconds: true })}</time>
      <VerdictMark verdict={verdict} />
      <span class="last-check-end small">
        {drill && <DrillBadge />}
        {outcome !== null && override === null && <strong>{say(`desk.outcome.${outcome}`)}</strong>}
      </span>
      <PackLines pack={pack} />
      <span class="last-check-more small">
        {override !== null ? (
          <span class="override">
            {override.reason === null
              ? say('desk.today.override.bare', { verdict: say(`desk.verdict.${verdict}`) })
              : say('desk.today.override', { verdict: say(`desk.verdict.${verdict}`), reason: override.reason })}
          </span>
        ) : (
          verdict !== 'allow' && <span>{typeset(message ?? (reason === null ? '' : reasonWords(reason)))}</span>
        )}
        {saleReference !== null && <bdi class="soft">{say('desk.sale', { reference: saleReference })}</bdi>}
      </span>
    </li>
  );
}
