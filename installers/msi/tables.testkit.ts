/** For tests: the tables of an MSI, and an image to build one of that needs no Node and no Electron. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { iconIco } from '../../main/package/icons.ts';

export type Row = Readonly<Record<string, string>>;

/** The rows of one table, by column name, sorted; none where the MSI has no such table. */
export function tableOf(msi: string, table: string): Row[] {
  if (!tablesOf(msi).includes(table)) return [];
  const lines = exported(msi, table)
    .split('\r\n')
    .filter((line) => line !== '');
  const [names = ''] = lines;
  const columns = names.split('\t');
  return lines
    .slice(3)
    .sort()
    .map((line) => {
      const values = line.split('\t');
      return Object.fromEntries(columns.map((column, at) => [column, values[at] ?? '']));
    });
}

export function tablesOf(msi: string): string[] {
  return info('tables', msi)
    .split('\n')
    .filter((name) => name !== '')
    .sort();
}

/** Everything an MSI says, table by table, in an order of its own: equal for equal packages. */
export function wholeOf(msi: string): Record<string, unknown> {
  return Object.fromEntries(tablesOf(msi).map((table) => [table, exported(msi, table).split('\r\n').sort()]));
}

/** Files as an MSI of that edition holds them, with nothing in them. */
export function standInImage(folder: string, files: readonly string[]): string {
  for (const file of files) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `stand-in for ${file}\n`);
  }
  return folder;
}

export function iconIn(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'vigilot.ico');
  writeFileSync(path, iconIco());
  return path;
}

const exported = (msi: string, table: string) => info('export', msi, table).replaceAll('\0', '');

/** Beside the MSI: an export of a table that holds streams writes them where it runs. */
const info = (command: string, msi: string, ...rest: string[]) =>
  execFileSync('msiinfo', [command, msi, ...rest], { cwd: dirname(msi), encoding: 'utf8', maxBuffer: 2 ** 26 });
