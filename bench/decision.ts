/**
 * The decision alone, in this process and on one core: element string to readings to verdict. Beside what only cuts the string up,
 * and beside npm's parsers of GS1, none of which decides anything.
 */
import { createRequire } from 'node:module';
import { RegisterReader } from '../agent/register/reader.ts';
import { RecallIndex } from '../agent/register/recall-index.ts';
import { RegisterStore } from '../agent/register/store.ts';
import { readScan } from '../agent/scan/scan.ts';
import { decide } from '../agent/verdict/decide.ts';
import type { Recalls, Verdict } from '../agent/verdict/model.ts';
import { exactly, liveFeed, paris, testGtin } from '../agent/verdict/verdict.testkit.ts';
import { NotHere, npmPeers } from './install.ts';
import { lotOf, recalledWorld, scanOf } from './recalled.ts';
import { type Measure, measureOf, type PartResult } from './results.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const ROUNDS = 5;
const LASTS_MS = 60;
const SCANS = 1_000;
const NOW = exactly(Date.UTC(2026, 10, 22, 9, 30));
const YEAR = 2026;
/** Products that nobody recalls, from here on. */
const UNTOUCHED = 500_000;

const SLICER = 'slicing alone';

type Reader = (scan: string) => unknown;

export async function measureDecision(): Promise<PartResult> {
  const { peers, lacking } = await readers();
  const measures: Measure[] = [];
  for (const lots of SIZES) {
    const { recalls, close } = await indexOf(lots);
    try {
      measures.push(...measureAt(lots, recalls, peers));
    } finally {
      close();
    }
  }
  return {
    beside: `One core, ${SCANS} different scans of 01, 17, 10 and 21; ours reads, proves check digit and dates, and decides over an index of so many recalled lots. The others only read. ${lacking}`,
    rounds: ROUNDS,
    measures,
    why: {
      'decisions a second, products that nobody recalled':
        'the profile gives the most to the one walk over the text (`readPlain`), then to the index (`targetsOf`), then to the dates. `gs1js` and `bark-js` only slice: they check nothing that they read, and look nothing up.',
    },
  };
}

function measureAt(lots: number, recalls: Recalls, peers: ReadonlyMap<string, Reader>): Measure[] {
  const products = lots / 100;
  const scans = (make: (n: number) => string) => Array.from({ length: SCANS }, (_, n) => make(n));
  const untouched = scans((n) => scanOf(testGtin(UNTOUCHED + n), lotOf(n), n));
  const otherLot = scans((n) => scanOf(testGtin(n % products), lotOf(90_000_000 + n), n));
  const recalled = scans((n) => scanOf(testGtin(n % products), lotOf((n % products) * 100 + (n % 100)), n));
  const verdict: Reader = (scan) => {
    const result = readScan(scan, YEAR);
    if ('fault' in result) throw new Error(`${scan}: ${result.fault.type}`);
    return decide({ readings: result.readings, recalls, feed: liveFeed, now: NOW, policy: paris }).verdict;
  };
  expectVerdict(verdict, untouched, 'allow');
  expectVerdict(verdict, otherLot, 'allow');
  expectVerdict(verdict, recalled, 'block');

  const sides = new Map<string, [Reader, readonly string[]]>([
    ['untouched', [verdict, untouched]],
    ['other lot', [verdict, otherLot]],
    ['recalled', [verdict, recalled]],
    ...[...peers].map(([name, read]): [string, [Reader, readonly string[]]] => [name, [read, untouched]]),
  ]);
  const speeds = new Map<string, number[]>([...sides.keys()].map((name) => [name, []]));
  for (let round = -1; round < ROUNDS; round++) {
    for (const [name, [read, texts]] of sides) {
      const speed = perSecond(read, texts);
      if (round >= 0) speeds.get(name)?.push(speed);
    }
  }
  const of = (name: string) => speeds.get(name) ?? [];
  const size = { of: 'lots', n: lots };
  const names = [...peers.keys()];
  return [
    measureOf({
      what: 'decisions a second, products that nobody recalled',
      unit: '/s',
      size,
      ours: of('untouched'),
      beside: Object.fromEntries(names.map((name) => [name, of(name)])),
      targets: [
        { atLeast: 2_000_000 },
        ...names.filter((name) => name !== SLICER).map((name) => ({ of: name, atLeast: 10 })),
      ],
    }),
    measureOf({ what: 'decisions a second, other lots of recalled products', unit: '/s', size, ours: of('other lot') }),
    measureOf({ what: 'decisions a second, recalled packs', unit: '/s', size, ours: of('recalled') }),
  ];
}

