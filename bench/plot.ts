/** How a cost grows, drawn: both axes logarithmic, so that a power law is a straight line and its power the slope. */

export interface Line {
  readonly name: string;
  readonly points: readonly { readonly n: number; readonly value: number }[];
}

const [WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT] = [640, 320, 90, 50, 20, 170];
const COLOURS = ['#0b5fff', '#7a7a7a', '#c2410c', '#15803d', '#7e22ce', '#a16207'];
const COUNT = new Intl.NumberFormat('en', { notation: 'compact' });

/** An SVG of what is called `title`: the lines over `xName`, values in `unit`. Throws a RangeError for what has no logarithm. */
export function plot(title: string, xName: string, unit: string, lines: readonly Line[]): string {
  const points = lines.flatMap((line) => line.points);
  if (points.some(({ n, value }) => !(n > 0 && value > 0))) throw new RangeError(`${xName}: a figure of zero or less`);
  const x = axis(
    points.map(({ n }) => n),
    LEFT,
    WIDTH - RIGHT,
  );
  const y = axis(
    points.map(({ value }) => value),
    HEIGHT - BOTTOM,
    TOP,
  );
  const drawn = [
    ...x.ticks.map(
      (tick) =>
        `<path d="M${x.at(tick)} ${TOP}V${HEIGHT - BOTTOM}" stroke="#ddd"/><text x="${x.at(tick)}" y="${HEIGHT - BOTTOM + 18}" text-anchor="middle">${COUNT.format(tick)}</text>`,
    ),
    ...y.ticks.map(
      (tick) =>
        `<path d="M${LEFT} ${y.at(tick)}H${WIDTH - RIGHT}" stroke="#ddd"/><text x="${LEFT - 8}" y="${y.at(tick) + 4}" text-anchor="end">${COUNT.format(tick)} ${escapeText(unit)}</text>`,
    ),
    `<text x="${(LEFT + WIDTH - RIGHT) / 2}" y="${HEIGHT - 10}" text-anchor="middle">${escapeText(xName)}</text>`,
    ...lines.map((line, index) => {
      const colour = COLOURS[index % COLOURS.length] ?? '#000';
      const at = line.points.map(({ n, value }) => `${x.at(n)} ${y.at(value)}`);
      const dots = line.points.map(
        ({ n, value }) => `<circle cx="${x.at(n)}" cy="${y.at(value)}" r="3" fill="${colour}"/>`,
      );
      const key = TOP + 12 + index * 18;
      return `<path d="M${at.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}<text x="${WIDTH - RIGHT + 12}" y="${key}" fill="${colour}">${escapeText(line.name)}</text>`;
    }),
  ];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12"><title>${escapeText(title)}</title><rect width="100%" height="100%" fill="#fff"/>${drawn.join('')}</svg>\n`;
}

interface Axis {
  readonly ticks: readonly number[];
  readonly at: (value: number) => number;
}

/** From the power of ten below the least to that above the greatest. */
function axis(values: readonly number[], from: number, to: number): Axis {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return {
    ticks: Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index)),
    at: (value) => Math.round((from + ((Math.log10(value) - low) / (high - low)) * (to - from)) * 10) / 10,
  };
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
