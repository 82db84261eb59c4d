import { describe, expect, it } from 'vitest';
import { cip13OfGtin, gtinOfCip7 } from '../../protocol/product.ts';
import { readTargetList } from './target-list.ts';

const A = gtinOfCip7('3519702');
const B = gtinOfCip7('3672148');
const lots = (text: string, o = {}) => readTargetList(text, o).targets;
const faults = (text: string, o = {}) =>
  readTargetList(text, o).faults.map(({ row, column, field, code }) => [row, column, field, code]);
const doubts = (text: string, o = {}) =>
  readTargetList(text, o).doubts.map(({ row, code, other }) => [row, code, other]);

describe('columns', () => {
  it('are found by headers in French and English, in any order, whatever stands between', () => {
    const want = [{ gtin: A, name: 'Dolix', lots: [{ lot: 'A1', expiry: '2027-11', serials: ['S1'] }] }];
    const cip = cip13OfGtin(A);
    expect(lots(`CIP\tLot\tPéremption\tN° série\tDésignation\n${cip}\tA1\t11/2027\tS1\tDolix\n`)).toEqual(want);
    expect(
      lots(`Designation;Code CIP13;N° de lot;Date de péremption;Numéro de série\r\nDolix;${cip};A1;11/2027;S1\r\n`),
    ).toEqual(want);
    expect(lots(`serial number,expiry date,batch number,GTIN,name\nS1,2027-11,A1,${A},Dolix`)).toEqual(want);
    expect(
      lots(
        `\uFEFF"N° LOT";"EAN 13";"Qté";"PEREMPTION";"N° SERIE";"PRODUIT"\n"A1";"${cip}";"12";"11/27";"S1";"Dolix"\n`,
      ),
    ).toEqual(want);
  });

  it('without a header, by what they hold; where that is not sure, nothing is taken', () => {
    const rows = `${A}\tA1\t11/2027\n${B}\tB2\t12/2027\n`;
    expect(lots(rows)).toEqual([
      { gtin: A, lots: [{ lot: 'A1', expiry: '2027-11' }] },
      { gtin: B, lots: [{ lot: 'B2', expiry: '2027-12' }] },
    ]);
    expect(lots('A1\nA2\n3519702\n', { product: A })).toEqual([
      { gtin: A, lots: [{ lot: 'A1' }, { lot: 'A2' }, { lot: '3519702' }] },
    ]);
    const unsure = readTargetList(`${A}\tA1\tX9\n${A}\tA2\tX8\n`);
    expect(unsure).toMatchObject({ columns: null, targets: [], accepted: 0, rest: `${A}\tA1\tX9\n${A}\tA2\tX8\n` });
    expect(lots(`${A}\tA1\tX9\n`, { columns: ['gtin', null, 'lot'] })).toEqual([{ gtin: A, lots: [{ lot: 'X9' }] }]);
  });

  it('a product for the whole list, or the one of the row above', () => {
    expect(faults('CIP\tLot\n3519702\tA1\n\tA2\n')).toEqual([[3, 1, 'cip', 'code-missing']]);
    expect(lots('CIP\tLot\n3519702\tA1\n\tA2\n3672148\tB1\n', { fillDown: true })).toEqual([
      { gtin: A, lots: [{ lot: 'A1' }, { lot: 'A2' }] },
      { gtin: B, lots: [{ lot: 'B1' }] },
    ]);
    // After a code that is none, the rows that follow are not of the product before it.
    expect(faults('CIP\tLot\n3519702\tA1\nx\tA2\n\tA3\n', { fillDown: true })).toEqual([
      [3, 1, 'cip', 'code-invalid'],
      [4, 1, 'cip', 'code-missing'],
    ]);
    expect(lots('CIP\tLot\n\tA1\n3672148\tB1\n', { product: A })).toMatchObject([{ gtin: A }, { gtin: B }]);
  });
});

