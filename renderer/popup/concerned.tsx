/** What this officine is concerned by: the checks already made of such packs, with their sales one key away. */
import { useComputed } from '@preact/signals';
import type { JSX } from 'preact';
import type { BulletinAnswer, LookbackAnswer } from '../../agent/hook/schemas.ts';
import { bulletinsChanged, checks } from '../core/events.ts';
import { date, time } from '../core/format.ts';
import { useResource } from '../core/resource.ts';
import { isDeskKey, say, sayCount } from '../core/say.ts';
import { typeset } from '../core/typeset.ts';
import { when } from '../core/when.ts';
import { concernOf } from './concern.ts';

/** The section of the pop-up; `report` is what was set apart here before. */
export function Concerned({ id, report }: { id: string; report: BulletinAnswer['quarantine'] }): JSX.Element {
  const checkedNow = useComputed(
    () => checks.value.find((one) => one.reasons.some(({ bulletin }) => bulletin === id))?.id,
  );
  const { data, error } = useResource<LookbackAnswer>(`/v1/bulletins/${encodeURIComponent(id)}/lookback`, [
    bulletinsChanged,
    checkedNow,
  ]);
  return (
    <section class="popup-here">
      <h2>{say('desk.popup.here')}</h2>
      {data === null && error === null && (
        <p class="soft" aria-busy="true">
          {say('desk.popup.here-loading')}
        </p>
      )}
      {data === null && error !== null && <p>{say('desk.popup.here-failed', { reason: error.message })}</p>}
      {data !== null && <Checks answer={data} />}
      {report !== null && <Report report={report} />}
    </section>
  );
}

function Checks({ answer: { checks: made, level, message } }: { answer: LookbackAnswer }): JSX.Element {
  const concern = concernOf(made);
  if (concern.since === null) return <p>{say('desk.popup.here-none')}</p>;
  return (
    <>
      <p class="popup-concern">
        <strong>{sayCount('desk.popup.checked', concern.checked, { since: date(concern.since) })}</strong>
        {', '}
        <strong>
          {concern.dispensed === 0
            ? say('desk.popup.dispensed-none')
            : sayCount('desk.popup.dispensed', concern.dispensed)}
        </strong>
        {'. '}
        {concern.possible > 0 && sayCount('desk.popup.possible', concern.possible)}
      </p>
      <details class="popup-sales">
        <summary>
          {concern.sales > 0 ? sayCount('desk.popup.sales', concern.sales) : say('desk.popup.sale-none-shown')}
        </summary>
        {level === 'patient' && <p>{typeset(message)}</p>}
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('desk.popup.sale')}</th>
                <th scope="col">{say('desk.popup.sale-at')}</th>
                <th scope="col">{say('desk.popup.sale-lot')}</th>
                <th scope="col">{say('desk.popup.sale-outcome')}</th>
              </tr>
            </thead>
            <tbody>
              {concern.checks.map(({ checkId, at, saleReference, pack, outcome, match }) => (
                <tr key={checkId}>
                  <th scope="row" class="code">
                    {saleReference ?? say('desk.popup.sale-none')}
                  </th>
                  <td class="nowrap">{time(at)}</td>
                  <td>
                    <bdi class="code">{pack.lots.join(', ') || say('desk.none')}</bdi>
                    {match === 'possible' && <span class="small soft"> {say('desk.popup.uncertain')}</span>}
                  </td>
                  <td>{outcomeWord(outcome)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function outcomeWord(outcome: string | null): string {
  const key = `desk.popup.outcome.${outcome ?? 'none'}`;
  return isDeskKey(key) ? say(key) : (outcome ?? '');
}

function Report({ report }: { report: NonNullable<BulletinAnswer['quarantine']> }): JSX.Element {
  const { operator, at, lines } = report;
  const total = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const values = { operator, at: when(at) };
  return (
    <p class="popup-report">
      {total === 0 ? say('desk.popup.isolated-none', values) : sayCount('desk.popup.isolated', total, values)}
    </p>
  );
}
