import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Target } from '../../../protocol/bulletin.ts';
import { recallBulletin, testGtin } from '../../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import type {
  InventoryAnswer,
  InventoryQuarantineAnswer,
  InventoryScanAnswer,
  InventoryScanRequest,
} from '../schemas/inventory.ts';

const GTIN = '03400930000014';
const OTHER = testGtin(2);
const dataMatrix = (lot: string, serial: string) => `01${GTIN}1727033110${lot}\u001d21${serial}`;

let test: TestHook;
beforeEach(async () => {
  test = await startTestHook();
});
afterEach(() => test.close());

const scan = (body: InventoryScanRequest | Record<string, unknown>) =>
  test.ask<InventoryScanAnswer>('/v1/inventory/scans', { method: 'POST', body });
const inventory = async (query = '') => (await test.ask<InventoryAnswer>(`/v1/inventory${query}`)).body;
const recall = (targets: Target[], more: Parameters<typeof recallBulletin>[1] = {}) =>
  test.register.publish(recallBulletin(targets, more));

describe('a scan', () => {
  it('is answered like a check, without its serial, and counted', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }]);
    const { status, body, text } = await scan({ scan: dataMatrix('A123', 'SER1') });
    expect(status).toBe(201);
    expect(body).toEqual({
      line: {
        id: expect.any(String),
        at: '2026-11-22T09:30:00.000Z',
        quantity: 1,
        verdict: 'block',
        pack: { gtin: GTIN, cip13: '3400930000014', lot: 'A123', expiry: '2027-03-31', readings: 1 },
        reasons: [expect.objectContaining({ code: 'lot-recalled', bulletin: 'B1' })],
        message: 'Lot A123 rappelé (R-B1) : ne pas délivrer. Isoler la boîte.',
      },
      counts: { allow: 0, verify: 0, block: 1, packs: 1 },
    });
    expect(text).not.toContain('SER1');
  });

  it('is no check: nothing in the journal, nothing on the event stream', async () => {
    const before = test.hub.lastId;
    await scan({ scan: dataMatrix('A123', 'SER1') });
    expect(test.journal.head().count).toBe(0);
    expect(test.hub.lastId).toBe(before);
  });

  it('adds up, each scan a line, quantities and all', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }]);
    await scan({ scan: dataMatrix('A123', 'SER1') });
    await scan({ scan: dataMatrix('A123', 'SER2') });
    await scan({ gtin: GTIN });
    const { body } = await scan({ gtin: OTHER, lot: 'X', quantity: 12 });
    expect(body.counts).toEqual({ allow: 12, verify: 1, block: 2, packs: 15 });
    const { lines, counts, id, startedAt, closedAt } = await inventory();
    expect(lines.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
      [12, 'allow'],
      [1, 'verify'],
      [1, 'block'],
      [1, 'block'],
    ]);
    expect(counts).toEqual(body.counts);
    expect([id, startedAt, closedAt]).toEqual([expect.any(String), '2026-11-22T09:30:00.000Z', null]);
  });

  it('keeps neither serial nor scan on disk', async () => {
    await scan({ scan: dataMatrix('A123', 'SERIALNUMBER7') });
    await scan({ scan: `01${GTIN}1727033110A12321SERIALNUMBER7` });
    await scan({ gtin: GTIN, lot: 'A123', serial: 'SERIALNUMBER7' });
    expect(JSON.stringify(await inventory())).not.toContain('SERIALNUMBER7');
    const kept = test.desk.inventories.current();
    expect(JSON.stringify(test.desk.inventories.lines(kept?.id ?? '', 10, null))).not.toMatch(/SERIALNUMBER7|0103400/);
    expect(test.log()).not.toContain('SERIALNUMBER7');
  });

  const refusals: ReadonlyArray<[string, Record<string, unknown>, string, string]> = [
    ['nothing', {}, 'request-invalid', 'scan'],
    ['both', { scan: dataMatrix('A', 'S'), gtin: GTIN }, 'request-invalid', 'scan'],
    ['no product', { scan: 'bonjour' }, 'scan-unreadable', 'scan'],
    ['wrong check digit', { gtin: '03400930000015' }, 'check-digit', 'gtin'],
    ['no pack', { gtin: GTIN, quantity: 0 }, 'request-invalid', 'quantity'],
    ['half a pack', { gtin: GTIN, quantity: 1.5 }, 'request-invalid', 'quantity'],
    ['a code read into the quantity', { gtin: GTIN, quantity: 3400930000014 }, 'request-invalid', 'quantity'],
    ['a name', { gtin: GTIN, operator: 'Hélène' }, 'request-invalid', 'operator'],
  ];
  it('that is none is refused with its field, and begins nothing', async () => {
    for (const [why, body, type, field] of refusals) {
      expect((await scan(body)).body, why).toMatchObject({ type, field });
    }
    expect((await inventory()).id).toBeNull();
  });
});

