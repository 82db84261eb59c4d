import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../protocol/bulletin.ts';
import type { IndexedTarget } from '../verdict/model.ts';
import { recallBulletin, recallsOf, testGtin } from '../verdict/verdict.testkit.ts';
import { Bench, checkEntry } from './journal.testkit.ts';
import type { Journal } from './journal.ts';
import type { JournalPack } from './row.ts';

const gtin = testGtin(1);
let bench: Bench;
let journal: Journal;
beforeEach(() => {
  bench = new Bench();
  ({ journal } = bench.open());
});
afterEach(() => bench.remove());

function indexed(...targets: Target[]): IndexedTarget[] {
  const recalls = recallsOf([recallBulletin(targets)]);
  return [...new Set(targets.map((target) => target.gtin))].flatMap((code) => [...recalls.targetsOf(code)]);
}

/** How a pack that was checked matches a target; null: not at all. */
async function match(pack: Partial<JournalPack>, target: Omit<Target, 'gtin'>): Promise<string | null> {
  const entry = checkEntry({ pack: { codes: [gtin], expiry: null, ...pack } });
  await journal.append(entry);
  const found = await journal.lookback(indexed({ gtin, ...target }));
  return found.find((one) => one.checkId === entry.id)?.match ?? null;
}

describe('a pack that was checked', () => {
  const lot = { lots: [{ lot: 'A123' }] };
  const cases: Array<[string, Partial<JournalPack>, Omit<Target, 'gtin'>, 'covered' | 'possible' | null]> = [
    ['of the lot', { lots: ['A123'] }, lot, 'covered'],
    ['of another lot', { lots: ['B456'] }, lot, null],
    ['of a lot that resembles it', { lots: ['AI23'] }, lot, 'possible'],
    ['whose lot was not scanned', { lots: [] }, lot, 'possible'],
    ['of any lot', { lots: [] }, { lots: 'all' }, 'covered'],
    ['one reading of which has the lot', { lots: ['A12', 'A123'], readings: 2 }, lot, 'possible'],
    ['no reading of which has the lot', { lots: ['A12', 'A1'], readings: 2 }, lot, null],
    [
      'every reading of which has a lot of it',
      { lots: ['A1', 'A2'], readings: 2 },
      { lots: [{ lot: 'A1' }, { lot: 'A2' }] },
      'covered',
    ],
    [
      'of listed packs, since serials are not kept',
      { lots: ['A123'] },
      { lots: [{ lot: 'A123', serials: ['1'] }] },
      'possible',
    ],
    ['of an excepted lot', { lots: ['A123'] }, { lots: 'all', except: ['A123'] }, null],
    ['inside the expiry range', { expiry: '2027-03-31' }, { lots: 'all', expiry: { from: '2027-01' } }, 'covered'],
    ['outside the expiry range', { expiry: '2026-03-31' }, { lots: 'all', expiry: { from: '2027-01' } }, null],
    ['without an expiry', { expiry: null }, { lots: 'all', expiry: { from: '2027-01' } }, 'possible'],
    // Another reading of the same scan had another expiry, which was not kept.
    [
      'read in two ways, outside the range in the first',
      { expiry: '2026-03-31', readings: 2 },
      { lots: 'all', expiry: { from: '2027-01' } },
      'possible',
    ],
    [
      'read in two ways, inside the range in the first',
      { expiry: '2027-03-31', readings: 2 },
      { lots: 'all', expiry: { from: '2027-01' } },
      'possible',
    ],
    ['made in the range', { manufactured: '2026-01-05' }, { lots: 'all', manufactured: { to: '2026-01' } }, 'covered'],
  ];
  for (const [name, pack, target, expected] of cases) {
    it(`${name}: ${expected ?? 'not listed'}`, async () => {
      expect(await match(pack, target)).toBe(expected);
    });
  }

  it('is found by any of its product codes, once', async () => {
    const other = testGtin(2);
    const entry = checkEntry({ pack: { codes: [gtin, other], lots: ['A123'] } });
    await journal.append(entry);
    await journal.append(checkEntry({ pack: { codes: [testGtin(3)], lots: ['A123'] } }));
    const both = await journal.lookback(
      indexed({ gtin, lots: [{ lot: 'AI23' }] }, { gtin: other, lots: [{ lot: 'A123' }] }),
    );
    expect(both.map(({ checkId, match }) => [checkId, match])).toEqual([[entry.id, 'covered']]);
    expect(await journal.lookback(indexed({ gtin: other, lots: 'all' }))).toHaveLength(1);
    expect(await journal.lookback([])).toEqual([]);
  });

  it('comes with its sale and what became of it, the oldest first', async () => {
    const entries = [1, 2, 3].map((n) =>
      checkEntry({
        pack: { codes: [gtin] },
        saleReference: `V-${n}`,
        operator: 'ML',
        verdict: n === 3 ? 'block' : 'allow',
      }),
    );
    for (const entry of entries) await journal.append(entry);
    await journal.outcome(entries[0]?.id ?? '', { outcome: 'refused' });
    await journal.outcome(entries[0]?.id ?? '', { outcome: 'dispensed' });
    await journal.outcome(entries[2]?.id ?? '', { outcome: 'refused' });
    const found = await journal.lookback(indexed({ gtin, lots: [{ lot: 'A123' }] }));
    expect(found.map(({ saleReference, outcome, verdict }) => [saleReference, outcome, verdict])).toEqual([
      ['V-1', 'dispensed', 'allow'],
      ['V-2', null, 'allow'],
      ['V-3', 'refused', 'block'],
    ]);
    expect(found[0]).toEqual({
      checkId: entries[0]?.id,
      at: entries[0]?.at,
      pack: entries[0]?.pack,
      verdict: 'allow',
      match: 'covered',
      saleReference: 'V-1',
      operator: 'ML',
      terminal: 'till-1',
      outcome: 'dispensed',
    });
  });

  it('is found among many, which are looked at in turns that let checks through', async () => {
    for (let n = 0; n < 50; n++) void journal.append(checkEntry({ pack: { codes: [gtin], lots: [`B${n}`] } }));
    const entry = checkEntry({ pack: { codes: [gtin], lots: ['A123'] } });
    await journal.append(entry);
    let answered = false;
    const looking = journal.lookback(indexed({ gtin, lots: [{ lot: 'A123' }] })).finally(() => {
      answered = true;
    });
    await journal.append(checkEntry({ pack: { codes: [gtin], lots: ['C1'] } }));
    expect(answered).toBe(false);
    expect((await looking).map(({ checkId }) => checkId)).toEqual([entry.id]);
  });

  it('whose record was damaged counts as possible', async () => {
    await journal.append(checkEntry({ pack: { codes: [gtin], lots: ['A123'] } }));
    bench.tamper(`update row set pack = '{"codes' where seq = 1`);
    expect(await journal.lookback(indexed({ gtin, lots: [{ lot: 'A123' }] }))).toMatchObject([{ match: 'possible' }]);
  });
});
