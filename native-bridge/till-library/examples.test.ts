/** The examples, compiled and run as they stand: same packs, same verdicts, same outcomes, and verify without an agent. */
import { execFile, spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { session } from '../../fixtures/demo/packs.ts';
import { type Counter, openCounter } from './counter.testkit.ts';
import { nativeBuild, nativeLack } from './native.testkit.ts';

const examples = join(import.meta.dirname, 'examples');
const run = async (command: string, args: readonly string[], env?: NodeJS.ProcessEnv) =>
  (await promisify(execFile)(command, args, { env: { ...process.env, ...env } })).stdout;

interface Example {
  readonly file: string;
  /** Programs it needs here, with the argument that asks their version. */
  readonly needs: ReadonlyArray<readonly [string, string]>;
  /** By the library's door, or over HTTP. */
  readonly door: 'library' | 'http';
  /** Makes it ready in `work`, where the library stands, and runs it with these arguments. */
  readonly run: (work: string, args: readonly string[]) => Promise<string>;
}

const table: readonly Example[] = [
  {
    file: 'till.c',
    needs: [['gcc', '--version']],
    door: 'library',
    run: async (work, args) => {
      const flags = ['-Wall', '-Wextra', '-Werror', `-I${work}`, `-L${work}`, `-Wl,-rpath,${work}`];
      await run('gcc', [...flags, join(examples, 'till.c'), '-lvigilot', '-o', join(work, 'till-c')]);
      return run(join(work, 'till-c'), args);
    },
  },
  {
    file: 'Till.pas',
    needs: [['fpc', '-iV']],
    door: 'library',
    run: async (work, args) => {
      const output = [`-FE${work}`, `-FU${work}`, `-Fl${work}`, `-k-rpath=${work}`];
      await run('fpc', ['-v0', ...output, join(examples, 'Till.pas')]);
      return run(join(work, 'Till'), args, { LD_LIBRARY_PATH: work, LC_ALL: 'C.UTF-8' });
    },
  },
  {
    file: 'Till.cs',
    needs: [
      ['mcs', '--version'],
      ['mono', '--version'],
    ],
    door: 'library',
    run: async (work, args) => {
      await run('mcs', [`-out:${join(work, 'Till.exe')}`, join(examples, 'Till.cs')]);
      return run('mono', [join(work, 'Till.exe'), ...args], { LD_LIBRARY_PATH: work, LC_ALL: 'C.UTF-8' });
    },
  },
  {
    file: 'till_native.py',
    needs: [['python3', '--version']],
    door: 'library',
    run: (work, args) => run('python3', [join(examples, 'till_native.py'), join(work, 'libvigilot.so'), ...args]),
  },
  {
    file: 'till_http.py',
    needs: [['python3', '--version']],
    door: 'http',
    run: (_, args) => run('python3', [join(examples, 'till_http.py'), ...args]),
  },
  {
    file: 'Till.java',
    needs: [
      ['java', '-version'],
      ['javac', '-version'],
    ],
    door: 'http',
    run: async (work, args) => {
      await run('javac', ['-Xlint:all', '-Werror', '-encoding', 'UTF-8', '-d', work, join(examples, 'Till.java')]);
      return run('java', ['-cp', work, 'Till', ...args], { LC_ALL: 'C.UTF-8' });
    },
  },
  {
    file: 'till.ps1',
    needs: [['pwsh', '--version']],
    door: 'http',
    run: (_, args) => run('pwsh', ['-NoProfile', '-File', join(examples, 'till.ps1'), ...args]),
  },
];

const lacks = ({ needs, door }: Example): string | null => {
  const missing = needs.filter(([tool, ask]) => spawnSync(tool, [ask]).status !== 0).map(([tool]) => tool);
  if (missing.length > 0) return `needs ${missing.join(' and ')}`;
  return door === 'library' ? nativeLack() : null;
};
const tried = table.map((example) => ({ ...example, lack: lacks(example) }));

describe('an example of a till', () => {
  let counter: Counter;
  let work: string;

  beforeAll(async () => {
    counter = await openCounter();
    work = mkdtempSync(join(tmpdir(), 'vigilot-examples-'));
    if (nativeLack() !== null) return;
    const dist = await nativeBuild();
    copyFileSync(join(dist, 'vigilot.h'), join(work, 'vigilot.h'));
    copyFileSync(join(dist, 'linux-x64', 'libvigilot.so'), join(work, 'libvigilot.so'));
  });
  afterAll(async () => {
    await counter?.close();
    rmSync(work, { recursive: true, force: true });
  });

  const verdictsOf = (text: string) =>
    text
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);

  for (const { file, door, run: start, lack } of tried) {
    it.skipIf(lack !== null)(
      `${file}${lack === null ? '' : ` (not run: ${lack})`}`,
      async () => {
        const scans = session.map(({ scan }) => scan);
        const before = await outcomes(counter);
        const place = door === 'library' ? counter.address : counter.hook.dataDir;
        const said = await start(work, [place, ...scans]);
        expect(verdictsOf(said)).toEqual(session.map(({ verdict }) => verdict));
        // Sentences arrive whole, accents included.
        expect(said).toContain('rappelé');
        const told = (await outcomes(counter)).slice(before.length);
        expect(told).toEqual(session.map(({ verdict }) => (verdict === 'allow' ? 'dispensed' : 'refused')));

        const absent = door === 'library' ? join(counter.folder, 'nobody') : counter.folder;
        expect(verdictsOf(await start(work, [absent, ...scans]))).toEqual(scans.map(() => 'verify'));
        expect(verdictsOf(await start(work, [place, 'hello']))).toEqual(['verify']);
      },
      90_000,
    );
  }
});

async function outcomes({ hook }: Counter): Promise<string[]> {
  const { body } = await hook.ask<{ rows: Array<{ kind: string; outcome: string }> }>('/v1/journal');
  return body.rows.filter(({ kind }) => kind === 'outcome').map(({ outcome }) => outcome);
}
