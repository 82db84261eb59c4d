/**
 * Figures in Prometheus' text format (version 0.0.4). Written here: it is a page of text, and the package that everybody names
 * brings a tracing interface and a digest with it.
 */

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number];

/** One figure as its document names it. */
export interface MetricDescription {
  readonly type: 'gauge' | 'counter' | 'histogram';
  /** English: what it counts, with its unit. */
  readonly help: string;
}

export type MetricTable = Readonly<Record<string, MetricDescription>>;

/** What is read when somebody asks; null: it cannot be told now, and is left out. */
export type Read = () => number | readonly Sample[] | null | Promise<number | readonly Sample[] | null>;

interface Buckets {
  readonly bounds: readonly number[];
  readonly counts: number[];
  sum: number;
  count: number;
}

export class Metrics {
  readonly #table: MetricTable;
  readonly #reads = new Map<string, Read>();
  readonly #counts = new Map<string, Map<string, { labels: Labels; value: number }>>();
  readonly #buckets = new Map<string, Buckets>();

  /** Every figure is in `table`: a name that is not is a mistake and throws. */
  constructor(table: MetricTable) {
    this.#table = table;
  }

  /** Where a gauge, or a counter that somebody else keeps, is read. */
  reads(name: string, read: Read): void {
    this.#require(name, 'gauge', 'counter');
    this.#reads.set(name, read);
  }

  /** Adds to a counter. Labels are few and known: never an id, an address or a text that somebody typed. */
  add(name: string, labels: Labels = {}, by = 1): void {
    this.#require(name, 'counter');
    const series = this.#counts.get(name) ?? new Map();
    this.#counts.set(name, series);
    const key = labelsOf(labels);
    const known = series.get(key) ?? { labels, value: 0 };
    known.value += by;
    series.set(key, known);
  }

  /** Adds a measure to a histogram; `bounds`: the upper ends of its buckets, always the same, in rising order. */
  observe(name: string, value: number, bounds: readonly number[]): void {
    this.#require(name, 'histogram');
    const buckets = this.#buckets.get(name) ?? { bounds, counts: bounds.map(() => 0), sum: 0, count: 0 };
    this.#buckets.set(name, buckets);
    const index = buckets.bounds.findIndex((bound) => value <= bound);
    if (index !== -1) buckets.counts[index] = (buckets.counts[index] ?? 0) + 1;
    buckets.sum += value;
    buckets.count += 1;
  }

  /** The page that Prometheus reads. A figure that cannot be read is left out, and `failed` told why. */
  async text(failed: (name: string, error: unknown) => void): Promise<string> {
    const parts: string[] = [];
    for (const [name, { type, help }] of Object.entries(this.#table)) {
      const lines = await this.#linesOf(name).catch((error: unknown) => {
        failed(name, error);
        return [];
      });
      if (lines.length > 0) parts.push(`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines);
    }
    return `${parts.join('\n')}\n`;
  }

  async #linesOf(name: string): Promise<string[]> {
    const read = this.#reads.get(name);
    if (read !== undefined) {
      const value = await read();
      if (value === null) return [];
      const samples: readonly Sample[] = typeof value === 'number' ? [[{}, value]] : value;
      return samples.map(([labels, number]) => `${name}${labelsOf(labels)} ${number}`);
    }
    const buckets = this.#buckets.get(name);
    if (buckets !== undefined) {
      let below = 0;
      const lines = buckets.bounds.map((bound, index) => {
        below += buckets.counts[index] ?? 0;
        return `${name}_bucket{le="${bound}"} ${below}`;
      });
      return [
        ...lines,
        `${name}_bucket{le="+Inf"} ${buckets.count}`,
        `${name}_sum ${buckets.sum}`,
        `${name}_count ${buckets.count}`,
      ];
    }
    const series = this.#counts.get(name);
    if (series !== undefined)
      return [...series.values()].map(({ labels, value }) => `${name}${labelsOf(labels)} ${value}`);
    return [];
  }

  #require(name: string, ...types: ReadonlyArray<MetricDescription['type']>): void {
    const known = this.#table[name];
    if (known === undefined || !types.includes(known.type))
      throw new Error(`${name} is no ${types.join(' or ')} of ours`);
  }
}

/** `{state="live"}`, or nothing; the value's quotes, backslashes and line ends are escaped. */
function labelsOf(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
