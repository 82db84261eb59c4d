import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { logTail } from './log-tail.ts';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-tail-'));
  mkdirSync(join(dataDir, 'logs'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
const write = (name: string, lines: readonly string[]) =>
  writeFileSync(join(dataDir, 'logs', name), lines.map((line) => `${line}\n`).join(''));

it('gives the newest whole lines, oldest first, over two files', async () => {
  write('agent.log.1', ['a', 'b', 'c']);
  write('agent.log', ['d', 'é']);
  expect(await logTail(dataDir)).toEqual(['a', 'b', 'c', 'd', 'é']);
});

it('takes no more than it was told, and begins with a whole line', async () => {
  write('agent.log.1', ['never', 'looked', 'at']);
  write(
    'agent.log',
    Array.from({ length: 100 }, (_, n) => `line ${n}`),
  );
  expect(await logTail(dataDir, 20)).toEqual(['line 98', 'line 99']);
});

it('is empty where there is no log, and says what the disk says', async () => {
  expect(await logTail(dataDir)).toEqual([]);
  expect(await logTail(join(dataDir, 'none'))).toEqual([]);
  mkdirSync(join(dataDir, 'logs', 'agent.log'));
  await expect(logTail(dataDir)).rejects.toThrow('EISDIR');
});
