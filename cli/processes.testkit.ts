/** For tests: a portal and its agents as the processes that ship, on a data folder of their own, killed and started at will. */

import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ask } from '../agent/hook/ask.testkit.ts';
import type { CheckAnswer } from '../agent/hook/schemas.ts';
import { freePort } from '../fixtures/demo/places.ts';
import { type Program, startProgram } from '../fixtures/demo/program.ts';
import { seedEmbedded } from '../portal/store/store.testkit.ts';
import type { BulletinDraft } from '../protocol/bulletin.ts';
import { bundledMain } from './bundle.testkit.ts';
import { vigilot } from './cli.testkit.ts';
import { type LocalPortal, portalIn } from './local-portal.ts';

export { portalIn };

/** These programs live for seconds: what V8 spends on optimising the embedded database they never get back. */
const execArgv = ['--liftoff-only'];

/** Asks until the answer is not undefined; throws with the last error or silence after `seconds`. */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  { seconds = 15, what = 'the awaited answer' } = {},
): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (let last: unknown = null; ; ) {
    try {
      const answer = await ask();
      if (answer !== undefined) return answer;
    } catch (error) {
      last = error;
    }
    if (performance.now() > deadline) throw new Error(`${what} did not come within ${seconds} s`, { cause: last });
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** A recall of lots of one product, ready to post. */
export function recallDraft(
  reference: string,
  gtin: string,
  lots: readonly string[],
  more: object = {},
): BulletinDraft {
  return {
    kind: 'recall',
    reference,
    title: `Rappel ${reference}`,
    issuer: { name: 'Laboratoire d’essai', phone: '01 00 00 00 00' },
    attention: 'interrupt',
    drill: false,
    text: 'Texte de la notice.',
    effectiveAt: null,
    territories: null,
    recall: {
      action: 'recall',
      level: 'pharmacy',
      class: 2,
      reason: 'Défaut de qualité',
      reportQuantities: true,
      targets: [{ gtin, lots: lots.map((lot) => ({ lot })) }],
      ...more,
    },
  };
}

interface Process {
  program: Program | null;
  /** Of the last start, whether it came up or not. */
  pid?: number;
  readonly dataDir: string;
  environment: NodeJS.ProcessEnv;
  readonly through?: readonly string[];
}

export class Shop {
  readonly dir: string;
  readonly #portal: Process;
  readonly #agents = new Map<string, Process>();
  readonly #beside: Process[] = [];
  officine = '';

  private constructor(dir: string, port: number, databaseUrl: string | undefined, settings: NodeJS.ProcessEnv) {
    this.dir = dir;
    const dataDir = join(dir, 'portal');
    const environment = { ...portalEnvironment(dataDir, port, databaseUrl), ...settings };
    this.#portal = { program: null, dataDir, environment };
  }

  /** A portal with one officine, without agents yet; embedded unless a database is named; `settings`: more of its environment. */
  static async open(databaseUrl?: string, settings: NodeJS.ProcessEnv = {}): Promise<Shop> {
    const dir = await mkdtemp(join(tmpdir(), 'vigilot-shop-'));
    const shop = new Shop(dir, await freePort(randomInt(20_000, 32_768)), databaseUrl, settings);
    if (databaseUrl === undefined) await seedEmbedded(shop.portalDir);
    await shop.startPortal();
    const { id } = (await shop.portal.call('operator', 'POST', '/v1/officines', {
      name: 'Pharmacie d’essai',
      territory: 'FR-75',
    })) as { id: string };
    shop.officine = id;
    return shop;
  }

  get portal(): LocalPortal {
    return portalIn(this.#portal.dataDir, 'en');
  }

  async startPortal(): Promise<void> {
    this.#portal.program = await this.#start('portal', this.#portal);
  }

  /** As Ctrl-C would. */
  async stopPortal(): Promise<void> {
    await this.#portal.program?.stop();
    this.#portal.program = null;
  }

  /** As Ctrl-C and another start would. */
  async restartPortal(): Promise<void> {
    await this.stopPortal();
    await this.startPortal();
  }

  /** Throws where it does not run. */
  get portalPid(): number {
    return pidOf('the portal', this.#portal);
  }

  /**
   * Another portal over the same database, as on another host: `prepare` puts into its data folder what is copied there.
   * Ended with the shop. Throws `ProgramError` where it refuses to start.
   */
  async addPortal(name: string, databaseUrl: string, prepare: (dataDir: string) => void): Promise<LocalPortal> {
    const dataDir = join(this.dir, name);
    mkdirSync(dataDir, { mode: 0o700 });
    prepare(dataDir);
    const added: Process = { program: null, dataDir, environment: portalEnvironment(dataDir, 0, databaseUrl) };
    added.program = await this.#start('portal', added);
    this.#beside.push(added);
    return portalIn(dataDir, 'en');
  }

  get portalDir(): string {
    return this.#portal.dataDir;
  }

  /** One command line on the portal's data; what it said on standard output. Throws where it did not end well. */
  async portalCommand(...argv: readonly string[]): Promise<string> {
    const { status, out, err } = await vigilot(argv, { environment: this.#portal.environment });
    if (status !== 0) throw new Error(`vigilot ${argv.join(' ')}: ${status} ${out}${err}`);
    return out;
  }

  /** SIGKILL: nothing is flushed, nothing is said. */
  async killPortal(): Promise<void> {
    await kill(this.#portal);
  }

  /**
   * A new workstation, enrolled by its first start; its hook on any free port, another at each start, unless `settings` say.
   * `through`: a command that starts it in its own place.
   */
  async addAgent(
    name: string,
    settings: Readonly<Record<string, string>> = {},
    through: readonly string[] = [],
  ): Promise<void> {
    const { token } = (await this.portal.call(
      'operator',
      'POST',
      `/v1/officines/${this.officine}/enrolment-tokens`,
      {},
    )) as {
      token: string;
    };
    const dataDir = join(this.dir, name);
    this.#agents.set(name, {
      program: null,
      dataDir,
      environment: {
        ...plain(),
        VIGILOT_DATA_DIR: dataDir,
        VIGILOT_HOOK_PORT: '0',
        VIGILOT_PORTAL_URL: this.portal.url,
        VIGILOT_ENROLMENT_TOKEN: token,
        ...settings,
      },
      through,
    });
    await this.startAgent(name);
    await this.synced(name);
  }

  /** More of an agent's environment, from its next start on. */
  setAgent(name: string, settings: Readonly<Record<string, string>>): void {
    const agent = this.#agent(name);
    agent.environment = { ...agent.environment, ...settings };
  }

  /** More of the portal's environment, from its next start on. */
  setPortal(settings: Readonly<Record<string, string>>): void {
    this.#portal.environment = { ...this.#portal.environment, ...settings };
  }

  async startAgent(name: string): Promise<void> {
    const agent = this.#agent(name);
    agent.program = await this.#start('agent', agent);
  }

  /** Throws where it does not run. */
  agentPid(name: string): number {
    return pidOf(name, this.#agent(name));
  }

  /** Whether the agent's process is there. */
  alive(name: string): boolean {
    const { program } = this.#agent(name);
    if (program === null) return false;
    try {
      return process.kill(program.pid, 0);
    } catch {
      return false;
    }
  }

  /** As SIGSTOP and SIGCONT do, which a program does not see. */
  signalAgent(name: string, signal: NodeJS.Signals): void {
    const { program } = this.#agent(name);
    if (program !== null) process.kill(program.pid, signal);
  }

  async killAgent(name: string): Promise<void> {
    await kill(this.#agent(name));
  }

  /** A start that SIGKILL ends after that many milliseconds, unless it is up by then; whether it is. */
  crashAtStart(name: string | null, milliseconds: number): Promise<boolean> {
    return name === null
      ? this.#crashAtStart('portal', this.#portal, milliseconds)
      : this.#crashAtStart('agent', this.#agent(name), milliseconds);
  }

  async #crashAtStart(command: 'agent' | 'portal', one: Process, milliseconds: number): Promise<boolean> {
    let late = false;
    const kill = setTimeout(() => {
      late = true;
      if (one.pid !== undefined) process.kill(one.pid, 'SIGKILL');
    }, milliseconds);
    try {
      one.program = await this.#start(command, one);
      // The signal may have come right after its first line.
      if (late) await one.program.ended;
    } catch (error) {
      if (!late) throw error;
    } finally {
      clearTimeout(kill);
    }
    if (late) one.program = null;
    return !late;
  }

  async stopAgent(name: string): Promise<void> {
    const agent = this.#agent(name);
    await agent.program?.stop();
    agent.program = null;
  }

  /** Another run of the agent: it reconnects at once, without the back-off that the last one had come to. */
  async restartAgent(name: string): Promise<void> {
    await this.stopAgent(name);
    await this.startAgent(name);
  }

  dataDir(name: string): string {
    return this.#agent(name).dataDir;
  }

  /** One call to the hook with the token that may do everything. Throws where it does not answer 2xx. */
  hook<T>(name: string, method: string, path: string, body?: unknown): Promise<T> {
    return ask<T>(this.dataDir(name), method, path, body);
  }

  check(name: string, gtin: string, lot?: string, more: object = {}): Promise<CheckAnswer> {
    return this.hook(name, 'POST', '/v1/checks', { gtin, ...(lot === undefined ? {} : { lot }), ...more });
  }

  /** Resolves when the feed of this workstation is live. */
  async synced(name: string): Promise<void> {
    await until(
      async () =>
        (await this.hook<{ feed: { state: string } }>(name, 'GET', '/v1/status')).feed.state === 'live'
          ? true
          : undefined,
      { what: `a live feed at ${name}` },
    );
  }

  /** Ends everything; the data stay, for whoever wants to look. */
  async killAll(): Promise<void> {
    for (const process of [...this.#agents.values(), ...this.#beside, this.#portal]) await kill(process);
  }

  /** Ends everything and removes the data. */
  async close(): Promise<void> {
    await this.killAll();
    await rm(this.dir, { recursive: true, force: true });
  }

  #agent(name: string): Process {
    const agent = this.#agents.get(name);
    if (agent === undefined) throw new Error(`no agent ${name}`);
    return agent;
  }

  #start(command: 'agent' | 'portal', one: Process): Promise<Program> {
    const log = join(this.dir, `${command}.log`);
    const onSpawn = (pid: number) => {
      one.pid = pid;
    };
    const { environment, through = [] } = one;
    return startProgram({ main: bundledMain, command, environment, execArgv, through, log, onSpawn });
  }
}

function pidOf(name: string, { program }: Process): number {
  if (program === null) throw new Error(`${name} does not run`);
  return program.pid;
}

function portalEnvironment(dataDir: string, port: number, databaseUrl: string | undefined): NodeJS.ProcessEnv {
  return {
    ...plain(),
    VIGILOT_PORTAL_DATA_DIR: dataDir,
    VIGILOT_PORTAL_PORT: String(port),
    ...(databaseUrl === undefined ? {} : { VIGILOT_DATABASE_URL: databaseUrl }),
  };
}

/** The environment without settings that the machine of the test may have. */
export function plain(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VIGILOT_')));
}

async function kill(one: Process): Promise<void> {
  const { program } = one;
  one.program = null;
  if (program === null) return;
  try {
    process.kill(program.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  await program.ended;
}
