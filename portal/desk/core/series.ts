/** Counts that rose over time, as a curve and its table show them. Pure. */

export interface Series {
  /** `delivered`: picks line and mark, so that colour is not needed. */
  readonly name: string;
  readonly label: string;
  /** Pairs: seconds since the start, and the count reached by then, both rising. */
  readonly points: ReadonlyArray<readonly number[]>;
  /** Seconds after which half, and 95 of 100 of those who did, had; null: nobody did. */
  readonly median: number | null;
  readonly p95: number | null;
}

/** Rows that somebody reads of a table. */
const MOST_ROWS = 24;

/** The count reached in the end. */
export const countOf = (points: Series['points']): number => points.at(-1)?.[1] ?? 0;

/** The count reached by then. */
export function countAt(points: Series['points'], seconds: number): number {
  return points.findLast(([at = 0]) => at <= seconds)?.[1] ?? 0;
}

/** Moments at which any of them rose, the last among them, as many as somebody reads. */
export function momentsOf(series: readonly Series[]): number[] {
  const all = [...new Set(series.flatMap(({ points }) => points.map(([at = 0]) => at)))].sort((a, b) => a - b);
  const every = Math.ceil(all.length / MOST_ROWS);
  return all.filter((_, index) => (all.length - 1 - index) % every === 0);
}
