/** The agent as a release installs it (installers/service), as a process on a data folder of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ask } from '../agent/hook/ask.testkit.ts';
import { type Program, startProgram } from '../fixtures/demo/program.ts';
import { nodeOptions } from '../installers/service/node-runtime.ts';
import type { RecalledWorld } from './recalled.ts';

/** Built by `npm run build:service linux`. */
const serviceFolder = join(import.meta.dirname, '../installers/dist/linux/service');
export const serviceNode = join(serviceFolder, 'node');

const boot = join(serviceFolder, 'boot.cjs');

const LIVE_MS = 60_000;

export interface BenchAgent {
  readonly dataDir: string;
  /** `127.0.0.1:<port>` */
  readonly target: string;
  /** Of the Unix socket. */
  readonly socket: string;
  /** Of the till. */
  readonly token: string;
  readonly pid: number;
  readonly port: number;
  /** Lets it end; it can be spawned again. */
  stop(): Promise<void>;
  /** Starts it again on the same data, as a process that whoever asks ends. */
  spawn(): ChildProcess;
  /** Ends it and removes its folder. */
  close(): Promise<void>;
}

export interface BenchAgentOptions {
  /** Node's own options. */
  readonly execArgv?: readonly string[];
  /** Of the hook; any that is free unless told. */
  readonly port?: number;
  /** Runs before the agent starts, on its empty data folder. */
  readonly prepare?: (dataDir: string) => Promise<void>;
}

/** Starts one that holds this world, enrolled at its portal. Resolves once its feed is live. */
export async function startBenchAgent(
  world: RecalledWorld,
  { execArgv = [], port = 0, prepare }: BenchAgentOptions = {},
): Promise<BenchAgent> {
  if (!existsSync(boot)) throw new Error('no release here: npm run build:service linux');
  const dir = await mkdtemp(join(tmpdir(), 'vigilot-bench-'));
  const dataDir = join(dir, 'data');
  const socket = join(dir, 'till', 's');
  await mkdir(dataDir, { mode: 0o700 });
  const environment = {
    PATH: process.env.PATH,
    HOME: dir,
    VIGILOT_DATA_DIR: dataDir,
    VIGILOT_HOOK_PORT: String(port),
    VIGILOT_PORTAL_URL: world.portal.url,
    VIGILOT_ENROLMENT_TOKEN: world.portal.token,
    VIGILOT_TILL_SOCKET: socket,
  };
  let program: Program | null = null;
  const stop = async () => {
    await program?.stop();
    program = null;
  };
  const close = async () => {
    await stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    await world.copyTo(dataDir);
    await prepare?.(dataDir);
    program = await startProgram({
      execArgv: [...nodeOptions, ...execArgv, boot],
      main: 'vigilot',
      command: 'agent',
      environment,
      log: join(dir, 'log'),
    });
    await live(dataDir);
    const { token } = JSON.parse(await readFile(join(dataDir, 'till.json'), 'utf8')) as { token: string };
    const { host, port: bound } = new URL(program.ready.url);
    return {
      dataDir,
      target: host,
      port: Number(bound),
      socket,
      token,
      pid: program.pid,
      stop,
      spawn: () =>
        spawn(serviceNode, [...nodeOptions, boot, 'vigilot', 'agent'], { env: environment, stdio: 'ignore' }),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function live(dataDir: string): Promise<void> {
  const deadline = performance.now() + LIVE_MS;
  for (;;) {
    const { feed } = await ask<{ feed: { state: string } }>(dataDir, 'GET', '/v1/status');
    if (feed.state === 'live') return;
    if (performance.now() > deadline) throw new Error(`the feed is ${feed.state}`);
    await pause(50);
  }
}