describe('reading it again', () => {
  it('counts a recall that came meanwhile, and one that was lifted', async () => {
    await scan({ scan: dataMatrix('A123', 'SER1') });
    expect((await inventory()).counts.allow).toBe(1);
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }]);
    expect(await inventory()).toMatchObject({ counts: { block: 1, packs: 1 }, lines: [{ verdict: 'block' }] });
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }], { revision: 2, state: 'lifted' });
    expect((await inventory()).counts.allow).toBe(1);
  });

  it('keeps what the serial said of the revision it was asked for', async () => {
    const serials = (list: string[], revision: number) =>
      recall([{ gtin: GTIN, lots: [{ lot: 'S77', serials: list }] }], { revision });
    serials(['SER1'], 1);
    expect((await scan({ scan: dataMatrix('S77', 'SER1') })).body.line.verdict).toBe('block');
    expect((await scan({ scan: dataMatrix('S77', 'FREE2') })).body.line.verdict).toBe('allow');
    expect((await inventory()).counts).toEqual({ allow: 1, verify: 0, block: 1, packs: 2 });
    serials(['SER1', 'FREE2'], 2);
    const { lines } = await inventory();
    expect(lines.map(({ reasons }) => reasons.map(({ code }) => code))).toEqual([
      ['serial-missing'],
      ['serial-missing'],
    ]);
  });

  it('speaks the caller’s language', async () => {
    await scan({ gtin: GTIN });
    const { body } = await test.ask<InventoryAnswer>('/v1/inventory', { headers: { 'accept-language': 'en' } });
    expect(body.lines[0]?.message).toBe('No recall in force aims at this pack.');
  });
});

describe('undoing and closing', () => {
  it('takes one line back, once', async () => {
    const { body } = await scan({ gtin: GTIN, quantity: 5 });
    await scan({ gtin: OTHER });
    const undo = () => test.ask(`/v1/inventory/lines/${body.line.id}`, { method: 'DELETE' });
    expect((await undo()).body).toEqual({ id: body.line.id, counts: { allow: 1, verify: 0, block: 0, packs: 1 } });
    expect((await undo()).body).toMatchObject({ type: 'not-found', field: 'id' });
    expect((await inventory()).lines).toHaveLength(1);
  });

  it('closes; what is closed can still be read and no longer changed', async () => {
    const { body } = await scan({ gtin: GTIN });
    const close = () => test.ask('/v1/inventory/close', { method: 'POST', body: {} });
    const closed = (await close()).body;
    expect(closed).toEqual({ id: expect.any(String), closedAt: '2026-11-22T09:30:00.000Z' });
    expect((await close()).body).toEqual({ id: null, closedAt: null });
    expect(await inventory()).toMatchObject({ id: null, startedAt: null, lines: [], counts: { packs: 0 } });
    expect(await inventory(`?id=${closed.id}`)).toMatchObject({ closedAt: closed.closedAt, counts: { packs: 1 } });
    expect((await test.ask(`/v1/inventory/lines/${body.line.id}`, { method: 'DELETE' })).body).toMatchObject({
      type: 'state-conflict',
      state: 'closed',
    });
    await scan({ gtin: OTHER });
    expect((await inventory()).id).not.toBe(closed.id);
    expect((await test.ask('/v1/inventory?id=01NONE')).body).toMatchObject({ type: 'not-found', field: 'id' });
  });
});

