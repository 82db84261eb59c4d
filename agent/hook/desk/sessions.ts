/**
 * Who is in: browsers that came through a one-time link. A session ends with the agent; its browser may exchange it once for
 * one of the next agent, on the same host and port, so that a page left open goes on after a restart.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Logger } from 'pino';
import { Problem } from '../../../protocol/problems.ts';
import type { Clock } from '../../clock.ts';
import { digest } from '../tokens.ts';
import { LABEL_BYTES, MOST_SESSIONS, readSessions, type SessionsFile, writeSessions } from './sessions-file.ts';

const COOKIE_BYTES = 32;
const HOUR = 3_600_000;
/** After the last use on record; a night, not a week-end. */
const RENEWABLE_MS = 12 * HOUR;
/** Two tabs share one cookie: the one that comes second, within this time, finds it exchanged already. */
const EXCHANGE_MS = 10_000;

/** A browser that is in. */
export interface DeskSession {
  /** When its link was opened: UTC, ISO 8601. */
  readonly since: string;
  /** Aborted when the session ends: answers that go on end with it. */
  readonly ended: AbortSignal;
}

/** A session and the value of its cookie, which is kept nowhere else. */
export interface BegunSession {
  readonly session: DeskSession;
  readonly cookie: string;
}

/** Known by its hash alone: of this run, or (not exchanged yet) of an earlier one. */
interface Kept {
  readonly hash: Buffer;
  readonly since: string;
  /** Wall clock, milliseconds. */
  seen: number;
}

interface Held extends Kept, DeskSession {
  readonly end: AbortController;
}

/** The last used first; of the same moment, the last begun. */
const latest = <T extends Kept>(kept: readonly T[]): T[] => kept.toReversed().sort((a, b) => b.seen - a.seen);

export interface DeskSessionsOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly random?: (bytes: number) => Buffer;
}

/** The sessions of one run of the agent, and what is left of those before. */
export class DeskSessions {
  /** Of the desk's host, `<label>.localhost`: no other port's pages know it, so no other port is sent the cookie. */
  readonly label: string;
  readonly #options: DeskSessionsOptions;
  readonly #random: (bytes: number) => Buffer;
  readonly #portBefore: number | null;
  #port = 0;
  #held: Held[] = [];
  #earlier: Kept[];
  #exchanged: Array<{ readonly hash: Buffer; readonly since: string; readonly until: number }> = [];
  #writing: Promise<unknown> = Promise.resolve();
  /** Wall clock at which the uses on disk were right. */
  #written = 0;

