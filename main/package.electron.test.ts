/** The package as it ships: its fuses, its archive, and what lies in it. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { expectDescribed } from '../installers/supply/bom.testkit.ts';
import { programIn } from './package/place.ts';
import { electronDist, packageAs } from './package.testkit.ts';

const packaged = inject('packaged');
const WANTED: Readonly<Record<keyof typeof FuseV1Options, boolean>> = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: true,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
  WasmTrapHandlers: true,
};

/** State of each fuse a program has, by name. */
async function fusesOf(program: string): Promise<Record<string, boolean>> {
  const { version: _, resetAdHocDarwinSignature: __, ...wire } = await getCurrentFuseWire(program);
  return Object.fromEntries(
    Object.entries(wire).map(([fuse, state]) => [FuseV1Options[Number(fuse)] ?? fuse, state === FuseState.ENABLE]),
  );
}

interface ArchiveEntry {
  readonly files?: Readonly<Record<string, ArchiveEntry>>;
  readonly size?: number;
  readonly offset?: string;
  readonly unpacked?: boolean;
  readonly integrity?: { readonly algorithm: string; readonly hash: string };
}

/** The entries of an asar by path, and what is in those that are not unpacked. */
function readArchive(path: string): Map<string, { entry: ArchiveEntry; content: Buffer | null }> {
  const bytes = readFileSync(path);
  // Two of Chromium's pickles: the length of the header, then the header as JSON with its own length.
  const start = 8 + bytes.readUInt32LE(4);
  const header = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as ArchiveEntry;
  const found = new Map<string, { entry: ArchiveEntry; content: Buffer | null }>();
  const walk = (folder: ArchiveEntry, prefix: string) => {
    for (const [name, entry] of Object.entries(folder.files ?? {})) {
      if (entry.files !== undefined) walk(entry, `${prefix}${name}/`);
      else {
        const at = start + Number(entry.offset);
        found.set(`${prefix}${name}`, {
          entry,
          content: entry.unpacked === true ? null : bytes.subarray(at, at + (entry.size ?? 0)),
        });
      }
    }
  };
  walk(header, '');
  return found;
}

describe.skipIf(packaged === null)(
  packaged === null ? 'the package: not run, no Electron here (npx install-electron)' : 'the package',
  () => {
    const { shipped, driven } = packaged ?? { shipped: '', driven: '' };
    const archive = join(shipped, 'resources/app.asar');

    test('has every fuse where it was decided; the tests’ own differs in the inspector alone', async () => {
      const fuses = await fusesOf(programIn(shipped, 'linux'));
      // An older Electron does not have the last of them.
      const known = Object.entries(WANTED).filter(([name]) => name in fuses);
      expect(known.length).toBeGreaterThanOrEqual(8);
      expect(fuses).toEqual(Object.fromEntries(known));
      expect(await fusesOf(programIn(driven, 'linux'))).toEqual({ ...fuses, EnableNodeCliInspectArguments: true });
    });

    test('is no Node for whoever asks it to be one, and no one’s debugger', async () => {
      const home = await mkdtemp(join(tmpdir(), 'vigilot-fuses-'));
      onTestFinished(() => rm(home, { recursive: true, force: true }));
      const env = { PATH: process.env.PATH, HOME: home, XDG_CONFIG_HOME: home };
      // Without a display it ends before it does anything.
      const ask = (program: string, args: string[], more: NodeJS.ProcessEnv) =>
        spawnSync(program, ['--no-sandbox', ...args], { env: { ...env, ...more }, encoding: 'utf8', timeout: 30_000 });
      const node = spawnSync(programIn(shipped, 'linux'), ['-p', '6*7'], {
        env: { ...env, ELECTRON_RUN_AS_NODE: '1' },
        encoding: 'utf8',
        timeout: 30_000,
      });
      expect(node.stdout).not.toContain('42');
      expect(ask(programIn(driven, 'linux'), ['--inspect=0'], {}).stderr).toContain('Debugger listening');
      expect(ask(programIn(shipped, 'linux'), ['--inspect=0'], {}).stderr).not.toContain('Debugger listening');
    });

    test('holds what it needs and nothing of how it was made', () => {
      const files = readArchive(archive);
      const names = [...files.keys()];
      const package_ = 'node_modules/better-sqlite3/';
      expect(names.filter((name) => !/^(main|renderer)\/dist\//.test(name) && !name.startsWith(package_))).toEqual([
        'LICENSE',
        'main/boot.cjs',
        'package.json',
      ]);
      expect(names.filter((name) => name.startsWith(package_) && !/\/lib\/.*\.js$/.test(name))).toEqual([
        `${package_}LICENSE`,
        `${package_}package.json`,
        `${package_}prebuilds/linux-${process.arch}.node`,
      ]);
      expect(names.filter((name) => /\.(ts|tsx|map|test|testkit)\b/.test(name))).toEqual([]);
      expect(names).toContain('renderer/dist/index.html');
      for (const name of ['shell', 'core', 'register.worker']) expect(names).toContain(`main/dist/${name}.js`);
      const manifest = JSON.parse(String(files.get('package.json')?.content)) as Record<string, unknown>;
      expect(manifest).toMatchObject({ name: 'vigilot', main: 'main/boot.cjs', type: 'module' });
      expect(manifest).not.toHaveProperty('scripts');
      expect(manifest).not.toHaveProperty('devDependencies');
      const root = join(import.meta.dirname, '..');
      for (const [name, { content }] of files) {
        expect(content?.includes(root), `${name} names the folder it was built in`).not.toBe(true);
      }
    });

    test('carries the licences of all that is in it, and their list', async () => {
      const files = readArchive(archive);
      const licences = readFileSync(join(shipped, 'licences.md'), 'utf8');
      for (const name of ['fastify', 'jose', 'ws', 'preact', 'better-sqlite3', 'sqlite', 'electron'])
        expect(licences).toMatch(new RegExp(`^## ${name} \\d`, 'm'));
      // The portal's alone.
      expect(licences).not.toContain('## kysely ');
      expect([...files.keys()].filter((name) => name.includes('licences'))).toEqual([]);
      expect(String(files.get('LICENSE')?.content)).toContain('Apache License');
      expect(existsSync(join(shipped, 'LICENSES.chromium.html'))).toBe(true);
      await expectDescribed(shipped);
    });

    test('has an archive whose every file is as its header says, and machine code beside it', () => {
      for (const [name, { entry, content }] of readArchive(archive)) {
        if (content === null) {
          expect(name).toMatch(/\.node$/);
          const unpacked = readFileSync(join(shipped, 'resources/app.asar.unpacked', name));
          expect(unpacked.subarray(1, 4).toString('latin1')).toBe('ELF');
        } else {
          const hash = createHash('sha256').update(content).digest('hex');
          expect(entry.integrity, name).toMatchObject({ algorithm: 'SHA256', hash });
        }
      }
      expect(readdirSync(join(shipped, 'resources')).filter((name) => name.endsWith('.asar'))).toEqual(['app.asar']);
    });

    test('speaks French and English', () => {
      expect(readdirSync(join(shipped, 'locales')).sort()).toEqual(['en-US.pak', 'fr.pak']);
    });

    test('is the same when it is made again', async () => {
      const output = await mkdtemp(join(tmpdir(), 'vigilot-again-'));
      onTestFinished(() => rm(output, { recursive: true, force: true }));
      const again = packageAs(output, electronDist() ?? '');
      for (const name of ['resources/app.asar', 'vigilot']) {
        expect(readFileSync(join(again, name)).equals(readFileSync(join(shipped, name))), name).toBe(true);
      }
    });
  },
);
