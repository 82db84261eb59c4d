import { expect, test } from 'vitest';
import { outcomeRow, row } from '../questions.testkit.ts';
import { findRows } from './find.ts';

const rows = [
  row(4, { saleReference: 'V-2026/11', operator: 'Mme Durand' }),
  outcomeRow(3, 'C1', { operator: 'M. Petit' }),
  row(2, {
    pack: { codes: ['03400936145245'], lots: ['Y175', 'Y17521'], expiry: null, manufactured: null, readings: 2 },
    terminal: 'comptoir-2',
    reasons: [{ code: 'lot-recalled', effect: 'decides', reference: 'R-2026-0042', title: 'Furosémide' }],
  }),
  row(1),
];

test.each<[query: string, seqs: number[]]>([
  ['', [4, 3, 2, 1]],
  ['  ', [4, 3, 2, 1]],
  ['durand', [4]],
  ['DURAND v-2026', [4]],
  ['34009 361 452 4 5', [2]],
  ['y17521', [2]],
  ['comptoir-2', [2]],
  ['furosemide', [2]],
  ['r-2026-0042', [2]],
  // Outcomes are found by what their check holds.
  ['a123', [4, 3, 1]],
  ['petit', [3]],
  ['.*', []],
  ['durand petit', []],
])('%j', (query, seqs) => {
  expect(findRows(rows, query).map(({ seq }) => seq)).toEqual(seqs);
});
