import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canonicalLot } from '../../protocol/lot.ts';
import type { Reading } from '../scan/reading.ts';
import { decide } from '../verdict/decide.ts';
import * as given from '../verdict/generators.testkit.ts';
import type { Recalls } from '../verdict/model.ts';
import {
  exactly,
  liveFeed,
  paris,
  readingOf,
  recallBulletin,
  recallsOf,
  testGtin,
} from '../verdict/verdict.testkit.ts';
import { TestFeed } from './feed.testkit.ts';
import { fingerprint } from './lot-filter.ts';
import { RegisterReader } from './reader.ts';
import { type FoundLot, RecallIndex } from './recall-index.ts';
import type { IndexRows, RevisionHead, RevisionRow, TargetSpec } from './rows.ts';
import { RegisterStore } from './store.ts';

describe('the index over its file', () => {
  let feed: TestFeed;
  let dir: string;
  beforeAll(async () => {
    feed = await TestFeed.begin();
    dir = mkdtempSync(join(tmpdir(), 'vigilot-index-'));
  });
  afterAll(() => rmSync(dir, { recursive: true }));

  /** What a newer portal may say: codes or none, of a bulletin that is known or of none, or anything at all. */
  const novel = fc.oneof(
    fc.record(
      {
        kind: fc.constantFrom('novelty', 'recall'),
        id: fc.constantFrom('B1', 'B2', 'N1'),
        revision: fc.constantFrom(0, 1, 2, 3, 4, 1.5, 1e300),
        title: fc.constant('Nouveauté'),
        codes: fc.subarray([...given.gtins]),
      },
      { requiredKeys: ['kind'] },
    ),
    fc.anything().map((value) => JSON.parse(JSON.stringify(value) ?? 'null')),
  );
  const said = fc.array(fc.oneof({ arbitrary: given.bulletin, weight: 3 }, { arbitrary: novel, weight: 1 }), {
    maxLength: 7,
  });
  const questions = fc.array(
    fc.record({ readings: given.readings, feed: given.feed, now: given.now, policy: given.policy }),
    { minLength: 3, maxLength: 6 },
  );
  /** Says nothing: in the simple index it takes the place of an entry without a bulletin. */
  const { recall: _, ...shortage } = recallBulletin([], { id: 'P', kind: 'shortage' });
  const nothing = { ...shortage, shortage: { products: [] } };

  it('answers as the simple one does: whatever is said, in whatever batches, and after reopening', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(said, fc.array(fc.integer({ min: 1, max: 4 })), questions, async (bulletins, cuts, asked) => {
        const branch = feed.branch();
        // No moment of theirs lies between those at which they are signed.
        const signedAt = Date.parse(branch.moment());
        // One that is not understood and bears no name goes by its position, in the simple index by its place.
        const simple = recallsOf([nothing, nothing, ...bulletins], signedAt);
        const agrees = (recalls: Recalls) => {
          for (const question of asked) {
            expect(decide({ ...question, recalls })).toEqual(decide({ ...question, recalls: simple }));
          }
        };
        const path = join(dir, `${run++}.db`);
        await branch.publish(...bulletins);

        const store = await RegisterStore.open(path);
        const reader = new RegisterReader(path);
        const lots = (target: number, canonical: string) => reader.lots(target, canonical);
        await store.begin(feed.id, feed.root);
        const grown = new RecallIndex(lots);
        for (let from = 0, turn = 0; from < branch.position; turn++) {
          const to = from + (cuts[turn] ?? branch.position);
          const { fault, rows } = await store.append(branch.entries.slice(from, to), '2026-11-22T09:30:00.000Z');
          expect(fault).toBeNull();
          grown.add(rows);
          from = to;
        }
        agrees(grown);
        reader.close();
        store.close();

        const again = await RegisterStore.open(path);
        const rereader = new RegisterReader(path);
        const reopened = new RecallIndex((target, canonical) => rereader.lots(target, canonical));
        reopened.add(again.rows());
        agrees(reopened);
        rereader.close();
        again.close();
        for (const part of ['', '-wal', '-shm']) rmSync(path + part, { force: true });
      }),
      { numRuns: 40 },
    );
  });
});

/** Rows as the writer hands them over, without a file. */
class Rows {
  readonly lots: Array<{ target: number; canonical: string } & FoundLot> = [];
  readonly looked: string[] = [];
  #next = 1;

  readonly lookup = (target: number, canonical: string): readonly FoundLot[] => {
    this.looked.push(canonical);
    return this.lots.filter((row) => row.target === target && row.canonical === canonical);
  };

  /** A revision with one target; `lots` are listed, `except` left out of all lots. */
  revision(
    bulletin: string,
    revision: number,
    { epoch = null, lots = [], except = [], ...head }: Partial<RevisionHead> & Options = {},
  ): IndexRows {
    const id = this.#next++;
    const row: RevisionRow = {
      id,
      epoch,
      position: id,
      bulletin,
      revision,
      receivedAt: '2026-11-22T09:30:00.000Z',
      head: { ...recallHead, ...head },
    };
    const spec: TargetSpec = {
      lots: lots.length > 0 ? 'listed' : 'all',
      hasExcept: except.length > 0,
      expiry: null,
      manufactured: null,
      condition: null,
    };
    for (const lot of lots) this.lots.push({ target: id, canonical: canonicalLot(lot), lot, excepted: false });
    for (const lot of except) this.lots.push({ target: id, canonical: canonicalLot(lot), lot, excepted: true });
    const prints = [...lots, ...except].map((lot) => fingerprint(id, canonicalLot(lot)));
    return {
      revisions: [row],
      targets: [{ id, revisionId: id, code: gtin, spec }],
      prints: Uint32Array.from(prints),
    };
  }
}

