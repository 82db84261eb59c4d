import { describe, expect, test } from 'vitest';
import { readLots } from './lot-list.ts';

describe('readLots', () => {
  test.each([
    ['A123', [{ lot: 'A123' }]],
    ['A123;03/2027', [{ lot: 'A123', expiry: '2027-03' }]],
    ['A123\t31/03/2027', [{ lot: 'A123', expiry: '2027-03-31' }]],
    ['A123 2027-03', [{ lot: 'A123', expiry: '2027-03' }]],
    ['"A123","03/2027"', [{ lot: 'A123', expiry: '2027-03' }]],
    ['A123;03/2027;S1 S2', [{ lot: 'A123', expiry: '2027-03', serials: ['S1', 'S2'] }]],
    ['A123;;S1,S2', [{ lot: 'A123', serials: ['S1', 'S2'] }]],
    ['Lot;Péremption\r\nA123;03/2027\r\n\r\n', [{ lot: 'A123', expiry: '2027-03' }]],
    ['\ufeffN° de lot\n013097', [{ lot: '013097' }]],
    ['\u200bA123\u00a0', [{ lot: 'A123' }]],
  ])('%j', (text, lots) => {
    const { lots: read, faults } = readLots(text);
    expect(faults).toEqual([]);
    expect(read.map(({ line: _, ...lot }) => lot)).toEqual(lots);
  });

  test.each([
    ['A123;31/11/2027', 'date'],
    ['A123;bientôt', 'date'],
    ['A#23', 'lot'],
    ['LOT1234567890123456789', 'lot'],
    ['A123;03/2027;S#1', 'serial'],
  ] as const)('%j is told at its line: %s', (text, why) => {
    expect(readLots(`A1\n${text}\nA2`)).toMatchObject({
      lots: [
        { lot: 'A1', line: 1 },
        { lot: 'A2', line: 3 },
      ],
      faults: [{ line: 2, text, why }],
    });
  });

  test('leaves out what is said twice, and keeps one lot with two expiries, which are two facts', () => {
    const { lots, repeated } = readLots('A1\nA1\nA1;03/2027\na1\nA1');
    expect([lots.map(({ line }) => line), repeated]).toEqual([[1, 3, 4], 2]);
  });
});
