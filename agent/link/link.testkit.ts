/** A link with its clock in the test's hand, a real desk and identity, and a portal that does what it is told. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { type EntryPayload, peek, typ } from '../../protocol/envelope.ts';
import { Desk } from '../desk/desk.ts';
import { Freshness } from './freshness.ts';
import { HostilePortal } from './hostile-portal.testkit.ts';
import { type Enrolment, IdentityFileStorage, IdentityStore } from './identity.ts';
import { type KeyProtection, ownerFile } from './key-protection.ts';
import { Link, type LinkOptions, type LinkSettings } from './link.ts';
import { MemoryRegister } from './memory-register.testkit.ts';
import type { LinkState } from './status.ts';
import { TestTime } from './time.testkit.ts';
import type { Countersigned } from './upward.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });

export interface Workstation {
  readonly link: Link;
  readonly register: MemoryRegister;
  readonly identity: IdentityStore;
  readonly desk: Desk;
  readonly freshness: Freshness;
  /** What the link told of the officine and of journal heads. */
  readonly officines: Array<Enrolment['officine']>;
  readonly countersigned: Array<{ head: Countersigned; jws: string }>;
  /** Codes of the alarms raised, oldest first. */
  readonly alarms: () => string[];
  /** Ends the link and closes the files, as a stop of the agent does. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly settings?: Partial<LinkSettings>;
  readonly link?: Partial<LinkOptions>;
  readonly protection?: KeyProtection;
}

export class Bench {
  readonly time: TestTime;
  readonly dataDir: string;
  readonly portal: HostilePortal;
  /** Survives a restart of the agent's parts, as the file would. */
  readonly register = new MemoryRegister();
  readonly #running = new Set<Workstation>();

  private constructor(time: TestTime, dataDir: string, portal: HostilePortal) {
    this.time = time;
    this.dataDir = dataDir;
    this.portal = portal;
  }

  static async open(): Promise<Bench> {
    const time = new TestTime();
    return new Bench(time, await mkdtemp(join(tmpdir(), 'vigilot-link-')), await HostilePortal.open(time));
  }

  /** Starts the agent's parts over this bench's data directory. */
  async start({
    settings = {},
    link: overrides = {},
    protection = ownerFile(),
  }: StartOptions = {}): Promise<Workstation> {
    const { time, dataDir, portal } = this;
    const { register } = this;
    const freshness = new Freshness({ clock: time, register: () => register });
    const { desk } = await Desk.open({ path: join(dataDir, 'desk.db'), clock: time, log });
    const identity = await IdentityStore.open(new IdentityFileStorage(dataDir, time), async () => protection);
    const officines: Workstation['officines'] = [];
    const countersigned: Workstation['countersigned'] = [];
    const link = new Link({
      settings: {
        portalUrl: portal.url,
        enrolmentToken: portal.token,
        workstationName: () => 'Comptoir 1',
        proxy: () => null,
        headless: () => false,
        version: '0.1.0',
        ...settings,
      },
      identity,
      register,
      desk,
      freshness,
      onCountersigned: (head, jws) => countersigned.push({ head, jws }),
      onOfficine: (officine) => officines.push(officine),
      log,
      clock: time,
      timers: time,
      random: () => 0.5,
      ...overrides,
    });
    const workstation: Workstation = {
      link,
      register,
      identity,
      desk,
      freshness,
      officines,
      countersigned,
      alarms: () => desk.alarms().map(({ code }) => code),
      stop: async () => {
        if (!this.#running.delete(workstation)) return;
        await link.close();
        await desk.close();
      },
    };
    this.#running.add(workstation);
    link.start();
    return workstation;
  }

  /** Starts, and resolves once it holds all of the feed and a tip says so. */
  async live(options: StartOptions = {}): Promise<Workstation> {
    const workstation = await this.start(options);
    await this.caughtUp(workstation);
    return workstation;
  }

  async caughtUp({ register, freshness }: Workstation): Promise<void> {
    await until(() => register.head.position === this.portal.position && freshness.stamp().state === 'live');
  }

  async close(): Promise<void> {
    for (const workstation of [...this.#running]) await workstation.stop();
    await this.portal.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

/** Waits for what another thread or the network brings about; the test's own time limit is the bound. */
export async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Waits for a state of the link. */
export function inState({ link }: Workstation, state: LinkState): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (link.status().state !== state) return;
      stop();
      resolve();
    };
    const stop = link.onChange(look);
    look();
  });
}

/** References of the bulletins held, in the order of the feed. */
export function references({ register }: Pick<Workstation, 'register'>): string[] {
  return register.entries.flatMap((jws) => {
    const { bulletin } = peek(jws, typ.entry).payload as EntryPayload;
    return bulletin === undefined ? [] : [String((bulletin as { reference?: unknown }).reference)];
  });
}
