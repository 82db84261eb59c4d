import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MedicinesFileError, type MedicinesFileFault } from '../../protocol/medicines-file.ts';
import { cip13OfGtin, gtinOfCip7 } from '../../protocol/product.ts';
import { Catalogue } from './catalogue.ts';
import { importCatalogue } from './catalogue-import.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-catalogue-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const ROWS = 10_500;
const cip7 = (n: number) => String(3_000_000 + n);
const gtin = (n: number) => gtinOfCip7(cip7(n));

const presentation = (n: number) =>
  [
    60_000_000 + n,
    cip7(n),
    n === 1 ? 'plaquette(s) "PVC" de 30 comprimé(s)' : `flacon n° ${n}`,
    'Présentation active',
    'Déclaration de commercialisation',
    '16/03/2011',
    cip13OfGtin(gtin(n)),
    'oui',
    '65%',
    '24,34',
    '25,36',
    '1,02',
    '',
  ].join('\t');
const speciality = (n: number) =>
  [60_000_000 + n, `L’ŒIL ${n} mg, comprimé pelliculé à 5 €`, 'comprimé', ...Array(9).fill('')].join('\t');
const lines = (count: number, line: (n: number) => string, end = '\n') =>
  Array.from({ length: count }, (_, n) => line(n) + end).join('');

/** The characters of Windows-1252 that Latin-1 lacks and that the file uses. */
const cp1252: Readonly<Record<string, number>> = { '€': 0x80, '’': 0x92, Œ: 0x8c };
const inCp1252 = (text: string) => Buffer.from([...text].map((char) => cp1252[char] ?? char.charCodeAt(0)));

const file = (name: string, content: string | Buffer) => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const presentations = (text: string | Buffer = lines(ROWS, presentation)) => file('CIS_CIP_bdpm.txt', text);
const specialities = (text = lines(ROWS - 1, speciality, '\r\n')) => file('CIS_bdpm.txt', inCp1252(text));
const target = () => join(dir, 'catalogue.db');
const open = () => Catalogue.open({ path: target(), log: pino({ level: 'silent' }), pollMs: 20 });

function refusal(work: () => unknown): MedicinesFileFault | null {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof MedicinesFileError) return error.fault;
    throw error;
  }
}
const importOne = (path: string, extra: { specialities?: string; force?: boolean } = {}) =>
  importCatalogue({ presentations: path, specialities: null, target: target(), ...extra });

describe('import', () => {
  test('both files, each in its own encoding, quotes as they stand', () => {
    const report = importCatalogue({ presentations: presentations(), specialities: specialities(), target: target() });
    expect(report).toEqual({ products: ROWS, skipped: 0, named: ROWS - 1 });
    const catalogue = open();
    expect(catalogue.names(gtin(1))).toBe('L’ŒIL 1 mg, comprimé pelliculé à 5 €, plaquette(s) "PVC" de 30 comprimé(s)');
    expect(catalogue.names(gtin(ROWS - 1))).toBe(`flacon n° ${ROWS - 1}`);
    expect(catalogue.names('00000000000000')).toBeNull();
    catalogue.close();
    expect(existsSync(`${target()}.new`) || existsSync(`${target()}-wal`)).toBe(false);
  });

  test('a code whose check digit is wrong is left out and counted', () => {
    const text = lines(ROWS, presentation).replace(String(cip13OfGtin(gtin(7))), '3400900000000');
    expect(importOne(presentations(text))).toMatchObject({ products: ROWS - 1, skipped: 1 });
  });
});

describe('a file that is not what it must be changes nothing', () => {
  const whole = lines(ROWS, presentation);
  test.each<[MedicinesFileFault, () => string]>([
    ['unreadable', () => join(dir, 'absent.txt')],
    ['too-short', () => presentations(lines(9_999, presentation))],
    ['unfinished', () => presentations('')],
    // Cut within the last line, after one of its tabs, and just before its end of line.
    ['unfinished', () => presentations(whole.slice(0, -40))],
    ['unfinished', () => presentations(whole.slice(0, -1))],
    ['columns', () => presentations(`${whole.slice(0, -40)}\n`)],
    ['columns', () => presentations(lines(ROWS, (n) => `${n}\tx`))],
    ['encoding', () => presentations(Buffer.from(whole, 'latin1'))],
    // Another file of the same site: enough rows, no CIP13.
    ['too-short', () => presentations(lines(ROWS, speciality))],
  ])('%s', (fault, path) => {
    importOne(presentations());
    expect(refusal(() => importOne(path()))).toBe(fault);
    const catalogue = open();
    expect(catalogue.size).toBe(ROWS);
    catalogue.close();
  });

  test('shrunk: cut at the end of a line, seen by what the catalogue held before', () => {
    importOne(presentations(lines(12_000, presentation)));
    expect(refusal(() => importOne(presentations()))).toBe('shrunk');
  });

  test('the file of specialities is held to the same', () => {
    const cut = file('CIS_bdpm.txt', inCp1252(lines(ROWS, speciality, '\r\n').slice(0, -30)));
    expect(refusal(() => importOne(presentations(), { specialities: cut }))).toBe('unfinished');
  });

  test('unless it is forced', () => {
    const cut = presentations(lines(3, presentation).slice(0, -40));
    expect(importOne(cut, { force: true })).toMatchObject({ products: 2, skipped: 1 });
  });
});

describe('names', () => {
  test('without a catalogue, and with a damaged one, there are none and nothing fails', () => {
    const absent = open();
    expect(absent.names(gtin(1))).toBeNull();
    absent.close();
    file('catalogue.db', 'not a database');
    const damaged = open();
    expect(damaged.names(gtin(1))).toBeNull();
    damaged.close();
  });

  test('an import by another process is seen', async () => {
    const catalogue = open();
    importOne(presentations());
    await expect.poll(() => catalogue.names(gtin(1)), { timeout: 10_000 }).toContain('PVC');
    catalogue.close();
  });
});
