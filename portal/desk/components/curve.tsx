/** How something spread: steps over time, drawn by us, and the same as a table for those who do not see it. */
import type { JSX } from 'preact';
import { number, say } from '../../../renderer/core/say.ts';
import { countAt, countOf, momentsOf, type Series } from '../core/series.ts';
import { spanWords } from '../core/span.ts';

const BOX = { width: 640, height: 260, left: 52, right: 12, top: 12, bottom: 34 } as const;

/** `total`: what 100 % is; `until`: seconds that the axis shows at least. */
export function Curve(props: {
  readonly title: string;
  readonly series: readonly Series[];
  readonly total: number;
  readonly until: number;
}): JSX.Element {
  const { title, series, total, until } = props;
  const longest = Math.max(until, 60, ...series.map(({ points }) => points.at(-1)?.[0] ?? 0));
  const most = Math.max(total, 1, ...series.map(({ points }) => countOf(points)));
  const x = (seconds: number) => BOX.left + (seconds / longest) * (BOX.width - BOX.left - BOX.right);
  const y = (count: number) => BOX.height - BOX.bottom - (count / most) * (BOX.height - BOX.top - BOX.bottom);
  const ends = ticks(longest);
  // Whole counts, each once: of three workstations there is no half.
  const levels = [...new Set([0, 0.25, 0.5, 0.75, 1].map((share) => Math.round(share * most)))];
  return (
    <figure class="curve">
      <figcaption>{title}</figcaption>
      <svg viewBox={`0 0 ${BOX.width} ${BOX.height}`} role="img" aria-label={title}>
        {levels.map((level) => (
          <g key={level} class="curve-grid">
            <line x1={BOX.left} x2={BOX.width - BOX.right} y1={y(level)} y2={y(level)} />
            <text x={BOX.left - 6} y={y(level) + 4} text-anchor="end">
              {number(level)}
            </text>
          </g>
        ))}
        {ends.map((seconds) => (
          <g key={seconds} class="curve-grid">
            <line x1={x(seconds)} x2={x(seconds)} y1={y(0)} y2={y(0) + 5} />
            <text x={x(seconds)} y={y(0) + 20} text-anchor={seconds === longest ? 'end' : 'middle'}>
              {spanWords(seconds)}
            </text>
          </g>
        ))}
        {series.map(({ name, points, median, p95 }) => (
          <g key={name}>
            <path class={`curve-line is-${name}`} d={stairs(points, longest, x, y)} />
            {median !== null && (
              <circle class={`curve-mark is-${name}`} cx={x(median)} cy={y(0.5 * countOf(points))} r={5} />
            )}
            {p95 !== null && (
              <circle class={`curve-mark is-${name}`} cx={x(p95)} cy={y(0.95 * countOf(points))} r={3} />
            )}
          </g>
        ))}
      </svg>
      <p class="soft small" aria-hidden="true">
        {say('web.curve.marks')}
      </p>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('web.curve.step')}</th>
              <th scope="col" class="number">
                {say('web.curve.count')}
              </th>
              <th scope="col" class="number">
                {say('web.curve.share')}
              </th>
              <th scope="col" class="number">
                {say('web.curve.median')}
              </th>
              <th scope="col" class="number">
                {say('web.curve.p95')}
              </th>
            </tr>
          </thead>
          <tbody>
            {series.map(({ name, label, points, median, p95 }) => {
              const count = countOf(points);
              return (
                <tr key={name}>
                  <th scope="row">
                    <svg class="curve-key" viewBox="0 0 28 8" aria-hidden="true" focusable="false">
                      <path class={`curve-line is-${name}`} d="M0 4H28" />
                    </svg>
                    {label}
                  </th>
                  <td class="number">{number(count)}</td>
                  <td class="number">{shareOf(count, total)}</td>
                  <td class="number">{median === null ? '–' : spanWords(median)}</td>
                  <td class="number">{p95 === null ? '–' : spanWords(p95)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <Moments series={series} />
    </figure>
  );
}

/** The curve itself as a table. */
function Moments({ series }: { series: readonly Series[] }): JSX.Element | null {
  const moments = momentsOf(series);
  if (moments.length === 0) return null;
  return (
    <details>
      <summary>{say('web.curve.as-table')}</summary>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('web.curve.after')}</th>
              {series.map(({ name, label }) => (
                <th key={name} scope="col" class="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {moments.map((seconds) => (
              <tr key={seconds}>
                <th scope="row">{spanWords(seconds)}</th>
                {series.map(({ name, points }) => (
                  <td key={name} class="number">
                    {number(countAt(points, seconds))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** `64 %`: never 100 where one is missing, nor 0 where one is there. */
export function shareOf(count: number, total: number): string {
  if (total === 0) return '–';
  const share = (count / total) * 100;
  const shown = count === total ? 100 : count === 0 ? 0 : Math.min(99, Math.max(1, Math.round(share)));
  return `${number(shown)} %`;
}

/** A count stands until the next: a slope would tell of what nobody counted. */
function stairs(
  points: Series['points'],
  end: number,
  x: (seconds: number) => number,
  y: (count: number) => number,
): string {
  const start = `M${x(0).toFixed(1)} ${y(0).toFixed(1)}`;
  const steps = points.map(([seconds = 0, count = 0]) => `H${x(seconds).toFixed(1)}V${y(count).toFixed(1)}`);
  return [start, ...steps, `H${x(end).toFixed(1)}`].join('');
}

/** Four round marks of the time axis at most, and its end. */
function ticks(longest: number): number[] {
  const steps = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400];
  const day = 86_400;
  const step = steps.find((one) => longest / one <= 5) ?? Math.ceil(longest / day / 5) * day;
  return [
    ...Array.from({ length: Math.ceil(longest / step) }, (_, n) => n * step).filter((at) => at <= longest - step / 2),
    longest,
  ];
}
