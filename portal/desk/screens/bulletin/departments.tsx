/** How far each department is: as a schematic map, and as a table. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { number, say } from '../../../../renderer/core/say.ts';
import type { Progress } from '../../../tracking/progress.ts';
import { shareOf } from '../../components/curve.tsx';
import { TileMap } from '../../components/tile-map.tsx';
import { territoryName } from '../../core/territories.ts';

type Department = Progress['departments'][number];

/** Fifths of the officines reached: the tile says the share too, so that its ground is not needed. */
function fifth({ officines, reached }: Department): string {
  return reached === officines ? 'all' : String(Math.floor((reached / officines) * 5));
}

const missingIn = ({ officines, reached }: Department) => officines - reached;

export function Departments({ departments }: Pick<Progress, 'departments'>): JSX.Element {
  const byCode = useMemo(() => new Map(departments.map((one) => [one.territory, one])), [departments]);
  const worstFirst = useMemo(() => departments.toSorted((a, b) => missingIn(b) - missingIn(a)), [departments]);
  return (
    <section class="stack" aria-labelledby="departments">
      <h2 id="departments">{say('web.departments.title')}</h2>
      <div class="map-and-table">
        <figure aria-hidden="true">
          <TileMap
            tile={({ code, name }) => {
              const found = byCode.get(code);
              return (
                <span class={found === undefined ? 'map-tile' : `map-tile is-${fifth(found)}`} title={name}>
                  <span>{code.slice(3)}</span>
                  {found !== undefined && <small>{shareOf(found.reached, found.officines).replace(/\s/g, '')}</small>}
                </span>
              );
            }}
          />
        </figure>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section class="table-frame is-tall" tabIndex={0} aria-label={say('web.departments.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('web.officines.territory')}</th>
                <th scope="col" class="number">
                  {say('web.nav.officines')}
                </th>
                <th scope="col" class="number">
                  {say('web.departments.reached')}
                </th>
                <th scope="col" class="number">
                  {say('web.step.acknowledged')}
                </th>
              </tr>
            </thead>
            <tbody>
              {worstFirst.map((one) => (
                <tr key={one.territory}>
                  <th scope="row">
                    {one.territory === null ? say('web.departments.unknown') : territoryName(one.territory)}
                  </th>
                  <td class="number">{number(one.officines)}</td>
                  <td class="number">
                    {number(one.reached)} <span class="soft">({shareOf(one.reached, one.officines)})</span>
                  </td>
                  <td class="number">
                    {number(one.officinesAcknowledged)}{' '}
                    <span class="soft">({shareOf(one.officinesAcknowledged, one.officines)})</span>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </section>
  );
}
