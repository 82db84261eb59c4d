/** How a revision spread, drawn on a page of the report: a count stands until the next one, as it was counted. */
import { INK, type Paper, RULE, SOFT } from '../pdf/paper.ts';
import { type Spread, type Step, steps } from '../tracking/progress.ts';

const HEIGHT = 96;
/** Room for the numbers at the left, for the words of the lines at the right, and for the time below. */
const LEFT = 34;
const RIGHT = 118;
const BELOW = 14;
const SMALL = { size: 7, color: SOFT } as const;

/** Told apart without colours too: a report is printed in black. */
const strokes: Readonly<Record<Step, { readonly color: string; readonly dash: readonly number[] }>> = {
  delivered: { color: '#1b5e4b', dash: [] },
  displayed: { color: '#5b3f8c', dash: [5, 2] },
  acknowledged: { color: '#8a5a00', dash: [2, 2] },
  reported: { color: '#a3122a', dash: [6, 2, 1.5, 2] },
};

/** Ends of the time axis in seconds, whose quarters are round; longer ones are twice the last as often as needed. */
const SPANS = [
  60, 120, 240, 480, 1_200, 2_400, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 345_600,
] as const;

/** The end of an axis on which `longest` seconds fit. */
export function spanFor(longest: number): number {
  const known = SPANS.find((span) => span >= longest);
  if (known !== undefined) return known;
  let span = 345_600;
  while (span < longest) span *= 2;
  return span;
}

export interface CurveWords {
  readonly title: string;
  /** What each line is, with its median and 95th percentile. */
  line(step: Step): string;
  /** A moment of the axis. */
  after(seconds: number): string;
}

/** Draws the steps of `spread` that somebody took, if any; large dots are medians, small ones 95th percentiles. */
export function drawCurve(paper: Paper, { steps: taken, targeted }: Spread, words: CurveWords): void {
  const shown = steps.filter((step) => taken[step].points.length > 0);
  if (shown.length === 0) return;
  paper.heading(words.title, 3, HEIGHT + BELOW + 8);
  const { doc } = paper;
  const span = spanFor(Math.max(...shown.map((step) => taken[step].points.at(-1)?.[0] ?? 0)));
  const most = Math.max(targeted.workstations, ...shown.map((step) => taken[step].count), 1);
  const left = paper.left + LEFT;
  const width = paper.width - LEFT - RIGHT;
  const base = paper.y + HEIGHT;
  const x = (seconds: number) => left + (seconds / span) * width;
  const y = (count: number) => base - (count / most) * (HEIGHT - 6);

  for (const level of new Set([0, 0.5, 1].map((share) => Math.round(share * most)))) {
    doc
      .moveTo(left, y(level))
      .lineTo(left + width, y(level))
      .undash()
      .lineWidth(0.4)
      .stroke(RULE);
    const number = String(level);
    paper.put(number, left - 5 - paper.widthOf(number, SMALL), y(level) - 4, SMALL);
  }
  for (const quarter of [0, 1, 2, 3, 4]) {
    const at = (span / 4) * quarter;
    const label = words.after(at);
    doc
      .moveTo(x(at), base)
      .lineTo(x(at), base + 3)
      .lineWidth(0.4)
      .stroke(RULE);
    paper.put(label, x(at) - paper.widthOf(label, SMALL) / 2, base + 4, SMALL);
  }
  for (const [index, step] of shown.entries()) {
    const { points, median, p95, count } = taken[step];
    const { color, dash } = strokes[step];
    doc.moveTo(x(0), y(0));
    let before = 0;
    for (const [seconds = 0, reached = 0] of points) {
      doc.lineTo(x(seconds), y(before)).lineTo(x(seconds), y(reached));
      before = reached;
    }
    doc.lineTo(x(span), y(before)).lineWidth(1.1);
    dashed(paper, dash).stroke(color);
    doc.undash().lineWidth(0.9);
    if (median !== null) doc.circle(x(median), y(0.5 * count), 2.4).fillAndStroke('#ffffff', color);
    if (p95 !== null) doc.circle(x(p95), y(0.95 * count), 1.3).fillAndStroke('#ffffff', color);

    const key = left + width + 8;
    const line = paper.y + 2 + index * 21;
    doc
      .moveTo(key, line + 4)
      .lineTo(key + 16, line + 4)
      .lineWidth(1.1);
    dashed(paper, dash).stroke(color);
    doc.undash();
    const said = paper.lines(words.line(step), RIGHT - 28, { size: 7 });
    for (const [row, text] of said.entries()) paper.put(text, key + 20, line + row * 8.5, { size: 7, color: INK });
  }
  paper.y = base + BELOW + 6;
}

function dashed({ doc }: Paper, [length, ...more]: readonly number[]): PDFKit.PDFDocument {
  if (length === undefined) return doc.undash();
  // Its types know one length alone; an array of all is what it writes (PDF 1.7, section 8.4.3.6).
  return doc.dash([length, ...more] as unknown as number, {});
}
