import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DesktopEntryAutostart } from './desktop-entry.ts';
import { RUN_KEY, RunKeyAutostart } from './run-key.ts';

describe('autostart on Linux', () => {
  function session(program = '/opt/Vigilot/vigilot') {
    const home = mkdtempSync(join(tmpdir(), 'vigilot-autostart-'));
    onTestFinished(() => rmSync(home, { recursive: true }));
    const system = join(home, 'etc');
    return {
      system,
      entry: join(home, '.config/autostart/vigilot.desktop'),
      autostart: new DesktopEntryAutostart({ program, environment: { HOME: home }, system }),
    };
  }

  it('stands in the person’s folder, and goes', async () => {
    const { autostart, entry } = session();
    expect(await autostart.apply(true)).toBe('on');
    expect(readFileSync(entry, 'utf8')).toMatch(/^\[Desktop Entry\]\nType=Application\n/);
    expect(readFileSync(entry, 'utf8')).toContain('\nExec="/opt/Vigilot/vigilot" --hidden\n');
    expect(await autostart.apply(true)).toBe('on');
    expect(await autostart.apply(false)).toBe('off');
    expect(existsSync(entry)).toBe(false);
    expect(await autostart.apply(false)).toBe('off');
  });

  it('quotes a path as the specification says', async () => {
    const { autostart, entry } = session('/home/a b/$x"y\\z/50%.AppImage');
    await autostart.apply(true);
    expect(readFileSync(entry, 'utf8')).toContain(String.raw`Exec="/home/a b/\\$x\\"y\\\\z/50%%.AppImage" --hidden`);
  });

  it('follows the program to its new place', async () => {
    const { autostart, entry } = session();
    await autostart.apply(true);
    writeFileSync(entry, readFileSync(entry, 'utf8').replace('/opt/', '/old/'));
    await autostart.apply(true);
    expect(readFileSync(entry, 'utf8')).toContain('"/opt/Vigilot/vigilot"');
  });

  it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])('is the person’s to turn off: %s', async (line) => {
    const { autostart, entry } = session();
    await autostart.apply(true);
    const own = readFileSync(entry, 'utf8').replace(/X-GNOME.*/, line);
    writeFileSync(entry, own);
    for (const wanted of [true, false]) expect(await autostart.apply(wanted)).toBe('refused');
    expect(readFileSync(entry, 'utf8')).toBe(own);
  });

  it('leaves to a package what it does for every account', async () => {
    const { autostart, entry, system } = session();
    mkdirSync(system);
    writeFileSync(join(system, 'vigilot.desktop'), '[Desktop Entry]\n');
    expect(await autostart.apply(true)).toBe('installer');
    expect(existsSync(entry)).toBe(false);
  });
});

describe('autostart under Windows', () => {
  /** A registry as reg.exe answers for it: values of the person's hive, and whether an installer for IT was here. */
  function registry({ installed = false, approved = null as string | null } = {}) {
    const values = new Map<string, string>();
    const writes: string[] = [];
    const autostart = new RunKeyAutostart({
      program: 'C:\\Users\\anne\\AppData\\Local\\Programs\\vigilot\\Vigilot.exe',
      environment: {},
      reg: async (what, key = '', ...rest) => {
        if (what === 'add') values.set(key, rest[rest.indexOf('/d') + 1] ?? '');
        if (what === 'delete') values.delete(key);
        if (what !== 'query') writes.push(key);
        const there = key.endsWith('StartupApproved\\Run')
          ? approved !== null
          : key.startsWith('HKEY_LOCAL_MACHINE')
            ? installed
            : values.has(key);
        if (what === 'query' && !there) throw Object.assign(new Error('Command failed: reg.exe'), { code: 1 });
        return { stdout: `    Vigilot    REG_BINARY    ${approved}\r\n` };
      },
    });
    return { autostart, values, writes };
  }

  it('is a value of the person’s Run key, and goes', async () => {
    const { autostart, values, writes } = registry();
    expect(await autostart.apply(true)).toBe('on');
    expect(values.get(RUN_KEY)).toBe('"C:\\Users\\anne\\AppData\\Local\\Programs\\vigilot\\Vigilot.exe" --hidden');
    expect(await autostart.apply(false)).toBe('off');
    expect(await autostart.apply(false)).toBe('off');
    expect([values.size, writes]).toEqual([0, [RUN_KEY, RUN_KEY]]);
  });

  it.each([
    ['02000000A1B2C3D4E5F60718', 'on'],
    ['03000000A1B2C3D4E5F60718', 'refused'],
  ])('says what the person decided (%s), and never writes where that stands', async (approved, state) => {
    const { autostart, writes } = registry({ approved });
    expect(await autostart.apply(true)).toBe(state);
    expect(writes).toEqual([RUN_KEY]);
  });

  it('leaves to the installer for IT what it does for every account', async () => {
    const { autostart, writes } = registry({ installed: true });
    for (const wanted of [true, false]) expect(await autostart.apply(wanted)).toBe('installer');
    expect(writes).toEqual([]);
  });
});