/** Results are added up so that nothing of the work can be left out by the compiler. */
let kept = 0;

function perSecond(read: Reader, scans: readonly string[]): number {
  const began = performance.now();
  let done = 0;
  let passed = 0;
  while (passed < LASTS_MS) {
    for (const scan of scans) if (read(scan) !== undefined) kept++;
    done += scans.length;
    passed = performance.now() - began;
  }
  if (kept < 0) throw new Error('nothing was read');
  return (done / passed) * 1000;
}

function expectVerdict(verdict: Reader, scans: readonly string[], expected: Verdict): void {
  for (const scan of scans) {
    const found = verdict(scan);
    if (found !== expected) throw new Error(`${JSON.stringify(scan)}: ${found} instead of ${expected}`);
  }
}

async function indexOf(lots: number): Promise<{ recalls: Recalls; close: () => void }> {
  const world = await recalledWorld(lots);
  const store = await RegisterStore.open(world.register);
  const reader = new RegisterReader(world.register);
  const rows = store.rows();
  store.close();
  const index = new RecallIndex((target, canonical) => reader.lots(target, canonical), rows.prints.length);
  index.add(rows);
  return { recalls: index, close: () => reader.close() };
}

/** npm's parsers, each given scans in the form that it reads. */
async function readers(): Promise<{ peers: Map<string, Reader>; lacking: string }> {
  const peers = new Map<string, Reader>();
  const require = createRequire(import.meta.url);
  const { slice } = require('./peers/slice.mjs') as { slice: Reader };
  peers.set(SLICER, slice);
  try {
    await npmPeers();
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    return { peers, lacking: `Not measured: ${error.message}.` };
  }
  const untold = (scan: string) => scan.slice(3);
  for (const name of ['gs1-barcode-parser-mod', 'gs1-barcode-parser-mod2']) {
    const { parseBarcode } = require(name) as { parseBarcode: Reader };
    peers.set(name, parseBarcode);
  }
  const { GS1Reader } = require('gs1js') as {
    GS1Reader: new (text: string) => { getApplicationIdentifiers(): unknown };
  };
  peers.set('gs1js', (scan) => new GS1Reader(untold(scan)).getApplicationIdentifiers());
  peers.set('bark-js', require('bark-js') as Reader);
  const lot = lotOf(1);
  const sample = scanOf(testGtin(1), lot, 1);
  for (const [name, read] of peers) {
    const text = JSON.stringify(read(sample));
    if (!text.includes(lot)) throw new Error(`${name} does not find the lot: ${text}`);
  }
  const engine = 'gs1encoder';
  try {
    const { GS1encoder } = (await import(engine)) as { GS1encoder: new () => Engine };
    const gs1 = new GS1encoder();
    await gs1.init();
    peers.set('GS1 syntax engine (WASM)', (scan) => {
      gs1.scanData = scan;
      return gs1.aiDataStr;
    });
    return { peers, lacking: '' };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    return {
      peers,
      lacking: `The GS1 syntax engine’s WASM (npm’s ${engine}) could not be had, and was not measured.`,
    };
  }
}

interface Engine {
  init(): Promise<void>;
  scanData: string;
  readonly aiDataStr: string | null;
}
