import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { BulletinAnswer, LookbackAnswer } from '../../../agent/hook/schemas.ts';
import { PackLines } from '../../components/pack.tsx';
import { Failure } from '../../components/states.tsx';
import { VerdictMark } from '../../components/verdict.tsx';
import { bulletinsChanged, checks } from '../../core/events.ts';
import { time } from '../../core/format.ts';
import { useResource } from '../../core/resource.ts';
import { say, sayCount } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';

const SHOWN = 20;

/** The checks already made of packs that this bulletin covers or may cover, newest first. */
export function Lookback({ bulletin: { id } }: { bulletin: BulletinAnswer }): JSX.Element {
  const address = `/v1/bulletins/${encodeURIComponent(id)}/lookback`;
  const { data, error, loading, reload } = useResource<LookbackAnswer>(address, [bulletinsChanged, checks]);
  const [shown, setShown] = useState(SHOWN);
  const newest = data === null ? [] : data.checks.toReversed();
  const dispensed = newest.filter(({ outcome }) => outcome === 'dispensed').length;
  const more = Math.min(SHOWN, newest.length - shown);
  return (
    <section class="panel stack" aria-labelledby="bulletin-lookback">
      <h2 id="bulletin-lookback">{say('desk.bulletin.lookback')}</h2>
      {data === null && error !== null && <Failure error={error} retry={reload} />}
      {loading && <p class="soft">{say('desk.loading')}</p>}
      {data !== null && (
        <p>
          {typeset(data.message)}{' '}
          {dispensed > 0 && <strong>({sayCount('desk.bulletin.lookback.dispensed', dispensed)})</strong>}
        </p>
      )}
      {newest.length > 0 && (
        <ol class="lookback">
          {newest.slice(0, shown).map(({ checkId, at, pack, verdict, match, saleReference, operator, outcome }) => (
            <li key={checkId}>
              <time dateTime={at}>{time(at)}</time>
              <PackLines pack={{ code: pack.codes[0] ?? '', lots: pack.lots, expiry: pack.expiry }} />
              <span class="lookback-end">
                <span class={`match-${match}`}>{say(`desk.bulletin.lookback.${match}`)}</span>
                <strong>{say(outcome === null ? 'desk.outcome.none' : `desk.outcome.${outcome}`)}</strong>
              </span>
              <span class="lookback-sale small">
                <VerdictMark verdict={verdict} />
                {saleReference !== null && <bdi>{say('desk.sale', { reference: saleReference })}</bdi>}
                {operator !== null && <bdi class="soft">{operator}</bdi>}
              </span>
            </li>
          ))}
        </ol>
      )}
      {more > 0 && (
        <button type="button" class="quiet" onClick={() => setShown(shown + more)}>
          {sayCount('desk.bulletin.lookback.more', more)}
        </button>
      )}
    </section>
  );
}
