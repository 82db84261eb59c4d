import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { INSTALLED_KEY, POLICY_KEY, type Reg, readWindowsPolicy } from './windows-policy.ts';

const names = ['portalUrl', 'hookPort', 'tillGroup', 'workstationName', 'headless', 'offlineLimit'];

const LISTED = [
  '',
  'HKEY_LOCAL_MACHINE\\Software\\Policies\\Microsoft',
  'HKEY_LOCAL_MACHINE\\Software\\Policies\\Vigilot',
  '',
].join('\r\n');

/** As regedit and reg.exe write it. */
const EXPORT = [
  'Windows Registry Editor Version 5.00',
  '',
  '[HKEY_LOCAL_MACHINE\\Software\\Policies\\Vigilot]',
  '@="unnamed"',
  '"PortalUrl"="https://portail.exemple.fr"',
  '"HookPort"=dword:0000464f',
  '"Headless"=dword:00000001',
  '"OfflineLimit"=hex(b):80,51,01,00,00,00,00,00',
  '"TillGroup"=""',
  '"WorkstationName"="Comptoir n° 2 \\"l’Étoile\\" C:\\\\caisse"',
  '"Later"=hex(2):25,00,54,00,45,00,4d,00,50,00,25,00,5c,00,61,00,62,00,63,00,64,00,65,\\',
  '  00,66,00,00,00',
  '"Odd"=hex:01,02',
  '',
  '[HKEY_LOCAL_MACHINE\\Software\\Policies\\Vigilot\\Below]',
  '"HookPort"=dword:00000001',
  '',
  '',
].join('\r\n');

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

/** Reads with a reg.exe that answers as recorded; `null`: it exits with 1, as for all that goes wrong. */
async function readWith(query: string | null, exported: Buffer | null = null) {
  const temporary = mkdtempSync(join(tmpdir(), 'vigilot-reg-'));
  onTestFinished(() => rmSync(temporary, { recursive: true }));
  const calls: string[][] = [];
  const reg: Reg = async (...args) => {
    calls.push(args);
    const [what, , file = ''] = args;
    if (what === 'query' && query !== null) return { stdout: query };
    if (what === 'export' && exported !== null) {
      await writeFile(file, exported);
      return { stdout: '' };
    }
    throw Object.assign(new Error('Command failed: reg.exe'), { code: 1 });
  };
  const reading = await readWindowsPolicy({ names, reg, temporary });
  expect(readdirSync(temporary)).toEqual([]);
  return { reading, calls };
}

describe('the policy of the registry', () => {
  it('is read with its types, whatever the case of its names', async () => {
    const { reading, calls } = await readWith(LISTED, utf16(EXPORT));
    expect(reading.where).toBe(POLICY_KEY);
    expect(reading.read()).toEqual({
      portalUrl: 'https://portail.exemple.fr',
      hookPort: 17_999,
      headless: 1,
      offlineLimit: 86_400,
      tillGroup: null,
      workstationName: 'Comptoir n° 2 "l’Étoile" C:\\caisse',
      Later: '%TEMP%\\abcdef',
      Odd: Uint8Array.of(1, 2),
    });
    // The machine's hive alone, and its 64-bit half whatever this process is.
    for (const args of calls) expect(args.join(' ')).toMatch(/^(query|export) HKEY_LOCAL_MACHINE.* \/reg:64$/);
  });

  it('is absent where its key is not listed', async () => {
    const { reading, calls } = await readWith('\r\nHKEY_LOCAL_MACHINE\\Software\\Policies\\Vigilot2\r\n');
    expect(reading.read()).toBeNull();
    expect(calls).toHaveLength(1);
  });

  it.each<[string, string | null, Buffer | null, RegExp]>([
    ['listed and not to be exported', LISTED, null, /Command failed/],
    ['not even to be listed', null, null, /Command failed/],
    ['something else', LISTED, Buffer.from('REGEDIT4\r\n'), /no export|encoded/],
    ['cut short', LISTED, utf16(EXPORT.slice(0, 180)), /not understood/],
    ['of a line that is none', LISTED, utf16(EXPORT.replace('dword:0000464f', 'dword:zz')), /not understood/],
  ])('that is %s is unreadable, not absent', async (_, query, exported, words) => {
    const { reading } = await readWith(query, exported);
    expect(() => reading.read()).toThrow(words);
  });

  it('a text may hold line ends and brackets', async () => {
    const tricky = 'a\r\n[HKEY_LOCAL_MACHINE\\\\x]\r\n\\"HookPort\\"=dword:00000002';
    const { reading } = await readWith(LISTED, utf16(EXPORT.replace('"https://portail.exemple.fr"', `"${tricky}"`)));
    expect(reading.read()).toMatchObject({ hookPort: 17_999, portalUrl: expect.stringContaining('"HookPort"=') });
  });

  it('what the installer was told is read likewise, from a key of its own', async () => {
    const calls: string[][] = [];
    const reg: Reg = async (...args) => {
      calls.push(args);
      return { stdout: '' };
    };
    const reading = await readWindowsPolicy({ names, key: INSTALLED_KEY, reg });
    expect([reading.where, reading.read()]).toEqual(['HKEY_LOCAL_MACHINE\\Software\\Vigilot', null]);
    expect(calls).toEqual([['query', 'HKEY_LOCAL_MACHINE\\Software', '/reg:64']]);
  });

  it('a name that plays a prototype is a name', async () => {
    const { reading } = await readWith(LISTED, utf16(EXPORT.replace('"PortalUrl"', '"__proto__"')));
    expect(Object.keys(reading.read() ?? {})).toContain('__proto__');
  });
});
