/** What the built libraries hand out and ask for, by the tools that made them; 32-bit code is judged by this alone. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { buildTillLibrary, canBuild } from './build.ts';

const text = (name: string) => readFileSync(join(import.meta.dirname, name), 'utf8');
const exported = [...text('vigilot.def').matchAll(/^ {2}(\w+)$/gm)].map(([, name]) => name);
const tools = { x64: 'x86_64-w64-mingw32-', x86: 'i686-w64-mingw32-' } as const;

it('vigilot.def lists what vigilot.h declares', () => {
  const declared = [...text('vigilot.h').matchAll(/VIGILOT_CALL (\w+)\(/g)].map(([, name]) => name);
  expect(exported).toEqual(declared.toSorted());
});

/** `VIGILOT_…` and its number, as the header defines it. */
const header = Object.fromEntries(
  [...text('vigilot.h').matchAll(/#define (VIGILOT_\w+) (\d+)/g)].map(([, name = '', value]) => [name, Number(value)]),
);

it('the numbers in Pascal and WinDev are those of the header, and Pascal has all of them', () => {
  const numbers = (name: string) =>
    Object.fromEntries(
      [...text(`examples/${name}`).matchAll(/\b(VIGILOT_\w+)\s*= (\d+)/g)].map(([, key = '', value]) => [
        key,
        Number(value),
      ]),
    );
  expect(numbers('Vigilot.pas')).toEqual(header);
  const { VIGILOT_ALLOW, VIGILOT_VERIFY, VIGILOT_BLOCK } = header;
  expect(numbers('till.wl')).toEqual({ VIGILOT_ALLOW, VIGILOT_VERIFY, VIGILOT_BLOCK });
});

it('the verdicts in C# and Python are those of the header', () => {
  const { VIGILOT_ALLOW: allow, VIGILOT_VERIFY: verify, VIGILOT_BLOCK: block } = header;
  expect(text('examples/Till.cs')).toContain(`const int Allow = ${allow}, Verify = ${verify}, Block = ${block};`);
  expect(text('examples/till_native.py')).toContain(`ALLOW, VERIFY, BLOCK = ${allow}, ${verify}, ${block}\n`);
});

it('functions that examples import are exported, and PowerShell, which few machines of developers run, asks as Python does', () => {
  for (const name of ['Vigilot.pas', 'Till.cs', 'till_native.py', 'till.c', 'till.wl'])
    for (const [called = ''] of text(`examples/${name}`).matchAll(/\bvigilot_\w+/g))
      expect(exported, `${name}: ${called}`).toContain(called);
  const python = text('examples/till_http.py');
  const words = ['till.json', '/v1/health?challenge=', '/v1/checks', '/outcome', 'proofs', 'token', 'saleReference'];
  for (const word of [...words, 'terminal', 'scan', 'dispensed', 'refused', 'Bearer ', 'Accept-Language']) {
    expect(python, word).toContain(word);
    expect(text('examples/till.ps1'), word).toContain(word);
  }
  // PowerShell 5.1 would read its accents otherwise.
  expect(text('examples/till.ps1').charCodeAt(0)).toBe(0xfeff);
});

for (const target of ['x64', 'x86'] as const) {
  const can = await canBuild(target);
  describe.skipIf(!can)(`vigilot.dll ${target}${can ? '' : ` (not built: needs ${tools[target]}gcc)`}`, () => {
    it('exports what vigilot.def lists without decoration, asks for the system’s own libraries alone, and is built the same twice', async () => {
      const dist = mkdtempSync(join(tmpdir(), 'vigilot-files-'));
      onTestFinished(() => rmSync(dist, { recursive: true }));
      await buildTillLibrary([target], dist);
      const dll = join(dist, target, 'vigilot.dll');
      const first = readFileSync(dll);
      const dump = execFileSync(`${tools[target]}objdump`, ['-p', dll], { encoding: 'utf8' });
      const [names = ''] = dump.slice(dump.indexOf('[Ordinal/Name Pointer] Table')).split('\n\n');
      expect(
        [...names.matchAll(/\[ *\d+\] (?:\+base\[ *\d+\] +[0-9a-f]+ )?(\w+(?:@\d+)?)$/gm)].map(([, name]) => name),
      ).toEqual(exported);
      const imports = [...dump.matchAll(/DLL Name: (\S+)/g)].map(([, name = '']) => name.toLowerCase());
      expect(imports.toSorted()).toEqual(['advapi32.dll', 'kernel32.dll']);
      for (const flag of ['DYNAMIC_BASE', 'NX_COMPAT', ...(target === 'x64' ? ['HIGH_ENTROPY_VA'] : [])])
        expect(dump).toContain(flag);

      // Callers of x86 link by __stdcall's decorated names.
      const symbols = execFileSync(`${tools[target]}nm`, [join(dist, target, 'vigilot.lib')], { encoding: 'utf8' });
      expect(symbols).toMatch(target === 'x64' ? / T vigilot_check$/m : / T _vigilot_check@28$/m);
      await buildTillLibrary([target], dist);
      expect(readFileSync(dll).equals(first)).toBe(true);
    }, 120_000);
  });
}