  private constructor(options: DeskSessionsOptions, before: SessionsFile | null) {
    this.#options = options;
    this.#random = options.random ?? randomBytes;
    this.label = before?.label ?? this.#random(LABEL_BYTES).toString('hex');
    this.#portBefore = before?.port ?? null;
    this.#earlier = (before?.sessions ?? []).map(({ hash, since, seen }) => ({
      hash: Buffer.from(hash, 'hex'),
      since,
      seen: Date.parse(seen),
    }));
  }

  /** Reads what an earlier run left. A file that cannot be read is logged: the desk then begins anew, under another name. */
  static async open(options: DeskSessionsOptions): Promise<DeskSessions> {
    try {
      return new DeskSessions(options, await readSessions(options.dataDir));
    } catch (error) {
      options.log.error(
        { err: error },
        'desk sessions of an earlier run cannot be read: the desk has another name now',
      );
      return new DeskSessions(options, null);
    }
  }

  /**
   * Tells the port bound. Pages of another port are other pages; and while the port was another's, whoever held it may have
   * been sent the cookies: nothing of before is exchanged.
   */
  async bound(port: number): Promise<void> {
    this.#port = port;
    if (port !== this.#portBefore) this.#earlier = [];
    await this.#save();
  }

  /** The session of a cookie's value; null where it opens nothing (any more). */
  find(cookie: string | undefined): DeskSession | null {
    const held = this.#heldBy(cookie);
    if (held !== null) this.touch(held);
    return held;
  }

  /** Notes that a session is in use; what stays open, such as the event stream, says so when it ends. */
  touch(session: DeskSession): void {
    const held = this.#held.find((one) => one === session);
    if (held === undefined) return;
    held.seen = this.#options.clock.wall();
    if (Math.abs(held.seen - this.#written) > HOUR) void this.#save();
  }

  /** A new session, in place of the one that the same browser had. One too many ends the one not used for longest. */
  async begin(replaced: DeskSession | null = null): Promise<BegunSession> {
    if (replaced !== null) this.#drop(replaced);
    return this.#add(new Date(this.#options.clock.wall()).toISOString());
  }

  /**
   * Exchanges the cookie of a session that ended with the agent. Gives its session where it is good already, or was exchanged
   * a moment ago, with `cookie` null: the browser has the new one. Null where it cannot be exchanged.
   */
  async renew(cookie: string | undefined): Promise<{ readonly since: string; readonly cookie: string | null } | null> {
    const { clock } = this.#options;
    const held = this.find(cookie);
    if (held !== null) return { since: held.since, cookie: null };
    const given = digest(cookie ?? '');
    const earlier = this.#earlier.find(({ hash }) => timingSafeEqual(hash, given));
    if (earlier === undefined) {
      this.#exchanged = this.#exchanged.filter(({ until }) => until > clock.boot());
      const exchanged = this.#exchanged.find(({ hash }) => timingSafeEqual(hash, given));
      // Not before the answer that carries the cookie.
      await this.#writing;
      return exchanged === undefined ? null : { since: exchanged.since, cookie: null };
    }
    this.#earlier = this.#earlier.filter((one) => one !== earlier);
    // Either way: a clock set back must not make it good for longer.
    if (Math.abs(clock.wall() - earlier.seen) > RENEWABLE_MS) {
      await this.#save();
      return null;
    }
    this.#exchanged.push({ hash: given, since: earlier.since, until: clock.boot() + EXCHANGE_MS });
    const begun = await this.#add(earlier.since);
    return { since: begun.session.since, cookie: begun.cookie };
  }

  /** Ends one session, or all. Throws Problem store-unavailable where the disk would still know it after a restart. */
  async end(session: DeskSession | 'all'): Promise<void> {
    if (session === 'all') {
      this.#earlier = [];
      for (const one of [...this.#held]) this.#drop(one);
    } else {
      this.#drop(session);
    }
    const fault = await this.#save();
    if (fault !== null) throw new Problem('store-unavailable', { cause: fault });
  }

  /** Puts the last uses on disk; the sessions themselves end. */
  async close(): Promise<void> {
    await this.#save();
    for (const { end } of this.#held) end.abort();
    this.#held = [];
  }

  #heldBy(cookie: string | undefined): Held | null {
    if (cookie === undefined) return null;
    const given = digest(cookie);
    return this.#held.find(({ hash }) => timingSafeEqual(hash, given)) ?? null;
  }

  async #add(since: string): Promise<BegunSession> {
    const cookie = this.#random(COOKIE_BYTES).toString('base64url');
    const end = new AbortController();
    const session: Held = { hash: digest(cookie), since, seen: this.#options.clock.wall(), end, ended: end.signal };
    this.#held.push(session);
    for (const one of latest(this.#held).slice(MOST_SESSIONS)) this.#drop(one);
    // A disk that fails takes nothing but the exchange after a restart: the desk is where its fault is shown.
    await this.#save();
    return { session, cookie };
  }

  #drop(session: DeskSession): void {
    const held = this.#held.find((one) => one === session);
    this.#held = this.#held.filter((one) => one !== held);
    held?.end.abort();
  }

  /** Writes one after the other, each what holds by then. Gives the disk's fault, logged, or null. */
  #save(): Promise<unknown> {
    const { dataDir, clock, log } = this.#options;
    const write = async () => {
      this.#written = clock.wall();
      const sessions = latest([...this.#earlier, ...this.#held])
        .filter(({ seen }) => Math.abs(this.#written - seen) <= RENEWABLE_MS)
        .slice(0, MOST_SESSIONS)
        .map(({ hash, since, seen }) => ({ hash: hash.toString('hex'), since, seen: new Date(seen).toISOString() }));
      try {
        await writeSessions(dataDir, { label: this.label, port: this.#port, sessions });
        return null;
      } catch (error) {
        log.error({ err: error }, 'desk sessions cannot be written: browsers need a new link after a restart');
        return error;
      }
    };
    const writing = this.#writing.then(write);
    this.#writing = writing;
    return writing;
  }
}
