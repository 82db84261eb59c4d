/** docs/promise.md names tests: each of them is there, and none that is about faults is left out. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const promise = readFileSync(join(root, 'docs/promise.md'), 'utf8');

/** Each file with the titles that follow it, up to the next file or the end of the row. */
const named = [...promise.matchAll(/`([\w./-]+\.test\.ts)`((?:[ ,]*“[^”]*”)*)/g)].map(([, file = '', titles = '']) => ({
  file,
  titles: [...titles.matchAll(/“([^”]*)”/g)].map(([, title = '']) => title),
}));

/** Whether a source has a test under that title: what a template adds to its end does not count. */
function holds(source: string, title: string): boolean {
  const escaped = title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\b(it|test)(\\.\\w+\\([^)]*\\))?\\(\\s*['"\`]${escaped}(['"\`]|\\$\\{)`).test(source);
}

it.each(named.filter(({ file }) => file !== 'faults/promise.test.ts'))('$file', ({ file, titles }) => {
  const source = readFileSync(join(root, file), 'utf8');
  expect(titles).not.toEqual([]);
  expect(titles.filter((title) => !holds(source, title))).toEqual([]);
});

it('names every test of faults', () => {
  const files = globSync('{protocol,agent,portal,native-bridge,cli,main,faults}/**/*.faults.test.ts', { cwd: root });
  const inPromise = new Set(named.map(({ file }) => file));
  expect(files.length).toBeGreaterThan(8);
  expect(files.map((file) => file.replaceAll('\\', '/')).filter((file) => !inPromise.has(file))).toEqual([]);
});
