import { spawnSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { SUMS_FILE, writeSums } from './sums.ts';
import { place } from './supply.testkit.ts';

const here = spawnSync('sha256sum', ['--version']).stdout?.toString().includes('coreutils') === true;

describe.skipIf(!here)(`SHA256SUMS${here ? '' : ' (not tried: no sha256sum of coreutils here)'}`, () => {
  const folder = () => {
    const dir = mkdtempSync(join(tmpdir(), 'vigilot-sums-'));
    onTestFinished(() => rmSync(dir, { recursive: true }));
    place(dir, { 'vigilot-1.msi': 'one', 'vigilot headless.msi': 'two', 'vigilot.deb': 'three' });
    return dir;
  };
  const check = (dir: string) => {
    const { status, stdout } = spawnSync('sha256sum', ['--check', '--strict', SUMS_FILE], {
      cwd: dir,
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { status, lines: stdout.trim().split('\n') };
  };

  it('is what sha256sum checks, also of builds one after the other', async () => {
    const dir = folder();
    await writeSums(dir, [join(dir, 'vigilot.deb')]);
    await writeSums(dir, [join(dir, 'vigilot-1.msi'), join(dir, 'vigilot headless.msi')]);
    expect(check(dir)).toEqual({
      status: 0,
      lines: ['vigilot headless.msi: OK', 'vigilot-1.msi: OK', 'vigilot.deb: OK'],
    });
  });

  it('a byte changed since is found, also after the next build of another product', async () => {
    const dir = folder();
    await writeSums(dir, [join(dir, 'vigilot.deb')]);
    appendFileSync(join(dir, 'vigilot.deb'), 'x');
    await writeSums(dir, [join(dir, 'vigilot-1.msi')]);
    expect(check(dir)).toEqual({ status: 1, lines: ['vigilot-1.msi: OK', 'vigilot.deb: FAILED'] });
  });

  it('what is built anew has its new hash, and what is gone no line', async () => {
    const dir = folder();
    await writeSums(dir, [join(dir, 'vigilot.deb'), join(dir, 'vigilot-1.msi')]);
    appendFileSync(join(dir, 'vigilot-1.msi'), 'x');
    rmSync(join(dir, 'vigilot.deb'));
    await writeSums(dir, [join(dir, 'vigilot-1.msi')]);
    expect(check(dir)).toEqual({ status: 0, lines: ['vigilot-1.msi: OK'] });
    expect(readFileSync(join(dir, SUMS_FILE), 'utf8')).toMatch(/^[0-9a-f]{64} {2}vigilot-1\.msi\n$/);
  });

  it('refuses a name that it would have to write otherwise', async () => {
    await expect(writeSums(folder(), ['a\nb'])).rejects.toThrow('line breaks');
  });
});
