/** How many officines lacked a product, day by day: drawn by us, and as a table of the days on which something changed. */
import type { JSX } from 'preact';
import { civil } from '../../../../renderer/core/format.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import type { ShortageView } from '../../../shortages/product.ts';

const BOX = { width: 720, height: 180, left: 44, bottom: 26, top: 10 } as const;

export function Days({ days }: Pick<ShortageView, 'days'>): JSX.Element {
  const most = Math.max(1, ...days.map(({ open }) => open));
  const step = (BOX.width - BOX.left) / days.length;
  const y = (count: number) => BOX.height - BOX.bottom - (count / most) * (BOX.height - BOX.bottom - BOX.top);
  const title = say('web.shortages.days.title', { n: days.length });
  const marks = [days[0], days[Math.floor(days.length / 2)], days.at(-1)];
  const moved = days.filter(({ declared, ended }) => declared + ended > 0).toReversed();
  return (
    <section class="stack" aria-labelledby="days">
      <h2 id="days">{say('web.shortages.days')}</h2>
      <figure class="curve">
        <figcaption>{title}</figcaption>
        <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={title}>
          {[0, most].map((level) => (
            <g key={level} class="curve-grid">
              <line x1={BOX.left} x2={BOX.width} y1={y(level)} y2={y(level)} />
              <text x={BOX.left - 6} y={y(level) + 4} text-anchor="end">
                {number(level)}
              </text>
            </g>
          ))}
          {days.map(({ day, open }, index) =>
            open === 0 ? null : (
              <rect
                key={day}
                class="shortage-day"
                x={BOX.left + index * step}
                y={y(open)}
                width={Math.max(1, step - 1)}
                height={y(0) - y(open)}
              />
            ),
          )}
          {marks.map((mark, index) =>
            mark === undefined ? null : (
              <text
                key={mark.day}
                class="curve-label"
                x={BOX.left + (index * (BOX.width - BOX.left)) / 2}
                y={BOX.height - 6}
                text-anchor={['start', 'middle', 'end'][index] as 'start'}
              >
                {civil(mark.day)}
              </text>
            ),
          )}
        </svg>
        {moved.length > 0 && (
          <details>
            <summary>{say('web.shortages.as-table')}</summary>
            <div class="table-frame">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{say('web.shortages.day')}</th>
                    {(['declared', 'ended', 'open'] as const).map((one) => (
                      <th key={one} scope="col" class="number">
                        {say(`web.shortages.${one}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {moved.map(({ day, declared, ended, open }) => (
                    <tr key={day}>
                      <th scope="row">{civil(day)}</th>
                      <td class="number">{number(declared)}</td>
                      <td class="number">{number(ended)}</td>
                      <td class="number">{number(open)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          </details>
        )}
      </figure>
    </section>
  );
}
