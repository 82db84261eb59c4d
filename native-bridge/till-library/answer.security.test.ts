/** What answers mean, attacked in C under AddressSanitizer and UndefinedBehaviorSanitizer (src/answer.fuzz.c). */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { nativeLack } from './native.testkit.ts';

const lack = nativeLack();
const ROUNDS = 50_000;

it.skipIf(lack !== null)(
  `no malformed answer clears a pack${lack === null ? '' : ` (not tried: ${lack})`}`,
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'vigilot-fuzz-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const sources = ['answer.fuzz.c', 'answer.c', 'json.c', 'text.c'].map((name) =>
      join(import.meta.dirname, 'src', name),
    );
    const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
    const program = join(folder, 'fuzz');
    execFileSync('gcc', [
      '-std=c11',
      '-g',
      '-O1',
      '-Wall',
      '-Wextra',
      '-Werror',
      ...sanitizers,
      ...sources,
      '-o',
      program,
    ]);
    const { status, stdout, stderr } = spawnSync(program, [String(ROUNDS)], { encoding: 'utf8' });
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: 'faults: 0\n', stderr: '' });
  },
  120_000,
);
