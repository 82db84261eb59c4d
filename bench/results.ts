/** What the parts of the bench measured: medians of interleaved rounds, and ratios between what ran side by side in each round. */

/** What a measure shall reach: of a peer's figure, or of itself where no peer is named. */
export interface Target {
  readonly of?: string;
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** Where a measure stands in how its cost grows: with what, and how much of it. */
export interface Size {
  readonly of: string;
  readonly n: number;
}

export interface Peer {
  /** Median. */
  readonly value: number;
  /** The median of ours over the peer's, round by round: what stays when the machine is another one. */
  readonly ratio: number;
  /** How far the ratios of the middle half of all rounds lie from that, at most. */
  readonly noise: number;
}

export interface Measure {
  /** Told apart from all others of its part by this and its size. */
  readonly what: string;
  readonly unit: string;
  readonly size?: Size;
  /** Median. */
  readonly ours: number;
  /** How far the middle half of all rounds lies from the median, at most. */
  readonly noise: number;
  readonly beside: Readonly<Record<string, Peer>>;
  readonly targets: readonly Target[];
}

export interface PartResult {
  /** What ours is measured beside, and how: one or two sentences under the table. */
  readonly beside: string;
  readonly rounds: number;
  readonly measures: readonly Measure[];
  /** Why a target is missed, from a profile: by the measure's `what`. */
  readonly why?: Readonly<Record<string, string>>;
  readonly machine?: string;
  /** When it was measured: the day, ISO 8601. */
  readonly day?: string;
}

export type Results = Record<string, PartResult>;

/** The value at `share` (0 to 1) of the sorted values, between two of them by their distance. Throws where there is none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  if (low === undefined || high === undefined) throw new RangeError('a quantile of no value');
  return low + (high - low) * (at - Math.floor(at));
}

/** The value in the middle; of an even number, the mean of the two. Throws where there is none. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Half of what lies around the median: how far the quartiles are from it, at most. */
function noiseOf(values: readonly number[]): number {
  const middle = median(values);
  return Math.max(middle - quantile(values, 0.25), quantile(values, 0.75) - middle);
}

export interface Rounds {
  readonly what: string;
  readonly unit: string;
  readonly size?: Size;
  /** One value a round. */
  readonly ours: readonly number[];
  /** By the peer's name, one value a round, in the same rounds. */
  readonly beside?: Readonly<Record<string, readonly number[]>>;
  readonly targets?: readonly Target[];
}

/** A measure from the values of each round. Throws where a peer has not one value a round. */
export function measureOf({ what, unit, size, ours, beside = {}, targets = [] }: Rounds): Measure {
  const peers = Object.entries(beside).map(([name, values]): [string, Peer] => {
    if (values.length !== ours.length)
      throw new RangeError(`${what}: ${values.length} of ${ours.length} rounds of ${name}`);
    const ratios = ours.map((own, round) => own / (values[round] ?? Number.NaN));
    return [name, { value: short(median(values)), ratio: short(median(ratios)), noise: short(noiseOf(ratios)) }];
  });
  return {
    what,
    unit,
    ...(size === undefined ? {} : { size }),
    ours: short(median(ours)),
    noise: short(noiseOf(ours)),
    beside: Object.fromEntries(peers),
    targets,
  };
}

/** The figure that a target is about. Throws where it names a peer that was not measured. */
export function figureOf(measure: Measure, target: Target): number {
  if (target.of === undefined) return measure.ours;
  const peer = measure.beside[target.of];
  if (peer === undefined) throw new RangeError(`${measure.what}: a target of ${target.of}, which was not measured`);
  return peer.ratio;
}

export function isMet(measure: Measure, target: Target): boolean {
  const figure = figureOf(measure, target);
  return (
    figure <= (target.atMost ?? Number.POSITIVE_INFINITY) && figure >= (target.atLeast ?? Number.NEGATIVE_INFINITY)
  );
}

/** How a cost grows with a size: the exponent of the power law that fits best (1 is in proportion, 0 is not at all). */
export function growthOf(points: readonly { n: number; value: number }[]): number {
  const logs = points.map(({ n, value }) => [Math.log(n), Math.log(value)] as const);
  const [x, y] = [mean(logs.map(([a]) => a)), mean(logs.map(([, b]) => b))];
  const [top, bottom] = [sum(logs.map(([a, b]) => (a - x) * (b - y))), sum(logs.map(([a]) => (a - x) ** 2))];
  return top / bottom;
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

/** Three significant digits: more would be noise. */
function short(value: number): number {
  return Number(value.toPrecision(3));
}
