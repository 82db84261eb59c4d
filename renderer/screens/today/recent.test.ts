import { describe, expect, test } from 'vitest';
import type { Check } from '../../core/events.ts';
import { outcomeRow, row } from '../questions.testkit.ts';
import { recentChecks } from './recent.ts';

const told = (id: string, at: string, parts: Partial<Check> = {}): Check => ({
  id,
  at,
  verdict: 'block',
  pack: {
    gtin: '03400930000014',
    cip13: '3400930000014',
    name: 'Exemplol',
    lot: 'A123',
    expiry: '2027-03',
    readings: 1,
  },
  reasons: [],
  message: 'Lot A123 rappelé : ne pas délivrer.',
  feed: { state: 'live', position: 1, asOf: at, ageSeconds: 1 },
  ...parts,
});

describe('the last checks', () => {
  test('of stream and journal, each once, newest first', () => {
    const rows = [row(1), row(3), row(2)];
    const found = recentChecks([told('C3', row(3).at), told('NEW', '2026-11-22T10:00:00.000Z')], rows, 10);
    expect(found.map(({ id }) => id)).toEqual(['NEW', 'C3', 'C2', 'C1']);
  });

  test('the stream knows name and sentence, the journal sale and place', () => {
    const [both] = recentChecks(
      [told('C1', row(1).at)],
      [row(1, { saleReference: 'V-1', terminal: 'comptoir-2', verdict: 'block' })],
      10,
    );
    expect(both).toMatchObject({
      pack: { name: 'Exemplol', code: '3400930000014', lots: ['A123'] },
      message: 'Lot A123 rappelé : ne pas délivrer.',
      saleReference: 'V-1',
      terminal: 'comptoir-2',
    });
  });

  test('what became of a pack is the last thing told of it', () => {
    const rows = [row(1), outcomeRow(2, 'C1', { outcome: 'dispensed' }), outcomeRow(3, 'C1', { outcome: 'returned' })];
    expect(recentChecks([], rows, 10)).toMatchObject([{ id: 'C1', outcome: 'returned', override: null }]);
  });

  test('a pack dispensed all the same stands out, with the reason where one was given', () => {
    const rows = [
      row(1, { verdict: 'block' }),
      outcomeRow(2, 'C1', { override: true, reason: 'Accord du prescripteur' }),
    ];
    expect(recentChecks([told('C1', row(1).at)], rows, 10)).toMatchObject([
      { override: { reason: 'Accord du prescripteur' } },
    ]);
  });

  test('an outcome whose check is not here, and the start of a journal, are no checks', () => {
    const rows = [
      outcomeRow(1, 'GONE', { kind: 'orphan' }),
      row(2, { kind: 'predecessor', pack: null, verdict: null, reason: 'journal.db.corrupt' }),
    ];
    expect(recentChecks([], rows, 10)).toEqual([]);
  });

  test('a drill is marked, and no more than asked for are kept', () => {
    const reasons = [{ code: 'lot-recalled', effect: 'informs', drill: true }] as const;
    const rows = [row(1), row(2, { reasons }), row(3, { reasons })];
    expect(recentChecks([], rows, 2).map(({ id, drill }) => [id, drill])).toEqual([
      ['C3', true],
      ['C2', true],
    ]);
  });
});