describe('as CSV', () => {
  const csv = async (query: string, language: string) => {
    const answer = await test.ask<string>(`/v1/inventory${query}`, { headers: { 'accept-language': language } });
    const rows: Record<string, string>[] = parse(answer.text, { bom: true, delimiter: ';', columns: true });
    return { ...answer, rows };
  };

  it('opens in a spreadsheet, in French or English, by the clock of the officine', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }]);
    await scan({ scan: dataMatrix('A123', 'SER1') });
    await scan({ gtin: OTHER, quantity: 2 });
    const french = await csv('?format=csv', 'fr');
    expect(french.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(french.headers['content-disposition']).toBe('attachment; filename="vigilot-inventaire-2026-11-22.csv"');
    expect(french.text).toMatch(/^\ufeff.*\r\n.*\r\n.*\r\n$/);
    expect(french.rows).toEqual([
      {
        'Date et heure': '2026-11-22 10:30:00',
        Boîtes: '1',
        Réponse: 'À isoler',
        GTIN,
        CIP13: '3400930000014',
        Produit: '',
        Lot: 'A123',
        Péremption: '2027-03-31',
        Références: 'R-B1',
        'Que faire': 'Lot A123 rappelé (R-B1) : ne pas délivrer. Isoler la boîte.',
      },
      expect.objectContaining({ Boîtes: '2', Réponse: 'Aucun rappel' }),
    ]);
    expect((await csv('?format=csv', 'en')).rows[0]).toMatchObject({ Answer: 'To be set aside', Lot: 'A123' });
  });

  it('disarms formulas in lots and titles, and has headings where nothing was scanned', async () => {
    expect((await csv('?format=csv', 'fr')).text).toBe(
      '\ufeffDate et heure;Boîtes;Réponse;GTIN;CIP13;Produit;Lot;Péremption;Références;Que faire\r\n',
    );
    recall([{ gtin: GTIN, lots: [{ lot: '=A1+1' }] }], { reference: '@SUM(A1)' });
    await scan({ gtin: GTIN, lot: '=A1+1' });
    expect((await csv('?format=csv', 'fr')).rows[0]).toMatchObject({ Lot: "'=A1+1", Références: "'@SUM(A1)" });
  });
});

describe('for a quarantine report', () => {
  const report = async (id = 'B1') =>
    (await test.ask<InventoryQuarantineAnswer>(`/v1/inventory/quarantine/${id}`)).body;

  it('adds up what the recall blocks by product and lot, and counts apart what a person has to look at', async () => {
    recall([
      { gtin: GTIN, lots: [{ lot: 'A123' }, { lot: 'A124' }] },
      { gtin: OTHER, lots: 'all' },
    ]);
    for (const serial of ['1A', '2B']) await scan({ scan: dataMatrix('A123', serial) });
    await scan({ scan: dataMatrix('A124', '3C') });
    await scan({ scan: dataMatrix('FREE', '4D') });
    await scan({ gtin: GTIN, quantity: 3 });
    await scan({ gtin: OTHER, quantity: 7 });
    await scan({ gtin: OTHER, lot: 'Z', quantity: 1 });
    const answer = await report();
    expect(answer).toEqual({
      bulletin: 'B1',
      toVerify: 3,
      lines: [
        { gtin: GTIN, lot: 'A123', quantity: 2 },
        { gtin: GTIN, lot: 'A124', quantity: 1 },
        { gtin: OTHER, lot: null, quantity: 7 },
        { gtin: OTHER, lot: 'Z', quantity: 1 },
      ],
    });
    const { status } = await test.ask('/v1/bulletins/B1/quarantine', {
      method: 'POST',
      body: { operator: 'Hélène', lines: answer.lines },
    });
    expect(status).toBe(200);
  });

  it('names a pack of two codes by the one that the recall names, and a lost separator by the lot covered', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'A1' }] }]);
    await scan({ scan: `01${OTHER}7113400930000014\u001d1727033110A1\u001d21SER1` });
    await scan({ scan: `01${GTIN}1727033110A121SER1` });
    expect((await report()).lines).toEqual([{ gtin: GTIN, lot: 'A1', quantity: 2 }]);
  });

  it('takes a serial-limited recall’s packs while their revision counts', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'S77', serials: ['SER1'] }] }]);
    await scan({ scan: dataMatrix('S77', 'SER1') });
    await scan({ scan: dataMatrix('S77', 'OTHER9') });
    expect(await report()).toMatchObject({ lines: [{ gtin: GTIN, lot: 'S77', quantity: 1 }], toVerify: 0 });
  });

  it('is empty without an inventory, and of no bulletin is none', async () => {
    recall([{ gtin: GTIN, lots: [{ lot: 'A123' }] }]);
    expect(await report()).toEqual({ bulletin: 'B1', lines: [], toVerify: 0 });
    expect(await report('NONE')).toMatchObject({ type: 'not-found' });
  });
});

it('is for the desk alone: a till may not', async () => {
  const till = { token: test.tokens.till };
  for (const [method, path] of [
    ['GET', '/v1/inventory'],
    ['POST', '/v1/inventory/scans'],
    ['POST', '/v1/inventory/close'],
    ['DELETE', '/v1/inventory/lines/01X'],
    ['GET', '/v1/inventory/quarantine/B1'],
  ] as const) {
    const body = method === 'POST' ? { body: {} } : {};
    expect((await test.ask(path, { method, ...till, ...body })).body, path).toMatchObject({ type: 'scope-refused' });
  }
});
