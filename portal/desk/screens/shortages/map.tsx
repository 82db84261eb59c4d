/** Where officines lack a product: as a schematic map, and as a table. */
import type { JSX } from 'preact';
import { number, say } from '../../../../renderer/core/say.ts';
import { shareOf } from '../../components/curve.tsx';
import { DepartmentMap } from '../../components/department-map.tsx';
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
    <DepartmentMap
      title={say('web.shortages.map')}
      mark={(code) => {
        const count = byCode.get(code)?.officines ?? null;
        return count === null ? null : { tone: `is-lack-${fifth(count, most)}`, text: number(count) };
      }}
      table={say('web.shortages.map.table')}
      heads={[
        say('web.officines.territory'),
        { label: say('web.shortages.officines'), number: true },
        ...(shares ? [{ label: say('web.shortages.of-all'), number: true } as const] : []),
      ]}
    >
      {departments.map(({ territory, officines, ofAll }) => (
        <tr key={territory}>
          <th scope="row">{territory === null ? say('web.departments.unknown') : territoryName(territory)}</th>
          <td class="number">{officines === null ? say('web.shortages.few') : number(officines)}</td>
          {shares && <td class="number">{shareOf(officines ?? 0, ofAll ?? 0)}</td>}
        </tr>
      ))}
    </DepartmentMap>
  );
}
