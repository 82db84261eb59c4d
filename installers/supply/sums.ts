/** SHA256SUMS: the hashes of what a folder holds for release, as coreutils' `sha256sum --check` reads them. */
import { existsSync } from 'node:fs';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { sha256 } from '../service/locked-package.ts';

export const SUMS_FILE = 'SHA256SUMS';

/**
 * Writes the lines of `paths`, files of `folder`. Lines of other files stay as they are while the files are there: who builds one product after
 * the other gets one list, and what was changed since does not pass.
 */
export async function writeSums(folder: string, paths: readonly string[]): Promise<void> {
  const file = join(folder, SUMS_FILE);
  const sums = new Map<string, string>();
  for (const line of existsSync(file) ? (await readFile(file, 'utf8')).split('\n') : []) {
    const [, hash, name] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
    if (hash !== undefined && name !== undefined && existsSync(join(folder, name))) sums.set(name, hash);
  }
  for (const path of paths) {
    const name = basename(path);
    // coreutils would write such a name in a form of its own.
    if (/[\\\n\r]/.test(name)) throw new Error(`${path}: a name without backslashes and line breaks is expected`);
    sums.set(name, await sha256(path));
  }
  const lines = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, hash]) => `${hash}  ${name}\n`);
  await writeFile(`${file}.part`, lines.join(''));
  await rename(`${file}.part`, file);
}