interface Options {
  readonly epoch?: number | null;
  readonly lots?: readonly string[];
  readonly except?: readonly string[];
}

const gtin = testGtin(1);
const recallHead: RevisionHead = {
  kind: 'recall',
  reference: 'R-1',
  title: 'Rappel',
  attention: 'interrupt',
  drill: false,
  action: 'recall',
  level: 'pharmacy',
  territories: null,
  instructions: null,
  effectiveAt: null,
  lifted: false,
  understood: true,
};

function ask(recalls: Recalls, lot: string | null, pack: Partial<Reading> = {}): string {
  const readings = [readingOf({ codes: [gtin], lot, ...pack })];
  const now = exactly(Date.UTC(2026, 10, 22));
  const { verdict, reasons } = decide({ readings, recalls, feed: liveFeed, now, policy: paris });
  return [verdict, ...reasons.map(({ code, revision }) => `${code} ${revision}`)].join(', ');
}

describe('hits of the filter', () => {
  it('looks nothing up for a lot that the filter does not know', () => {
    const rows = new Rows();
    const index = new RecallIndex(rows.lookup);
    index.add(rows.revision('B1', 1, { lots: ['A123'] }));
    expect(ask(index, 'B999')).toBe('allow');
    expect(ask(index, null)).toBe('verify, lot-missing 1');
    expect(rows.looked).toEqual([]);
    expect(ask(index, 'A123')).toBe('block, lot-recalled 1');
    expect(rows.looked).toEqual(['A123']);
  });

  it('takes two lots with one fingerprint for two lots', () => {
    const target = 1;
    const seen = new Map<number, string>();
    let pair: [string, string] | null = null;
    for (let i = 0; pair === null; i++) {
      const lot = `X${i}`;
      const before = seen.get(fingerprint(target, lot));
      if (before !== undefined && canonicalLot(before) === before && canonicalLot(lot) === lot) pair = [before, lot];
      seen.set(fingerprint(target, lot), lot);
    }
    const [recalled, other] = pair;
    const rows = new Rows();
    const index = new RecallIndex(rows.lookup);
    index.add(rows.revision('B1', 1, { lots: [recalled] }));
    expect(fingerprint(target, recalled)).toBe(fingerprint(target, other));
    expect(ask(index, recalled)).toBe('block, lot-recalled 1');
    expect(ask(index, other)).toBe('allow');
    expect(rows.looked).toEqual([recalled, other]);
  });

  it('keeps listed lots and exceptions apart', () => {
    const rows = new Rows();
    const index = new RecallIndex(rows.lookup);
    index.add(rows.revision('B1', 1, { except: ['B900'] }));
    expect(ask(index, 'B900')).toBe('allow');
    expect(ask(index, 'b-900')).toBe('verify, lot-resembles 1');
    expect(ask(index, 'A1')).toBe('block, product-recalled 1');
    expect(ask(index, null)).toBe('verify, lot-missing 1');
  });
});

describe('recalls of an abandoned branch', () => {
  const lifted = { lifted: true };
  const build = (...of: ReadonlyArray<(rows: Rows) => IndexRows>) => {
    const rows = new Rows();
    const index = new RecallIndex(rows.lookup);
    for (const make of of) index.add(make(rows));
    return index;
  };

  it.each<[string, string, ReadonlyArray<(rows: Rows) => IndexRows>]>([
    ['go on blocking', 'block, lot-recalled 1', [(rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] })]],
    [
      'end when the living branch lifts them by name',
      'allow',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, lots: ['A123'] }),
      ],
    ],
    [
      'end even where the abandoned revision has the higher number',
      'allow',
      [
        (rows) => rows.revision('B1', 5, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, lots: ['A123'] }),
      ],
    ],
    [
      'are not ended by a lift of another bulletin',
      'block, lot-recalled 1',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B2', 2, { ...lifted, lots: ['A123'] }),
      ],
    ],
    [
      'are not narrowed by a later revision on the living branch',
      'block, lot-recalled 1',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { lots: ['C5'] }),
      ],
    ],
    [
      'stay lifted where they were lifted on their own branch',
      'allow',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, epoch: 1, lots: ['A123'] }),
      ],
    ],
    [
      'do not lift what the living branch says',
      'block, lot-recalled 1',
      [
        (rows) => rows.revision('B1', 1, { lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, epoch: 1, lots: ['A123'] }),
      ],
    ],
    [
      'of two epochs end together',
      'allow',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 1, { epoch: 2, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, lots: ['A123'] }),
      ],
    ],
    [
      'do not end before the lift begins',
      'block, lot-recalled 1',
      [
        (rows) => rows.revision('B1', 1, { epoch: 1, lots: ['A123'] }),
        (rows) => rows.revision('B1', 2, { ...lifted, effectiveAt: '2026-12-24T00:00:00Z', lots: ['A123'] }),
      ],
    ],
  ])('%s', (_name, expected, revisions) => {
    expect(ask(build(...revisions), 'A123')).toBe(expected);
  });
});
