/**
 * From what was measured to a whole country: what gateways, memory, lines and the database have to bear, by plain arithmetic.
 * docs/scale.md shows it, its tables made here; the part `scale` holds it against a tenth of France on this machine.
 */
import { HEARTBEAT_MS } from '../protocol/frames.ts';
import type { Measure, Results } from './results.ts';

/** What one gateway was measured to do. */
export interface Costs {
  /** Workstations admitted a second where nothing holds them back. */
  readonly admitted: number;
  /** Bytes of memory a link. */
  readonly linkBytes: number;
  /** Seconds from the commit to the last of `fanOutLinks`. */
  readonly fanOutSeconds: number;
  readonly fanOutLinks: number;
  /** Acknowledgements a second through one gateway and its database. */
  readonly acknowledged: number;
}

export interface Fleet {
  readonly name: string;
  readonly officines: number;
  readonly workstations: number;
}

export const france: Fleet = { name: 'France', officines: 22_000, workstations: 110_000 };
export const europe: Fleet = { name: 'Europe', officines: 200_000, workstations: 1_000_000 };

/** Links that a gateway holds: a process with 20,000 descriptors, and room for those of a neighbour that restarts. */
export const LINKS = 15_000;
/** As a portal ships (portal/gateway/gateway.ts): how many it lets in at once, and a second. */
export const ADMISSION = { perSecond: 500, burst: 1_000 };
/** A process of the portal without links, in bytes: rounded up from what it takes here. */
export const PROCESS_BYTES = 250e6;
/** Of an entry with a few lots, and of one with 10,000 (protocol/envelope.ts). */
export const ENTRY_BYTES = { usual: 1_500, large: 400_000 };
/** Ping, pong and tip in their frames. */
const HEARTBEAT_BYTES = 21 + 17 + 430;
/** Each of the three is a packet and is acknowledged by one: Ethernet, IP, TCP, and TLS around what is in the first. */
const PACKETS_BYTES = 3 * (18 + 52 + 22) + 3 * (18 + 52);
/** Seconds that all gateways are down together. */
const DOWN = 10;
/** Bits a second. */
const NETWORK_CARD = 1e9;
/** `displayed` and `acknowledged`. */
const EVENTS = 2;
/** Of a row with its indices, rounded up from what the part `scale` finds in the tables. */
export const ROW_BYTES = { event: 600, delivery: 250 };

/** What the results say; null where a part that it needs was not measured. */
export function costsOf(results: Results): Costs | null {
  if (!['fan-out', 'storm', 'upward'].every((part) => part in results)) return null;
  const largest = (part: string, what: string): Measure => {
    const found = results[part]?.measures.filter((measure) => measure.what === what) ?? [];
    const measure = found.toSorted((a, b) => (a.size?.n ?? 0) - (b.size?.n ?? 0)).at(-1);
    if (measure === undefined) throw new Error(`${part}: ${what} was not measured`);
    return measure;
  };
  const fanOut = largest('fan-out', 'commit to the last link');
  return {
    admitted: largest('storm', 'links admitted').ours,
    linkBytes: largest('storm', 'memory a link').ours * 1000,
    fanOutSeconds: fanOut.ours / 1000,
    fanOutLinks: fanOut.size?.n ?? 0,
    acknowledged: largest('upward', 'acknowledgements on PostgreSQL').ours,
  };
}

/**
 * Seconds until the last of `links` of one gateway is admitted. Whoever finds no room is told a moment that nobody else was told
 * (portal/gateway/admission.ts) in whole seconds, and comes up to a second later; none comes faster than the gateway works. Who
 * has tried for `down` seconds in vain has doubled its waits (agent/link/backoff.ts).
 */
export function returnSeconds(links: number, { admitted }: Pick<Costs, 'admitted'>, down = 0): number {
  const { perSecond, burst } = ADMISSION;
  const jitter = Math.min(60, 1 + 4 * down);
  const queue = Math.min(300, Math.max(0, links - burst) / perSecond);
  return Math.max(jitter, queue === 0 ? 0 : queue + 2, links / admitted);
}

/** Seconds from the commit to the last of a gateway's links. */
export function fanOutSeconds(links: number, costs: Costs): number {
  return (costs.fanOutSeconds * links) / costs.fanOutLinks;
}

export interface Load {
  readonly gateways: number;
  readonly links: number;
  /** Of one gateway with its links, and of all. */
  readonly memory: { readonly gateway: number; readonly all: number };
  /** Bits a second of links that wait, of one gateway and of all. */
  readonly waiting: { readonly gateway: number; readonly all: number };
  /** Seconds of a recall: from the commit to the last link as the processor allows; and as a card of 1 Gbit/s allows it. */
  readonly recall: { readonly processor: number; readonly usualCard: number; readonly largeCard: number };
  /** Seconds until all are back after one gateway ended, and after all have. */
  readonly back: { readonly one: number; readonly all: number };
  /** Seconds of one database for what all say of a recall at once; connections a gateway takes of it are ten. */
  readonly told: number;
  readonly connections: number;
  /** Bytes of rows a recall. */
  readonly rows: number;
}

