/**
 * For tests in a real Electron: the application packaged once as it ships, and beside it the one that tests drive. A global
 * setup of vitest; with no Electron here it makes nothing.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, FuseVersion, flipFuses } from '@electron/fuses';
import type { TestProject } from 'vitest/node';
import { electronHere, programIn } from './package/place.ts';

declare module 'vitest' {
  interface ProvidedContext {
    packaged: Packaged | null;
  }
}

/** Folders of one application, packaged twice. */
interface Packaged {
  /** As it ships. */
  readonly shipped: string;
  /**
   * The same for tests to drive, with two differences: Node's inspector may be asked for on the command line, since Playwright
   * speaks through it, and an older Electron gets its own build of better-sqlite3.
   */
  readonly driven: string;
}

/** Folder of an Electron: named by Electron's own variable, fetched by its installer, or brought for tests. Null: none here. */
export function electronDist(): string | null {
  const brought = join(homedir(), '.cache/vigilot-electron/dist');
  return electronHere() ?? (existsSync(join(brought, 'version')) ? brought : null);
}

/** Packages; what it returns takes the packages away. */
export async function setup({ provide }: TestProject): Promise<() => void> {
  const dist = electronDist();
  if (dist === null) {
    provide('packaged', null);
    return () => undefined;
  }
  const output = mkdtempSync(join(tmpdir(), 'vigilot-package-'));
  // Tests also start it under other accounts.
  chmodSync(output, 0o755);
  const remove = () => rmSync(output, { recursive: true, force: true });
  try {
    const shipped = packageAs(output, dist);
    const driven = join(output, 'driven');
    await makeDriven(shipped, driven, dist);
    provide('packaged', { shipped, driven });
    return remove;
  } catch (error) {
    remove();
    throw error;
  }
}

/**
 * The application of this system, packaged into `output` by the program of `npm run package`: a process of its own, since
 * electron-builder ends whatever process it was loaded into with 0, failed tests or not. Throws what that program says.
 */
export function packageAs(output: string, dist: string): string {
  const program = join(import.meta.dirname, 'package/main.ts');
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, '--linux', '--output', output], {
    env: { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: dist },
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the application was not packaged:\n${stdout}\n${stderr}`);
  return join(output, 'linux-unpacked');
}

/** A copy of an application with the inspector's fuse on, and with the machine code that an older Electron brings along. */
export async function makeDriven(shipped: string, driven: string, dist: string): Promise<void> {
  linkTree(shipped, driven);
  const program = programIn(driven, 'linux');
  // A file of its own: the links are the shipped ones.
  rmSync(program);
  copyFileSync(programIn(shipped, 'linux'), program);
  await flipFuses(program, { version: FuseVersion.V1, [FuseV1Options.EnableNodeCliInspectArguments]: true });
  const own = join(dist, '..', 'better_sqlite3.node');
  if (!existsSync(own)) return;
  const binding = join(
    driven,
    'resources/app.asar.unpacked/node_modules/better-sqlite3/prebuilds',
    `linux-${process.arch}.node`,
  );
  rmSync(binding);
  copyFileSync(own, binding);
}

/** The same tree again, in links: a package has a quarter of a gigabyte. */
function linkTree(from: string, to: string): void {
  mkdirSync(to, { recursive: true });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkTree(source, target);
    else linkSync(source, target);
  }
}
