import { beforeEach, describe, expect, it } from 'vitest';
import { Problem } from '../protocol/problems.ts';
import { type CheckEvent, Checker } from './check.ts';
import type { CheckEntry } from './journal/row.ts';
import type { FeedStamp, Recalls } from './verdict/model.ts';
import { exactly, liveFeed, paris, recallBulletin, recallsOf, testGtin } from './verdict/verdict.testkit.ts';

const GTIN = '03400930000014';
const NOW = Date.parse('2026-11-22T09:30:00.000Z');

let recalls: Recalls;
let feed: FeedStamp;
let entries: CheckEntry[];
let events: CheckEvent[];
let append: (entry: CheckEntry) => Promise<void>;
let checker: Checker;

beforeEach(() => {
  recalls = recallsOf([
    recallBulletin([{ gtin: GTIN, lots: [{ lot: 'A123' }] }], {
      id: '01JBULLETIN',
      reference: 'R-2026-0042',
      title: 'Lot A123',
    }),
  ]);
  feed = { ...liveFeed, position: 128 };
  entries = [];
  events = [];
  append = async (entry) => {
    entries.push(entry);
  };
  let ids = 0;
  checker = new Checker({
    recalls: () => recalls,
    feed: () => feed,
    policy: () => paris,
    now: () => exactly(NOW),
    append: (entry) => append(entry),
    newId: () => `id-${++ids}`,
    onCheck: (event) => events.push(event),
    nameOf: (gtin) => (gtin === testGtin(5) ? 'PARACÉTAMOL ESSAI 500 mg' : null),
  });
});

it('names the product where the catalogue knows it, and says nothing where it does not', async () => {
  expect((await checker.check({ gtin: testGtin(5), lot: 'B1' }, 'fr')).pack).toMatchObject({
    name: 'PARACÉTAMOL ESSAI 500 mg',
  });
  expect((await checker.check({ gtin: testGtin(7), lot: 'B1' }, 'fr')).pack).not.toHaveProperty('name');
});

const scan = `01${GTIN}1727033110A123\u001d21SERIAL7`;

