/** Where officines lack a product: as a schematic map, and as a table. */
import type { JSX } from 'preact';
import { number, say } from '../../../../renderer/core/say.ts';
import { shareOf } from '../../components/curve.tsx';
import { TileMap } from '../../components/tile-map.tsx';
import { territoryName } from '../../core/territories.ts';

/** `officines` null: not told; `ofAll`: of how many, where that is known. */
export interface MapCount {
  readonly territory: string | null;
  readonly officines: number | null;
  readonly ofAll?: number;
}

/** From 0, few, to 4: against the department where most lack it. The tile says the number too. */
function fifth(count: number, most: number): number {
  return Math.min(4, Math.floor((count / most) * 5));
}

export function ShortageMap({ departments }: { departments: readonly MapCount[] }): JSX.Element | null {
  if (departments.length === 0) return null;
  const byCode = new Map(departments.map((one) => [one.territory, one]));
  const most = Math.max(1, ...departments.map(({ officines }) => officines ?? 0));
  const shares = departments.some(({ ofAll }) => ofAll !== undefined);
  return (
    <section class="stack" aria-labelledby="departments">
      <h2 id="departments">{say('web.shortages.map')}</h2>
      <div class="map-and-table">
        <figure aria-hidden="true">
          <TileMap
            tile={({ code, name }) => {
              const count = byCode.get(code)?.officines ?? null;
              return (
                <span class={count === null ? 'map-tile' : `map-tile is-lack-${fifth(count, most)}`} title={name}>
                  <span>{code.slice(3)}</span>
                  {count !== null && <small>{number(count)}</small>}
                </span>
              );
            }}
          />
        </figure>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <section class="table-frame is-tall" tabIndex={0} aria-label={say('web.shortages.map.table')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('web.officines.territory')}</th>
                <th scope="col" class="number">
                  {say('web.shortages.officines')}
                </th>
                {shares && (
                  <th scope="col" class="number">
                    {say('web.shortages.of-all')}
                  </th>
                )}
              </tr>
            </thead>
            <tbody>
              {departments.map(({ territory, officines, ofAll }) => (
                <tr key={territory}>
                  <th scope="row">{territory === null ? say('web.departments.unknown') : territoryName(territory)}</th>
                  <td class="number">{officines === null ? say('web.shortages.few') : number(officines)}</td>
                  {shares && <td class="number">{shareOf(officines ?? 0, ofAll ?? 0)}</td>}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </div>
    </section>
  );
}
