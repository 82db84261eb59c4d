/** Files in the shape of the public medicines database, with invented medicines. */
import { cip13OfGtin, gtinOfCip7 } from '../../protocol/product.ts';
import type { MedicinesFiles } from './medicines.ts';

const ROWS = 10_500;
const cip7 = (n: number) => String(3_000_000 + n);
/** GTIN-14 of the nth presentation. */
export const gtinOf = (n: number): string => gtinOfCip7(cip7(n));

/** The few that tests look for; others are filled in. */
const names: Readonly<Record<number, readonly [name: string, holder: string]>> = {
  1: ['ŒSTRODOSE ÉTÉ 0,06 %, gel à l’alcool', ' LABORATOIRES ÉLÉA'],
  2: ['DOLIX 500 mg, comprimé pelliculé', ' SANTÉ & FILS'],
  3: ['DOLIX 1000 mg, comprimé pelliculé', ' SANTÉ & FILS'],
  4: ['PARA DOLIX, sirop à 5 €', ' BEAULIEU'],
};

const medicine = (n: number) => {
  const [name, holder] = names[n] ?? [`MÉDICAMENT ${n} mg, comprimé`, ' AUTRE'];
  const blank = [
    'comprimé',
    'orale',
    'Autorisation active',
    'Procédure nationale',
    'Commercialisée',
    '12/03/1998',
    '',
    '',
  ];
  return [60_000_000 + n, name, ...blank, holder, 'Non'].join('\t');
};
const presentation = (n: number) =>
  [
    60_000_000 + n,
    cip7(n),
    n === 1 ? 'flacon "pompe" de 80 g' : `plaquette(s) de ${n} comprimé(s)`,
    'Présentation active',
    'Déclaration de commercialisation',
    '16/03/2011',
    cip13OfGtin(gtinOf(n)),
    'oui',
    '65%',
    '24,34',
    '25,36',
    '1,02',
    '',
  ].join('\t');

const lines = (count: number, line: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => `${line(n + 1)}\r\n`).join('');

/** The characters of Windows-1252 that Latin-1 lacks and that are used above. */
const cp1252: Readonly<Record<string, number>> = { '€': 0x80, '’': 0x92, Œ: 0x8c };
export const inCp1252 = (text: string): Buffer =>
  Buffer.from([...text].map((char) => cp1252[char] ?? char.charCodeAt(0)));

/** Whole files: CIS_bdpm in Windows-1252, CIS_CIP in UTF-8, and the second medicine alone of major interest. */
export function medicinesFilesOf(o: { rows?: number; mitm?: boolean } = {}): MedicinesFiles {
  const rows = o.rows ?? ROWS;
  return {
    'CIS_bdpm.txt': inCp1252(lines(rows, medicine)),
    'CIS_CIP_bdpm.txt': Buffer.from(lines(rows, presentation)),
    ...(o.mitm === false
      ? {}
      : { 'CIS_MITM.txt': Buffer.from('60000002\tN02BE01\tDOLIX 500 mg\thttps://example.org\n') }),
  };
}

/** The body of POST /v1/products/import. */
export function importBody(files: MedicinesFiles, more: Readonly<Record<string, unknown>> = {}) {
  const encoded = Object.entries(files).map(([name, bytes]) => [name, Buffer.from(bytes).toString('base64')]);
  return { date: '2026-07-24', files: Object.fromEntries(encoded), ...more };
}