describe('codes', () => {
  it.each([
    '34009 351 970 2 3',
    '351 970 2',
    '351\u00a0970.2',
    '\u200b3519702',
    '034009\u202f35197023',
    '="3400935197023"',
  ])('%j', (code) => expect(lots(`code\tLot\n${code}\tA1\n`)).toEqual([{ gtin: A, lots: [{ lot: 'A1' }] }]));

  it.each([
    ['3,4009E+12', 'excel-number'],
    ['3.4009E+12', 'excel-number'],
    ['3400935197024', 'check-digit'],
    ['34009351970', 'code-invalid'],
    ['3400890000008', 'check-digit'],
    ['3400890000000', 'not-ucd'],
    ['', 'code-missing'],
    ['x', 'code-invalid'],
  ])('%j: %s', (code, fault) => {
    expect(faults(`CIP\tLot\n${code}\tA1\n`)).toEqual([[2, 1, 'cip', fault]]);
  });

  it('seven digits are a CIP7, but not under GTIN, where a zero may be lost', () => {
    expect(faults('GTIN\tLot\n3519702\tA1\n')).toEqual([[2, 1, 'gtin', 'code-invalid']]);
  });
});

describe('lots', () => {
  it('are kept as printed', () => {
    const printed = [
      '013097',
      '0110',
      '4248',
      '5ED824C',
      '5ED824AK',
      '3KLQ70DU',
      '141017',
      '29-X',
      '5E824',
      '&ZJMaz/',
      '"A',
      'ab 12',
    ];
    expect(lots(`Lot\n${printed.join('\n')}\n`, { product: A })[0]?.lots).toEqual(printed.map((lot) => ({ lot })));
  });

  it.each([
    ['', 'lot-missing'],
    ['1,23457E+11', 'excel-number'],
    ['ÉTÉ', 'lot-invalid'],
    ['A#1', 'lot-invalid'],
    ['A'.repeat(21), 'lot-invalid'],
    ['tous les lots', 'lot-word'],
    ['Tous', 'lot-word'],
    ['ALL', 'lot-word'],
  ])('%j: %s', (lot, fault) => {
    expect(faults(`CIP\tLot\n3519702\t${lot}\n`)).toEqual([[2, 2, 'lot', fault]]);
  });

  it('what a spreadsheet may have done to them is told', () => {
    expect(doubts("Lot\nmars-26\n01/03/2026\n'0130\n", { product: A })).toEqual([
      [2, 'date-like', null],
      [3, 'date-like', null],
      [4, 'apostrophe', null],
    ]);
    expect(doubts('Lot\n130970\n013098\n13099\n130100\n', { product: A })).toEqual([[4, 'leading-zeros', 2]]);
    expect(doubts('Lot\n4248\n13099\n', { product: A })).toEqual([]);
  });

  it('repetitions, look-alikes, two dates of one lot, a lot and its packs', () => {
    expect(doubts('Lot\nA1\nA1\na1\n', { product: A })).toEqual([
      [3, 'duplicate', 2],
      [4, 'lot-resembles', 2],
    ]);
    const dated = 'Lot\tExp\nA1\t11/2027\nA1\t12/2027\n';
    expect(doubts(dated, { product: A })).toEqual([[3, 'two-expiries', 2]]);
    expect(lots(dated, { product: A })[0]?.lots).toEqual([
      { lot: 'A1', expiry: '2027-11' },
      { lot: 'A1', expiry: '2027-12' },
    ]);
    const packs = 'Lot\tSérie\nA1\tS1\nA1\tS2\nA1\t\n';
    expect(lots(packs, { product: A })[0]?.lots).toEqual([{ lot: 'A1', serials: ['S1', 'S2'] }, { lot: 'A1' }]);
    expect(doubts(packs, { product: A })).toEqual([[4, 'serials-and-lot', 2]]);
    // The same lot of two products is two facts (Dépakine and Valproate Zentiva 013097).
    expect(doubts('CIP\tLot\n3519702\t013097\n3672148\t013097\n')).toEqual([]);
  });
});

describe('dates', () => {
  it.each([
    ['11/2027', '2027-11'],
    ['11/27', '2027-11'],
    ['2027-11', '2027-11'],
    ['30/11/2027', '2027-11-30'],
    ['30.11.27', '2027-11-30'],
    ['2027-11-30', '2027-11-30'],
    ['2027-11-30 00:00:00', '2027-11-30'],
    ['nov-27', '2027-11'],
    ['Novembre 2027', '2027-11'],
    ['1er août 2027', '2027-08-01'],
    ['fév. 2028', '2028-02'],
    ['29/02/2028', '2028-02-29'],
  ])('%s', (text, date) => {
    expect(lots(`Lot\tExp\nA1\t${text}\n`, { product: A })).toEqual([{ gtin: A, lots: [{ lot: 'A1', expiry: date }] }]);
  });

  it.each([
    ['31/11/2027', 'date-day'],
    ['2027-11-31', 'date-day'],
    ['11/30/2027', 'date-day'],
    ['13/2027', 'date-day'],
    ['46721', 'date-number'],
    ['bientôt', 'date-invalid'],
    ['2027', 'date-invalid'],
  ])('%s: %s, at its row and column', (text, fault) => {
    expect(faults(`Lot\tExp\nA0\t11/2027\nA1\t${text}\n`, { product: A })).toEqual([[3, 2, 'expiry', fault]]);
  });
});

