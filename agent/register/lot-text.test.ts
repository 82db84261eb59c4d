import Database from 'better-sqlite3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addChecksum, checksum } from './checksum.ts';
import { fingerprint } from './lot-filter.ts';
import { LOT_TEXTS, readLotText, SEPARATOR } from './lot-text.ts';

type Row = [
  canonical: string,
  ordinal: number,
  lot: string,
  excepted: number,
  expiry: string | null,
  serials: string | null,
];

/** The sum and the prints, row by row. */
function plainly(target: number, rows: readonly Row[]) {
  return {
    sum: rows.reduce((sum, row) => addChecksum(sum, checksum(target, ...row)), 0),
    prints: rows.map(([canonical]) => fingerprint(target, canonical)),
  };
}

function byText(target: number, rows: readonly Row[]) {
  const db = new Database(':memory:');
  db.exec(
    'create table lot (target_id integer, canonical text, ordinal integer, lot text, excepted integer, expiry text, serials text) strict',
  );
  const insert = db.prepare('insert into lot values (?, ?, ?, ?, ?, ?, ?)');
  for (const row of rows) insert.run(target, ...row);
  const [id, count, text] = db
    .prepare<[{ z: string }], [number, number, string]>(LOT_TEXTS)
    .raw()
    .get({ z: SEPARATOR }) ?? [0, 0, ''];
  db.close();
  const prints = new Uint32Array(rows.length);
  return { sum: readLotText(id, count, text, prints, 0), prints: [...prints] };
}

const texts = fc.string({ unit: fc.constantFrom('A', '1', '-', 'é', '’', '\u0001', '😀', ' '), maxLength: 6 });
const row = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.nat(), text, fc.constantFrom(0, 1), fc.option(text), fc.option(text)) as fc.Arbitrary<Row>;

describe('the lots of a target as one text', () => {
  it('give the sum and the prints of their rows', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.array(row(texts), { minLength: 1, maxLength: 5 }), (target, rows) => {
        expect(byText(target, rows)).toEqual(plainly(target, rows));
      }),
    );
  });

  it('are refused where a value holds the separator', () => {
    const holding = fc.tuple(texts, texts).map(([a, b]) => `${a}\0${b}`);
    fc.assert(
      fc.property(
        fc.array(row(texts), { maxLength: 2 }),
        row(holding),
        fc.array(row(texts), { maxLength: 2 }),
        (a, b, c) => {
          expect(byText(7, [...a, b, ...c]).sum).toBeNull();
        },
      ),
    );
  });

  it('are refused where there are more or fewer than were counted', () => {
    const text = ['A\u00000\u0000A\u00000\u0000\u0000', 'B\u00001\u0000B\u00000\u0000\u0000'].join('\0');
    const read = (count: number) => readLotText(1, count, text, new Uint32Array(3), 0);
    expect([read(1), read(2) === null, read(3)]).toEqual([null, false, null]);
  });
});
