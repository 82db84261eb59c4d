/** Officines that have it not, or did not acknowledge it: whom to telephone. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty } from '../../../../renderer/components/states.tsx';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import { telOf } from '../../../../renderer/popup/words.ts';
import type { TrackingView } from '../../../tracking/tracking.ts';
import { territoryName } from '../../core/territories.ts';

const SHOWN = 100;

export function Laggards(props: Pick<TrackingView, 'notReached' | 'officines' | 'revision'>): JSX.Element {
  const { notReached, officines, revision } = props;
  const [all, setAll] = useState(false);
  const shown = all ? notReached : notReached.slice(0, SHOWN);
  const reached = new Set(notReached.map(({ id }) => id));
  const silent = officines.filter(
    ({ id, workstations }) =>
      !reached.has(id) && !workstations.some((one) => one.revision === revision && one.acknowledged !== null),
  );
  return (
    <section class="stack" aria-labelledby="laggards">
      <h2 id="laggards">{say('web.laggards.title')}</h2>
      {notReached.length === 0 && <Empty>{say('web.laggards.none')}</Empty>}
      {notReached.length > 0 && (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('web.officines.name')}</th>
                <th scope="col">{say('web.officines.territory')}</th>
                <th scope="col">{say('web.field.phone')}</th>
                <th scope="col">{say('web.field.email')}</th>
                <th scope="col" class="number">
                  {say('web.officines.workstations')}
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map(({ id, name, territory, phone, email, workstations }) => (
                <tr key={id}>
                  <th scope="row" dir="auto">
                    {name}
                  </th>
                  <td>{territory === null ? '–' : territoryName(territory)}</td>
                  <td class="nowrap">{phone === null ? '–' : <Phone number={phone} />}</td>
                  <td>{email ?? '–'}</td>
                  <td class="number">{number(workstations)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < notReached.length && (
        <div class="row">
          <button type="button" onClick={() => setAll(true)}>
            {sayCount('web.laggards.more', notReached.length - shown.length)}
          </button>
        </div>
      )}
      {silent.length > 0 && <p>{sayCount('web.laggards.silent', silent.length)}</p>}
    </section>
  );
}

function Phone({ number: text }: { number: string }): JSX.Element {
  const tel = telOf(text);
  return tel === null ? <span>{text}</span> : <a href={tel}>{text}</a>;
}
