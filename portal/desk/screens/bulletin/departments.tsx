/** How far each department is: as a schematic map, and as a table. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { number, say } from '../../../../renderer/core/say.ts';
import type { Progress } from '../../../tracking/progress.ts';
import { shareOf } from '../../components/curve.tsx';
import { DepartmentMap } from '../../components/department-map.tsx';
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
    <DepartmentMap
      title={say('web.departments.title')}
      mark={(code) => {
        const found = byCode.get(code);
        if (found === undefined) return null;
        return { tone: `is-${fifth(found)}`, text: shareOf(found.reached, found.officines).replace(/\s/g, '') };
      }}
      table={say('web.departments.table')}
      heads={[
        say('web.officines.territory'),
        { label: say('web.nav.officines'), number: true },
        { label: say('web.departments.reached'), number: true },
        { label: say('web.step.acknowledged'), number: true },
      ]}
    >
      {worstFirst.map((one) => (
        <tr key={one.territory}>
          <th scope="row">{one.territory === null ? say('web.departments.unknown') : territoryName(one.territory)}</th>
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
    </DepartmentMap>
  );
}