/** What a fleet asks of gateways that cost this. */
export function loadOf({ workstations }: Fleet, costs: Costs): Load {
  // One more: while one restarts the others hold its links too.
  const gateways = Math.ceil(workstations / LINKS) + 1;
  const links = Math.ceil(workstations / gateways);
  const perLink = ((HEARTBEAT_BYTES + PACKETS_BYTES) * 8) / (HEARTBEAT_MS / 1000);
  const gateway = PROCESS_BYTES + links * costs.linkBytes;
  const card = (bytes: number) => (links * bytes * 8) / NETWORK_CARD;
  return {
    gateways,
    links,
    memory: { gateway, all: gateways * gateway },
    waiting: { gateway: links * perLink, all: workstations * perLink },
    recall: {
      processor: fanOutSeconds(links, costs),
      usualCard: card(ENTRY_BYTES.usual),
      largeCard: card(ENTRY_BYTES.large),
    },
    // The links of one are spread over the others; of all, each comes to its own again.
    back: { one: returnSeconds(links / (gateways - 1), costs), all: returnSeconds(links, costs, DOWN) },
    told: (workstations * EVENTS) / costs.acknowledged,
    connections: gateways * 11,
    rows: workstations * (ROW_BYTES.delivery + EVENTS * ROW_BYTES.event),
  };
}

const COUNT = new Intl.NumberFormat('en', { maximumSignificantDigits: 3 });
const whole = (value: number) => new Intl.NumberFormat('en').format(value);
const bytes = (value: number) => (value < 1e9 ? `${COUNT.format(value / 1e6)} MB` : `${COUNT.format(value / 1e9)} GB`);
const bits = (value: number) => `${COUNT.format(value / 1e6)} Mbit/s`;
const seconds = (value: number) =>
  value < 1
    ? `${COUNT.format(value * 1000)} ms`
    : value < 120
      ? `${COUNT.format(value)} s`
      : `${COUNT.format(value / 60)} min`;

/** The tables of docs/scale.md, in Markdown. */
export function scaleTables(costs: Costs | null, fleets: readonly Fleet[] = [france, europe]): string {
  if (costs === null) return 'Not measured yet.';
  const loads = fleets.map((fleet) => loadOf(fleet, costs));
  const row = (what: string, cell: (load: Load, fleet: Fleet) => string) =>
    `| ${what} | ${loads.map((load, index) => cell(load, fleets[index] ?? france)).join(' | ')} |`;
  return [
    '| measured on one gateway of two cores, with its database and its clients | |',
    '| --- | ---: |',
    `| workstations admitted | ${COUNT.format(costs.admitted)} /s |`,
    `| memory a link | ${COUNT.format(costs.linkBytes / 1000)} kB |`,
    `| commit to the last of ${whole(costs.fanOutLinks)} links | ${seconds(costs.fanOutSeconds)} |`,
    `| acknowledgements taken | ${COUNT.format(costs.acknowledged)} /s |`,
    '',
    `| | ${fleets.map(({ name }) => `${name} |`).join(' ')}`,
    `| --- | ${fleets.map(() => '---: |').join(' ')}`,
    row('officines', (_, { officines }) => whole(officines)),
    row('workstations', (_, { workstations }) => whole(workstations)),
    row(`gateways: workstations / ${whole(LINKS)}, and one more`, ({ gateways }) => whole(gateways)),
    row('links on each', ({ links }) => whole(links)),
    row('memory of one gateway: 250 MB + links × a link', ({ memory }) => bytes(memory.gateway)),
    row('memory of all', ({ memory }) => bytes(memory.all)),
    row('line of one gateway while nothing happens', ({ waiting }) => bits(waiting.gateway)),
    row('lines of all while nothing happens', ({ waiting }) => bits(waiting.all)),
    row('a recall, commit to the last link: processor', ({ recall }) => seconds(recall.processor)),
    row('the same, 1.5 kB through a card of 1 Gbit/s', ({ recall }) => seconds(recall.usualCard)),
    row('the same, 10,000 lots (400 kB) through that card', ({ recall }) => seconds(recall.largeCard)),
    row('all back after one gateway ended', ({ back }) => seconds(back.one)),
    row('all back after every gateway was down for 10 s', ({ back }) => seconds(back.all)),
    row('one database: `displayed` and `acknowledged` of all at once', ({ told }) => seconds(told)),
    row('connections to it: 11 a gateway', ({ connections }) => whole(connections)),
    row('rows of one recall with their indices', ({ rows }) => bytes(rows)),
  ].join('\n');
}

const MARKS = ['<!-- made by npm run bench -->', '<!-- made so far -->'] as const;

/** The document with these tables in place of those it has. Throws where it has no place for them. */
export function withTables(document: string, tables: string): string {
  const [from, to] = MARKS.map((mark) => document.indexOf(mark));
  if (from === undefined || to === undefined || from < 0 || to < from) throw new Error(`no ${MARKS.join(' … ')}`);
  return `${document.slice(0, from + MARKS[0].length)}\n\n${tables}\n\n${document.slice(to)}`;
}