describe('a check', () => {
  it('answers as the contract’s example', async () => {
    expect(await checker.check({ scan }, 'fr')).toEqual({
      id: 'id-1',
      at: '2026-11-22T09:30:00.000Z',
      verdict: 'block',
      pack: {
        gtin: GTIN,
        cip13: '3400930000014',
        lot: 'A123',
        expiry: '2027-03-31',
        serial: 'SERIAL7',
        readings: 1,
      },
      reasons: [
        {
          code: 'lot-recalled',
          effect: 'decides',
          bulletin: '01JBULLETIN',
          reference: 'R-2026-0042',
          revision: 1,
          title: 'Lot A123',
          level: 'pharmacy',
          drill: false,
        },
      ],
      message: 'Lot A123 rappelé (R-2026-0042) : ne pas délivrer. Isoler la boîte.',
      feed,
    });
  });

  it('reads the same pack from fields', async () => {
    const keyed = await checker.check({ cip13: '3400930000014', lot: 'A123', expiry: '2027-03-31' }, 'en');
    expect(keyed).toMatchObject({ verdict: 'block', pack: { gtin: GTIN, lot: 'A123', serial: null } });
    expect(keyed.message).toMatch(/^Lot A123/);
    expect(keyed.message).not.toMatch(/rappelé/);
  });

  it('gives the journal everything but the serial', async () => {
    await checker.check({ scan, terminal: 't1', operator: 'op', saleReference: 's:1' }, 'fr');
    expect(entries).toMatchObject([
      {
        id: 'id-1',
        pack: { codes: [GTIN], lots: ['A123'], expiry: '2027-03-31', manufactured: null, readings: 1 },
        verdict: 'block',
        feed,
        terminal: 't1',
        operator: 'op',
        saleReference: 's:1',
      },
    ]);
    expect(JSON.stringify(entries)).not.toContain('SERIAL7');
  });

  it('tells the event stream the answer without its serial', async () => {
    const { pack, ...answer } = await checker.check({ scan }, 'fr');
    const { serial: _, ...rest } = pack;
    expect(events).toEqual([{ ...answer, pack: rest }]);
  });

  it('cuts the serial out of a lot that ran on into it, in the event and its sentence', async () => {
    // Another lot of the same product is recalled, so that the sentence names what it read.
    recalls = recallsOf([recallBulletin([{ gtin: GTIN, lots: [{ lot: 'A12321SERIAL7' }] }])]);
    const answer = await checker.check({ scan: `01${GTIN}1727033110A12321SERIAL7` }, 'fr');
    expect(answer.pack.readings).toBeGreaterThan(1);
    expect(`${JSON.stringify({ ...events[0], reasons: [] })}${JSON.stringify(entries)}`).not.toContain('SERIAL7');
    expect(events[0]?.pack.lot).toBe('A123');
  });

  it('finds the CIP13 of AI 711 when the GTIN is a foreign one', async () => {
    const { pack } = await checker.check({ scan: `01${testGtin(1)}7113400930000014` }, 'fr');
    expect(pack.gtin).toBe(testGtin(1));
    expect(pack.cip13).toBe('3400930000014');
  });

  it('answers only once the journal has it, and not at all when it cannot', async () => {
    append = async () => {
      throw new Problem('store-unavailable');
    };
    await expect(checker.check({ scan }, 'fr')).rejects.toMatchObject({ type: 'store-unavailable' });
    expect(events).toEqual([]);
  });

  it('gives the journal its entry in the same turn, so that parallel checks share one commit', async () => {
    const answers = [checker.check({ scan }, 'fr'), checker.check({ scan }, 'fr'), checker.check({ scan }, 'fr')];
    expect(entries.map(({ id }) => id)).toEqual(['id-1', 'id-2', 'id-3']);
    expect((await Promise.all(answers)).map(({ id }) => id)).toEqual(['id-1', 'id-2', 'id-3']);
  });

  it('sees a recall that came since the last check', async () => {
    const before = recalls;
    recalls = recallsOf([]);
    expect((await checker.check({ scan }, 'fr')).verdict).toBe('allow');
    recalls = before;
    expect((await checker.check({ scan }, 'fr')).verdict).toBe('block');
  });
});

describe('a question that cannot be answered', () => {
  it.each<[string, Parameters<Checker['check']>[0], object]>([
    ['scan and fields', { scan, gtin: GTIN }, { type: 'request-invalid', field: 'scan', expected: 'scan-or-fields' }],
    ['scan and a serial', { scan, serial: 'X' }, { type: 'request-invalid', field: 'scan' }],
    ['nothing', {}, { type: 'request-invalid', field: 'scan', expected: 'scan-or-code' }],
    ['only who asks', { terminal: 't' }, { type: 'request-invalid', field: 'scan' }],
    ['fields without a code', { lot: 'A123' }, { type: 'request-invalid', field: 'gtin' }],
    ['an empty scan', { scan: '' }, { type: 'scan-unreadable', field: 'scan' }],
    ['a scan that names no product', { scan: 'hello' }, { type: 'scan-unreadable', field: 'scan' }],
    ['a wrong check digit', { gtin: '03400930000015' }, { type: 'check-digit', field: 'gtin' }],
    ['a lot too long', { gtin: GTIN, lot: 'A'.repeat(21) }, { type: 'lot-invalid', field: 'lot' }],
    ['a date that does not exist', { gtin: GTIN, expiry: '2027-02-30' }, { type: 'date-invalid', field: 'expiry' }],
  ])('%s', async (_name, input, { type, ...details }: { type?: string }) => {
    await expect(checker.check(input, 'fr')).rejects.toMatchObject({ type, details });
    expect(entries).toEqual([]);
  });
});
