/** The C of the service host that is not Windows, compiled for this machine under sanitizers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';

const here = import.meta.dirname;
const possible = process.platform === 'linux' && spawnSync('gcc', ['--version']).status === 0;

describe.skipIf(!possible)(
  `lines, words, texts and restarts in C${possible ? '' : ' (not tried: no gcc here)'}`,
  () => {
    it('hold, and touch no memory that is not theirs', () => {
      const dir = mkdtempSync(join(tmpdir(), 'vigilot-c-'));
      onTestFinished(() => rmSync(dir, { recursive: true }));
      const program = join(dir, 'portable');
      const sources = ['portable.testkit.c', 'event_text.c', 'frame.c', 'restart.c'].map((name) => join(here, name));
      const sanitizers = ['-fsanitize=address,undefined', '-fno-sanitize-recover=all', '-g'];
      execFileSync('gcc', ['-std=c11', '-Wall', '-Wextra', '-Werror', ...sanitizers, '-o', program, ...sources]);
      const { status, stdout, stderr } = spawnSync(program, { encoding: 'utf8' });
      expect([status, stdout, stderr]).toEqual([0, '', '']);
    });
  },
);

/** MS-DTYP 2.4.2.4, "service SID": S-1-5-80 and the SHA-1 of the name in capitals, in UTF-16. */
function serviceSid(name: string): string {
  const hash = createHash('sha1').update(Buffer.from(name.toUpperCase(), 'utf16le')).digest();
  return ['S-1-5-80', ...Array.from({ length: 5 }, (_, index) => hash.readUInt32LE(index * 4))].join('-');
}

it('the account of the service is the one of its name', () => {
  const header = readFileSync(join(here, 'host.h'), 'utf8');
  const [, name = ''] = /SERVICE_NAME L"(\w+)"/.exec(header) ?? [];
  expect(/SERVICE_SID L"([\d-]+|S-[\d-]+)"/.exec(header)?.[1]).toBe(serviceSid(name));
  // A SID that everybody knows: the one of Windows' own installer.
  expect(serviceSid('TrustedInstaller')).toBe('S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464');
});
