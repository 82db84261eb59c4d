import { describe, expect, test } from 'vitest';
import type { NoticeTarget } from '../../protocol/notice/schema.ts';
import { MOST_PACKS, packsOf, reportOf, rowsOf } from './quarantine-lines.ts';

const target = (gtin: string, lots: string[], parts: Partial<NoticeTarget> = {}): NoticeTarget => ({
  gtin,
  cip13: null,
  name: `Produit ${gtin}`,
  lots: lots.map((lot) => ({ lot, expiry: null, serials: [] })),
  rule: null,
  ...parts,
});

describe('rows', () => {
  test('one per product and lot, one without a lot where the notice names none', () => {
    const rows = rowsOf([target('1', ['A', 'B', 'A']), target('2', [])], []);
    expect(rows.map(({ gtin, lot, free }) => [gtin, lot, free])).toEqual([
      ['1', 'A', false],
      ['1', 'B', false],
      ['2', '', true],
    ]);
  });

  test('are filled from what was found; its lots of products without a list get rows of their own, beside the product', () => {
    const rows = rowsOf(
      [target('1', []), target('2', ['A'])],
      [
        { gtin: '2', lot: 'A', quantity: 2 },
        { gtin: '1', lot: 'X', quantity: 3 },
        { gtin: '9', lot: 'A', quantity: 4 },
      ],
    );
    expect(rows.map(({ gtin, lot, quantity }) => [gtin, lot, quantity])).toEqual([
      ['1', '', ''],
      ['1', 'X', '3'],
      ['2', 'A', '2'],
    ]);
  });
});

test.each([
  ['', 0],
  [' ', 0],
  ['0', 0],
  ['12', 12],
  ['1 200', 1200],
  ['1\u202f200', 1200],
  [String(MOST_PACKS), MOST_PACKS],
  [String(MOST_PACKS + 1), null],
  ['01034009361452451727083110Y175', null],
  ['1,5', null],
  ['1.5', null],
  ['-1', null],
  ['1e3', null],
  ['٣', null],
  ['trois', null],
])('%j is read as %j packs', (typed, packs) => {
  expect(packsOf(typed)).toBe(packs);
});

test('a report holds whole packs only, rows of one product and lot added up, and names what is wrong', () => {
  const rows = rowsOf([target('1', ['A', 'B']), target('2', [])], []);
  const [a, b, c] = rows;
  if (a === undefined || b === undefined || c === undefined) throw new Error('three rows');
  const typed = [
    { ...a, quantity: '2' },
    { ...b, quantity: 'x' },
    { ...c, quantity: '1' },
    { ...c, key: 'added', lot: ' Z9 ', quantity: '4' },
    { ...c, key: 'again', lot: 'Z9', quantity: '1' },
  ];
  const report = reportOf(typed);
  expect(report.lines).toEqual([
    { gtin: '1', lot: 'A', quantity: 2 },
    { gtin: '2', lot: null, quantity: 1 },
    { gtin: '2', lot: 'Z9', quantity: 5 },
  ]);
  expect(report.total).toBe(8);
  expect([...report.wrong]).toEqual([b.key]);
});
