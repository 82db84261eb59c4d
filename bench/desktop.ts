/**
 * The desktop application at rest and at its start, beside an Electron that shows nothing but an icon and answers one address:
 * what of the cost is Electron's, and what is ours.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../fixtures/demo/places.ts';
import { openDisplay } from '../main/display.testkit.ts';
import { programIn } from '../main/package/place.ts';
import { electronDist, makeDriven, packageAs } from '../main/package.testkit.ts';
import { measureOf, type PartResult } from './results.ts';

const RUNS = 2;
/** After it, what the start left behind was collected and nothing more comes. */
const SETTLED_MS = 6000;
/** Where the search for a free one begins. */
const FIRST_PORT = 21_713;
const PATIENCE_MS = 60_000;

/** A tray and one address, in the fewest lines: the least that an agent with an icon could be. */
const BARE = `
const { app, nativeImage, Tray } = require('electron');
const { createServer } = require('node:http');
app.whenReady().then(() => {
  global.tray = new Tray(nativeImage.createFromBitmap(Buffer.alloc(16 * 16 * 4, 255), { width: 16, height: 16 }));
  createServer((request, response) => response.end('{}')).listen(Number(process.env.VIGILOT_HOOK_PORT), '127.0.0.1');
});
app.on('window-all-closed', () => {});
`;

interface Run {
  readonly startMs: number;
  readonly memoryMb: number;
}

/** Throws where there is no Electron here. */
export async function measureDesktop(): Promise<PartResult> {
  const dist = electronDist();
  if (dist === null) throw new Error('no Electron here: npx install-electron, or ELECTRON_OVERRIDE_DIST_PATH');
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-bench-'));
  const { display, xvfb } = await openDisplay();
  try {
    const shipped = packageAs(dir, dist);
    const own = join(dir, 'driven');
    await makeDriven(shipped, own, dist);
    const bare = join(dir, 'bare');
    await mkdir(bare);
    await writeFile(join(bare, 'package.json'), JSON.stringify({ name: 'bare', main: 'main.js' }));
    await writeFile(join(bare, 'main.js'), BARE);

    const [ours, beside]: [Run[], Run[]] = [[], []];
    for (let run = 0; run < RUNS; run++) {
      const place = (name: string) => join(dir, `${name}-${run}`);
      ours.push(await runOnce(programIn(own, 'linux'), [], place('ours'), display));
      beside.push(await runOnce(join(dist, 'electron'), [bare], place('bare'), display));
    }
    const of = (runs: readonly Run[], what: keyof Run) => runs.map((run) => run[what]);
    return {
      beside: 'Beside an Electron with an icon and one address, nothing else.',
      rounds: RUNS,
      why: {
        'memory of all processes of the idle tray':
          'the core is a process of its own, so that nothing that happens to windows or tray lifts the block: a Node with its heap, SQLite and the register’s thread (part idle) beside Electron’s own.',
      },
      measures: [
        measureOf({
          what: 'memory of all processes of the idle tray',
          unit: 'MB',
          ours: of(ours, 'memoryMb'),
          beside: { 'bare Electron': of(beside, 'memoryMb') },
          targets: [{ of: 'bare Electron', atMost: 1.25 }],
        }),
        measureOf({
          what: 'start to the first answer',
          unit: 'ms',
          ours: of(ours, 'startMs'),
          beside: { 'bare Electron': of(beside, 'startMs') },
        }),
      ],
    };
  } finally {
    xvfb.kill();
    await rm(dir, { recursive: true, force: true });
  }
}

/** One start in a home of its own, to rest. */
async function runOnce(program: string, args: readonly string[], home: string, display: string): Promise<Run> {
  await mkdir(home);
  const port = await freePort(FIRST_PORT);
  const began = performance.now();
  const child = spawn(program, ['--no-sandbox', '--disable-gpu', ...args], {
    stdio: 'ignore',
    // Its own group: it and all it starts end together.
    detached: true,
    env: {
      PATH: process.env.PATH,
      HOME: home,
      XDG_CONFIG_HOME: home,
      DISPLAY: display,
      VIGILOT_DATA_DIR: join(home, 'data'),
      VIGILOT_HOOK_PORT: String(port),
    },
  });
  try {
    await answered(child, `http://127.0.0.1:${port}/v1/health`);
    const startMs = performance.now() - began;
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
    return { startMs, memoryMb: memoryOf(child.pid ?? 0) };
  } finally {
    await end(child);
  }
}

async function answered(child: ChildProcess, url: string): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const status = await new Promise<number>((resolve) => {
      get(url, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      }).on('error', () => resolve(0));
    });
    if (status === 200) return;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode} before it answered`);
    if (performance.now() > deadline) throw new Error(`no answer from ${url}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

/** What the group of `pid` takes of the machine's memory, in MB: shared pages count for each by their share (PSS). */
function memoryOf(pid: number): number {
  let kilobytes = 0;
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      // The fields after the name in brackets: state, parent, group.
      const group = readFileSync(`/proc/${name}/stat`, 'latin1').split(') ').at(-1)?.split(' ')[2];
      if (Number(group) !== pid) continue;
      const rollup = readFileSync(`/proc/${name}/smaps_rollup`, 'latin1');
      kilobytes += Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0);
    } catch (error) {
      if (!['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    }
  }
  return kilobytes / 1000;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null) return;
  const ended = once(child, 'exit');
  process.kill(-child.pid, 'SIGKILL');
  await ended;
}
