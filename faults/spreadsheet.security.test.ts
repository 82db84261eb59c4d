/** What people write stands in spreadsheets that others open: no cell of it is a formula, whoever writes the file. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import type { InventoryLine } from '../agent/hook/schemas/inventory.ts';
import { inventoryCsv } from '../agent/inventory-csv.ts';
import { journalCsv } from '../agent/journal/csv.ts';
import { checkEntry } from '../agent/journal/journal.testkit.ts';
import { csvOf } from '../portal/csv.ts';

const root = join(import.meta.dirname, '..');

const hostile = [
  ...['=', '+', '-', '@', '＝', '＋', '－', '＠'].map((sign) => `${sign}cmd|'/c calc'!A1`),
  ...['\t', '\r', '\n', '\r\n', ' ', '\u00a0', '\u2003', '\u200b', '\ufeff', '\u0000', '\u0007 '].map(
    (blank) => `${blank}=HYPERLINK("http://x.example")`,
  ),
  '=1;=2',
  '"=1',
  '=1"',
  '-2+3',
  '+33 1 23 45 67 89',
];
const harmless = ['Dolix 500 mg', 'a=b', 'Le Puy-en-Velay', '12', ' B-2', "d'Urgence", '“=1”', '1 + 1', ''];

const entry = { seq: 1, previousHash: 'a'.repeat(64), hash: 'b'.repeat(64), kind: 'check', override: false } as const;
const line = { at: '2026-11-22T09:30:00.000Z', quantity: -1, verdict: 'block', reasons: [], message: '' } as const;

/** How each kind of writer writes one text, and where it stands in the row. */
const writers = {
  'a list of the portal': {
    column: 'Nom',
    write: (text: string) => csvOf([{ key: 'name', header: 'Nom' }], [{ name: text }]),
  },
  'the journal': {
    column: 'reason',
    write: (text: string) => journalCsv([{ ...entry, ...checkEntry(), outcome: 'dispensed', reason: text }]),
  },
  'an inventory': {
    column: 'Lot',
    write: (text: string) =>
      inventoryCsv(
        [{ ...line, pack: { gtin: '03400930000014', lot: text } } as unknown as InventoryLine],
        'fr',
        'Europe/Paris',
      ),
  },
};

async function cellOf({ column, write }: (typeof writers)[keyof typeof writers], text: string): Promise<unknown> {
  const csv = await buffer(write(text));
  const [row] = parse(csv, { bom: true, delimiter: ';', columns: true }) as Array<Record<string, string>>;
  return row?.[column];
}

it.each(Object.entries(writers))('%s disarms what would be a formula, and nothing else', async (_, writer) => {
  // A quotation mark before the sign is text to a spreadsheet: the cell begins with it.
  const expected = (text: string) => (text === '"=1' ? text : `'${text}`);
  for (const text of hostile) expect(await cellOf(writer, text), JSON.stringify(text)).toBe(expected(text));
  for (const text of harmless) expect(await cellOf(writer, text), JSON.stringify(text)).toBe(text);
});

it('is how every CSV of ours is written', () => {
  const sources = globSync('{protocol,agent,portal,main,cli,native-bridge,installers}/**/*.ts', { cwd: root })
    .filter((file) => !/\.(test|testkit)\.ts$|[/\\](dist|node_modules)[/\\]/.test(file))
    .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(root, file), 'utf8') }))
    .filter(({ text }) => text.includes("from 'csv-stringify"));
  expect(sources.map(({ file }) => file)).toEqual(
    expect.arrayContaining(['portal/csv.ts', 'portal/reports/csv.ts', 'agent/journal/csv.ts']),
  );
  const other = sources.filter(({ text }) => {
    const [options, casts, ours] = [/stringify\(\{/g, /\bcast: \{/g, /\.\.\.spreadsheet\.cast\b/g].map(
      (pattern) => text.match(pattern)?.length ?? 0,
    );
    return !/stringify\(\{\s*\.\.\.spreadsheet,/.test(text) || options !== 1 || casts !== ours;
  });
  expect(other.map(({ file }) => file)).toEqual([]);
});
