/** For tests: a register in a directory of its own, and what it makes of packs. */

import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HandClock, silent } from '../journal/journal.testkit.ts';
import type { Reading } from '../scan/reading.ts';
import { decide } from '../verdict/decide.ts';
import type { FeedStamp } from '../verdict/model.ts';
import { exactly, liveFeed, paris, readingOf } from '../verdict/verdict.testkit.ts';
import type { TestFeed } from './feed.testkit.ts';
import { Register, type RegisterFault, type RegisterOptions } from './register.ts';
import { RequestHandler } from './request-handler.ts';
import { errorOf, type Writer } from './writer.ts';

const newDirectory = () => mkdtempSync(join(tmpdir(), 'vigilot-register-'));

/** The writer without a thread: what crosses over is copied as it would be. */
export function onThisThread(path: string): Writer {
  const handler = new RequestHandler(path);
  const call: Writer['call'] = async (op, args) => {
    const answer = structuredClone(await handler.handle(structuredClone({ id: 0, op, ...args }) as never));
    if ('failure' in answer) throw errorOf(answer.failure);
    return answer.result as never;
  };
  return { call, close: async () => void (await call('close', {})) };
}

/** A directory with a register; `remove` closes what was opened there. */
export class RegisterBench {
  readonly options: Pick<RegisterOptions, 'writer'>;
  readonly dir: string;
  readonly path: string;
  readonly clock = new HandClock();
  readonly faults: RegisterFault[] = [];
  /** Ids of bulletins, commit by commit. */
  readonly told: Array<readonly string[]> = [];
  readonly #open: Register[] = [];

  /** `writer`: the one on a thread takes most of a second to start; few tests are about threads. */
  constructor(options: Pick<RegisterOptions, 'writer'> = { writer: onThisThread }, dir = newDirectory()) {
    this.options = options;
    this.dir = dir;
    this.path = join(dir, 'register.db');
  }

  /** Opens the register; with a feed, begins on it. */
  async open(feed?: TestFeed): Promise<{ register: Register; setAside: string | null }> {
    const { path, clock } = this;
    const opened = await Register.open({ path, clock, now: () => exactly(clock.now), log: silent, ...this.options });
    this.#open.push(opened.register);
    opened.register.onFault((fault) => this.faults.push(fault));
    opened.register.onBulletins((ids) => this.told.push(ids));
    if (feed !== undefined) await opened.register.begin(feed.id, feed.root);
    return opened;
  }

  /** Opens it on a feed with all of its entries, and a tip over them. */
  async synced(feed: TestFeed): Promise<Register> {
    const { register } = await this.open(feed);
    await catchUp(register, feed);
    return register;
  }

  async close(): Promise<void> {
    for (const register of this.#open.splice(0)) await register.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

export const RECEIVED = '2026-11-22T09:30:00.000Z';

/** What the link does with an honest portal: everything that is missing, then a tip. */
export async function catchUp(register: Register, feed: TestFeed): Promise<void> {
  const { accepted, fault } = await register.append(feed.entries.slice(register.head.position), RECEIVED);
  if (fault !== null) throw new Error(`after ${accepted}: ${fault.message}`);
  await register.acceptTip(await feed.tip());
}

/** Verdict on a pack and the codes of its reasons, as one text: `block, lot-recalled B1`. */
export function verdictOf(
  register: Pick<Register, 'recalls' | 'synced'>,
  pack: Partial<Reading> & Pick<Reading, 'codes'>,
  feed: FeedStamp = register.synced ? liveFeed : { ...liveFeed, state: 'unsynced' },
): string {
  const { verdict, reasons } = decide({
    readings: [readingOf({ expiry: '2028-03', ...pack })],
    recalls: register.recalls,
    feed,
    now: exactly(Date.UTC(2026, 10, 22, 9, 30)),
    policy: paris,
  });
  return [
    verdict,
    ...reasons.map(({ code, bulletin }) => (bulletin === undefined ? code : `${code} ${bulletin}`)),
  ].join(', ');
}

/** Overwrites bytes in place with random ones, as a failing disk would, without SQLite's knowledge. */
export function damage(file: string, offset: number, length: number): void {
  const handle = openSync(file, 'r+');
  try {
    writeSync(handle, randomBytes(length), 0, length, offset);
  } finally {
    closeSync(handle);
  }
}
