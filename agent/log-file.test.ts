import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LogFile, type LogFileOptions } from './log-file.ts';

let dataDir: string;
let faults: Error[];
let now: number;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'vigilot-log-'));
  faults = [];
  now = 0;
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const make = (options: Partial<LogFileOptions> = {}) =>
  new LogFile({ dataDir, onFault: (error) => faults.push(error), now: () => now, ...options });
const open = (options: Partial<LogFileOptions> = {}) => {
  const file = make(options);
  file.begin();
  return file;
};
const text = (name = 'agent.log') => readFileSync(join(dataDir, 'logs', name), 'utf8');

describe('the log file', () => {
  it('has every line once it is closed, and goes on where the run before ended', async () => {
    const first = open();
    for (let n = 0; n < 100; n++) first.write(`line ${n}\n`);
    await first.close();
    const second = open();
    second.write('again\n');
    await second.close();
    expect(text()).toBe(`${Array.from({ length: 100 }, (_, n) => `line ${n}\n`).join('')}again\n`);
    expect([first.fault, second.fault, faults]).toEqual([null, null, []]);
  });

  it.skipIf(process.platform === 'win32')('is its owner’s alone, folder and all', async () => {
    const file = open({ size: '64B' });
    for (let n = 0; n < 10; n++) file.write(`${'x'.repeat(20)}\n`);
    await file.close();
    expect(statSync(join(dataDir, 'logs')).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(join(dataDir, 'logs'))) {
      expect(statSync(join(dataDir, 'logs', name)).mode & 0o777, name).toBe(0o600);
    }
  });

  it('keeps five files, the newest lines', async () => {
    const file = open({ size: '1K' });
    for (let n = 0; n < 400; n++) file.write(`line ${String(n).padStart(94, '.')}\n`);
    await file.close();
    const names = readdirSync(join(dataDir, 'logs')).sort();
    expect(names).toEqual(['agent.log', 'agent.log.1', 'agent.log.2', 'agent.log.3', 'agent.log.4']);
    const lines = names.toReversed().flatMap((name) => text(name).split('\n').filter(Boolean));
    expect(lines.at(-1) ?? '').toMatch(/399$|\.399$/);
    expect(lines.map((line) => Number(/\d+$/.exec(line)?.[0]))).toEqual(
      Array.from({ length: lines.length }, (_, n) => 400 - lines.length + n),
    );
  });

  it('creates nothing before the first line', async () => {
    await open().close();
    expect(readdirSync(dataDir)).toEqual([]);
  });

  it('holds the first lines until the folder is its own, and writes nothing where it never is', async () => {
    const held = make();
    for (let n = 0; n < 300; n++) held.write(`early ${n}\n`);
    await held.close();
    expect(readdirSync(dataDir)).toEqual([]);
    const file = make();
    file.write('early\n');
    file.begin();
    file.write('late\n');
    await file.close();
    expect(text()).toBe('early\nlate\n');
  });
});

describe('a disk that refuses', () => {
  it('is told once, is tried again later, and the lines go on', async () => {
    // A file stands where the folder should.
    writeFileSync(join(dataDir, 'logs'), '');
    const file = open();
    for (let n = 0; n < 5; n++) file.write('lost\n');
    expect(faults).toHaveLength(1);
    now += 61_000;
    file.write('lost\n');
    expect(faults).toHaveLength(1);
    expect(file.fault).not.toBeNull();
    rmSync(join(dataDir, 'logs'));
    file.write('too early\n');
    now += 61_000;
    file.write('written\n');
    await file.close();
    expect(text()).toBe('written\n');
    expect(file.fault).toBeNull();
  });

  it('is told again where it fails anew', async () => {
    writeFileSync(join(dataDir, 'logs'), '');
    const file = open();
    file.write('lost\n');
    rmSync(join(dataDir, 'logs'));
    now += 61_000;
    file.write('written\n');
    await vi.waitFor(() => expect(file.fault).toBeNull());
    await file.close();
    expect(faults).toHaveLength(1);
  });

  it('that fails when the file is opened is no unhandled error', async () => {
    mkdirSync(join(dataDir, 'logs', 'agent.log'), { recursive: true });
    const file = open();
    file.write('lost\n');
    await vi.waitFor(() => expect(faults).toHaveLength(1));
    file.write('lost too\n');
    await file.close();
    expect(String(faults[0])).toMatch(/not a file|EISDIR/);
  });

  it('drops what comes after the end', async () => {
    const file = open();
    file.write('one\n');
    await file.close();
    file.write('two\n');
    await file.close();
    expect(text()).toBe('one\n');
  });
});