describe('nothing typed is lost', () => {
  it('rows are counted as the spreadsheet counts, and those not taken come back as typed', () => {
    const text =
      'CIP;Lot;Exp\r\n\r\n3519702;A1;11/2027\r\n3519702; "B" ;31/11/2027\r\n;C1;\r\n3672148;D1;12/2027;x\r\n';
    const list = readTargetList(text);
    expect(list.faults.map(({ row, column, code }) => [row, column, code])).toEqual([
      [4, 3, 'date-day'],
      [5, 1, 'code-missing'],
      [6, 4, 'too-many-cells'],
    ]);
    expect(list).toMatchObject({
      delimiter: ';',
      rows: 4,
      accepted: 1,
      targets: [{ gtin: A, lots: [{ lot: 'A1', expiry: '2027-11' }] }],
    });
    expect(list.rest).toBe('CIP;Lot;Exp\r\n3519702; "B" ;31/11/2027\r\n;C1;\r\n3672148;D1;12/2027;x\r\n');
    const corrected = list.rest.replace('31/11', '30/11').replace('\n;C1', '\n3519702;C1').replace(';x', '');
    expect(readTargetList(corrected)).toMatchObject({ faults: [], rest: '', accepted: 3 });
  });

  it('a row with two faults tells both', () => {
    expect(faults('CIP\tLot\tExp\nx\t\t31/11/2027\n')).toEqual([
      [2, 1, 'cip', 'code-invalid'],
      [2, 3, 'expiry', 'date-day'],
      [2, 2, 'lot', 'lot-missing'],
    ]);
  });

  it('a quotation mark that is never closed swallows no row', () => {
    const list = readTargetList(`CIP\tLot\n3519702\t"A1\n3519702\tA2\n`);
    expect(list.targets).toEqual([{ gtin: A, lots: [{ lot: '"A1' }, { lot: 'A2' }] }]);
    // One that is closed rows later makes a cell of them: it is told, and the rows come back.
    const across = readTargetList(`CIP\tLot\n3519702\t"A1\n3519702\tA2"\n3519702\tA3\n`);
    expect(across).toMatchObject({ accepted: 1, faults: [{ row: 2, code: 'lot-invalid' }] });
    expect(across.rest).toBe(`CIP\tLot\n3519702\t"A1\n3519702\tA2"\n`);
  });

  it('nothing, and blank lines, are no rows', () => {
    for (const text of ['', '\n\n', ' \t \n']) expect(readTargetList(text)).toMatchObject({ rows: 0, columns: null });
  });
});

describe('ten thousand rows with repetitions and stray characters', () => {
  it('each row is accounted for', () => {
    const rows = Array.from({ length: 10_000 }, (_, n) => {
      if (n % 1000 === 7) return '3519702\tLOT#\t11/2027';
      if (n % 1000 === 9) return `\u00a03519702\u200b\tL${String(n - 1).padStart(5, '0')}\t11/2027`;
      return `34009 351 970 2 3\tL${String(n).padStart(5, '0')}\t11/2027`;
    });
    const list = readTargetList(`CIP\tLot\tPéremption\n${rows.join('\n')}\n`);
    expect({ rows: list.rows, accepted: list.accepted, faults: list.faults.length }).toEqual({
      rows: 10_000,
      accepted: 9_990,
      faults: 10,
    });
    expect(list.doubts.filter(({ code }) => code === 'duplicate')).toHaveLength(10);
    expect(list.targets).toHaveLength(1);
    expect(list.targets[0]?.lots).toHaveLength(9_980);
    expect(list.rest.split('\n')).toHaveLength(12);
  });
});
