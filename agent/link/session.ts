/**
 * One connection to the portal: challenge, hello, welcome, then entries and tips down, events up (feed.md 3 to 7). What comes
 * is worked on in the order in which it came; the first thing that is not what it must be ends the connection.
 */
import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import Type from 'typebox';
import { compiled } from '../../protocol/compiled.ts';
import { OfficineStatement } from '../../protocol/enrolment.ts';
import { type EntryPayload, FeedError, peek, type Signer, typ } from '../../protocol/envelope.ts';
import {
  type DownwardFrame,
  FrameError,
  HEARTBEAT_MS,
  LINK_SILENCE_MS,
  MAX_RECOVERY_BYTES,
  readDownward,
  type UpwardFrame,
} from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import { ForkError } from '../register/fork-error.ts';
import { isClockRefusal } from './address.ts';
import type { ClockReading, Freshness } from './freshness.ts';
import type { Enrolment } from './identity.ts';
import { type LinkProblem, problem, reasonOf, unreachable } from './problem.ts';
import type { FeedRegister } from './register-port.ts';
import type { Connect, FeedSocket, SocketEnd } from './socket.ts';
import type { Timers } from './timers.ts';
import { type Countersigned, type OutboxPort, Upward } from './upward.ts';

/** Why a connection is over. */
export type SessionEnd =
  | { readonly kind: 'lost' | 'refused'; readonly problem: LinkProblem; readonly retryAfterMs?: number }
  | { readonly kind: 'clock' | 'epoch' | 'disk' | 'forked' }
  /** It sent what no honest portal sends. `code` and `detail` are the alarm's. */
  | { readonly kind: 'bad'; readonly code: BadCode; readonly detail: Readonly<Record<string, unknown>> }
  | { readonly kind: 'revoked'; readonly at: string; readonly reason: string };

export type BadCode = 'feed-bad-entry' | 'feed-bad-tip' | 'feed-bad-frame' | 'feed-bad-notice';

export interface SessionOptions {
  readonly url: URL;
  readonly connect: Connect;
  readonly proxy: string | null;
  readonly signer: Signer;
  readonly enrolment: Enrolment;
  /** A fork is on record: the entry of the root that ends it is looked for. */
  readonly forked: boolean;
  readonly register: FeedRegister;
  readonly outbox: OutboxPort;
  readonly freshness: Freshness;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Logger;
  readonly version: string;
  readonly headless: boolean;
  /** Nothing is done before the session before this one has let go of the register. */
  readonly after: Promise<void>;
  readonly onState: (state: 'connected' | 'recovering') => void;
  /** A tip was proved and covers all we hold. */
  readonly onTip: () => void;
  readonly onOfficine: (statement: OfficineStatement) => void;
  /** Two signed statements contradict each other; both are kept. */
  readonly onForked: (detail: string) => void;
  /** An entry of the root that ends a fork was committed. */
  readonly onEpoch: () => void;
  readonly onCountersigned: (head: Countersigned, jws: string) => void;
  readonly onEnd: (end: SessionEnd) => void;
}

/** Less than `LINK_SILENCE_MS` by the tick and a heartbeat's way, so that a half-open line shows within it. */
const SILENT_MS = LINK_SILENCE_MS - HEARTBEAT_MS / 2;
/** So much of a frame under way counts as heard: one of four workstations on 64 kbit/s has it in 16 s, and a line that dies amid a frame shows as soon as any. */
const PART_BYTES = 32 * 1024;
const MAX_BATCH = 64;
const MAX_BATCH_CHARS = 4 * 1024 * 1024;
/** Characters that may wait to be worked on before reading stops, and where it goes on. */
const QUEUE_HIGH = 8 * 1024 * 1024;
const QUEUE_LOW = 1024 * 1024;
/** What a frame takes in memory besides its text. */
const FRAME_OVERHEAD = 256;
const NONCE_EVERY_MS = 5_000;
const MAX_FORK_FRAMES = 100;
const MAX_RECOVERY_ENTRIES = 100;
/** Tries to write a batch while the disk fails, 1, 2, 4, 8 s apart. */
const DISK_TRIES = 5;
/** Reasons of a goodbye that a person should hear of as a refusal. */
const refusals = new Set(['unauthorized', 'superseded', 'clone', 'revoked', 'fork']);

const officineCheck = compiled(OfficineStatement);
const revokedCheck = compiled(
  Type.Object({ feed: Type.String(), workstation: Type.String(), at: Type.String(), reason: Type.String() }),
);
const tipClaim = compiled(Type.Object({ position: Type.Integer({ minimum: 0 }), nonce: Type.Optional(Type.String()) }));

type Phase = 'challenge' | 'welcome' | 'live';

type Item =
  | { readonly frame: DownwardFrame; readonly received: ClockReading; readonly size: number }
  | { readonly broken: string }
  | { readonly closed: SocketEnd };

interface HeldTip {
  readonly jws: string;
  readonly position: number;
  readonly nonce: string | undefined;
  readonly received: ClockReading;
}

class Bad extends Error {
  readonly code: BadCode;
  readonly detail: Readonly<Record<string, unknown>>;
  constructor(code: BadCode, detail: Readonly<Record<string, unknown>>) {
    super(`${code} ${JSON.stringify(detail)}`);
    this.code = code;
    this.detail = detail;
  }
}

export class Session {
  readonly #o: SessionOptions;
  readonly #socket: FeedSocket;
  readonly #upward: Upward;
  readonly #startedAt: number;
  readonly #queue: Item[] = [];
  #queued = 0;
  #paused = false;
  #working: Promise<void> | null = null;
  #phase: Phase = 'challenge';
  #recovering = false;
  /** Entries are on their way to the disk: what takes time is ours. */
  #appending = false;
  #ended = false;
  #cancelDelay: () => void = () => undefined;
  #heardAt: number;
  /** Bytes when a frame, or a part of one, had last come, and when that was a part. */
  #bytesAtPart = 0;
  #partAt = 0;
  #pingedAt: number;
  #progressAt: number;
  #nonce: string | null = null;
  #nonceAt = 0;
  #tipSeen = false;
  #heldTip: HeldTip | null = null;
  #officine: string | null = null;
  #recoveredFrom = -1;
  #contests = 0;
  #contest: { forked: boolean; epoch: boolean; failed: FeedError | null } | null = null;
  #forked: boolean;

  constructor(options: SessionOptions) {
    const { clock, connect, url, enrolment, forked } = options;
    this.#o = options;
    this.#forked = forked;
    this.#startedAt = clock.monotonic();
    this.#heardAt = this.#startedAt;
    this.#pingedAt = this.#startedAt;
    this.#progressAt = this.#startedAt;
    this.#upward = new Upward({
      outbox: options.outbox,
      register: options.register,
      signer: options.signer,
      feed: enrolment.feed,
      workstation: enrolment.workstation.id,
      clock,
      log: options.log,
      send: (text) => this.#socket.send(text),
      onCountersigned: options.onCountersigned,
    });
    const events = {
      opened: () => {
        this.#heardAt = clock.monotonic();
      },
      text: (text: string) => this.#receive(text),
      closed: (end: SocketEnd) => this.#take({ closed: end }),
    };
    this.#socket = connect(url, events, options.proxy);
  }

  /** Resolves once nothing of this session touches the register any more. */
  get idle(): Promise<void> {
    return this.#working ?? Promise.resolve();
  }

  /** Lets go of the connection without a word: it may be dead, or no longer wanted. `onEnd` is not called. */
  abandon(): void {
    this.#stop();
    this.#socket.terminate();
  }

  /** Closes in order. `onEnd` is not called. */
  close(): void {
    this.#stop();
    this.#socket.close();
  }

  /** Looks at the deadlines; called about once a second. */
  tick(): void {
    if (this.#ended) return;
    const now = this.#o.clock.monotonic();
    if (this.#late(now)) return;
    if (now - this.#pingedAt >= HEARTBEAT_MS) {
      this.#pingedAt = now;
      this.#send({ type: 'ping' });
    }
    if (this.#phase !== 'live') return;
    if (!this.#upward.tick()) {
      this.#lose(problem('agent.link.no-receipt'));
      return;
    }
    if (this.#tipSeen && now - this.#nonceAt >= NONCE_EVERY_MS && this.#o.freshness.needsNonce()) {
      this.#send({ type: 'nonce', nonce: this.#newNonce() });
    }
  }

  #late(now: number): boolean {
    // Silence of our own making: we do not read.
    if (this.#paused) return false;
    this.#lookUnderWay(now);
    if (now - Math.max(this.#heardAt, this.#partAt) > SILENT_MS) this.#lose(problem('agent.link.silent'));
    else if (this.#phase !== 'live' && now - this.#startedAt > LINK_SILENCE_MS)
      this.#lose(problem('agent.link.silent'));
    else if (
      this.#phase === 'live' &&
      !this.#recovering &&
      !this.#appending &&
      now - Math.max(this.#progressAt, this.#partAt) > LINK_SILENCE_MS
    ) {
      this.#lose(problem('agent.link.no-tip'));
    } else return false;
    return true;
  }

  /** A large entry takes minutes on a slow line: no tip, pong or receipt overtakes it. */
  #lookUnderWay(now: number): void {
    const { bytesRead } = this.#socket;
    if (bytesRead - this.#bytesAtPart < PART_BYTES) return;
    this.#bytesAtPart = bytesRead;
    this.#partAt = now;
    this.#upward.behind();
  }

  #receive(text: string): void {
    if (this.#ended) return;
    const { clock, freshness } = this.#o;
    this.#heardAt = clock.monotonic();
    this.#bytesAtPart = this.#socket.bytesRead;
    try {
      const frame = readDownward(text);
      if (frame === null || frame.type === 'pong') return;
      this.#take({ frame, received: freshness.read(), size: text.length + FRAME_OVERHEAD });
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#take({ broken: error.message });
    }
  }

  #take(item: Item): void {
    if (this.#ended) return;
    this.#queue.push(item);
    this.#queued += sizeOf(item);
    if (this.#queued > QUEUE_HIGH && !this.#paused) {
      this.#paused = true;
      this.#socket.pause();
    }
    this.#run();
  }

  #run(): void {
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      // Something may have come between the last look and this moment.
      if (this.#queue.length > 0) this.#run();
    });
  }

  #next(): Item | undefined {
    const item = this.#queue.shift();
    if (item === undefined) return undefined;
    this.#queued -= sizeOf(item);
    if (this.#paused && this.#queued < QUEUE_LOW) {
      this.#paused = false;
      this.#heardAt = this.#o.clock.monotonic();
      this.#socket.resume();
    }
    return item;
  }

  async #work(): Promise<void> {
    try {
      await this.#o.after;
      for (let item = this.#next(); item !== undefined && !this.#ended; item = this.#next()) await this.#handle(item);
    } catch (error) {
      if (error instanceof Bad) this.#finish({ kind: 'bad', code: error.code, detail: error.detail });
      else if (error instanceof ForkError) this.#forkedBy(error.message);
      else {
        this.#o.log.error({ err: error }, 'the link failed');
        this.#lose(problem('agent.link.failed', { cause: reasonOf(error) }));
      }
    }
  }

  async #handle(item: Item): Promise<void> {
    if ('broken' in item) throw new Bad('feed-bad-frame', { cause: item.broken });
    if ('closed' in item) return this.#closed(item.closed);
    const { frame, received } = item;
    switch (frame.type) {
      case 'challenge':
        this.#expect('challenge', frame.type);
        return this.#hello(frame);
      case 'welcome':
        this.#expect('welcome', frame.type);
        return this.#welcome(frame);
      case 'bye':
        return this.#bye(frame.reason);
      case 'fork':
        if (this.#phase === 'challenge') throw outOfOrder(frame.type);
        return this.#fork(frame.entry);
      case 'revoked':
        if (this.#phase === 'challenge') throw outOfOrder(frame.type);
        return this.#revoked(frame.notice);
      case 'entry':
        this.#expect('live', frame.type);
        return this.#entries(frame.entry);
      case 'tip':
        this.#expect('live', frame.type);
        return this.#tip(frame.tip, received);
      case 'receipt':
        this.#expect('live', frame.type);
        if (!(await this.#upward.receipt(frame))) throw new Bad('feed-bad-frame', { cause: 'receipt of nothing sent' });
        return;
      case 'refused':
        this.#expect('live', frame.type);
        if (!this.#upward.refused(frame)) throw new Bad('feed-bad-frame', { cause: 'refusal of nothing sent' });
        return;
      case 'recover':
        this.#expect('live', frame.type);
        return this.#recover(frame.position);
    }
  }

  #expect(phase: Phase, type: string): void {
    if (this.#phase !== phase) throw outOfOrder(type);
  }

  async #hello({ nonce, feed, portal }: Extract<DownwardFrame, { type: 'challenge' }>): Promise<void> {
    const { enrolment, signer, register, version, headless } = this.#o;
    if (feed !== enrolment.feed || portal !== enrolment.portal) {
      this.#finish({ kind: 'refused', problem: problem('agent.link.other-portal') });
      return;
    }
    const proof = await signer.sign(typ.hello, { nonce, feed, portal });
    if (this.#ended) return;
    const { position, hash } = register.head;
    this.#phase = 'welcome';
    this.#send({
      type: 'hello',
      workstation: enrolment.workstation.id,
      proof,
      position,
      hash,
      tip: register.newestTip,
      nonce: this.#newNonce(),
      version,
      headless,
    });
  }

  async #welcome(welcome: Extract<DownwardFrame, { type: 'welcome' }>): Promise<void> {
    const { enrolment, register, clock } = this.#o;
    if (welcome.workstation !== enrolment.workstation.id) {
      throw new Bad('feed-bad-frame', { cause: 'welcome of another workstation' });
    }
    this.#phase = 'live';
    this.#progressAt = clock.monotonic();
    this.#officine = welcome.officine;
    this.#upward.start(welcome.lastEvent);
    this.#setRecovering(welcome.position < register.head.position);
    await this.#readOfficine();
  }

  /** Appends this entry and those that wait behind it, and says how far we are. */
  async #entries(first: string): Promise<void> {
    const entries = [first];
    let chars = first.length;
    for (let next = this.#queue[0]; next !== undefined && entries.length < MAX_BATCH; next = this.#queue[0]) {
      if (!('frame' in next) || next.frame.type !== 'entry') break;
      chars += next.frame.entry.length;
      if (chars > MAX_BATCH_CHARS) break;
      entries.push(next.frame.entry);
      this.#next();
    }
    this.#appending = true;
    const written = await this.#write(entries);
    this.#appending = false;
    if (!written || this.#ended) return;
    await this.#readOfficine();
    await this.#releaseTip();
  }

  /** Whether all of them are on disk; otherwise the session is over. */
  async #write(batch: readonly string[]): Promise<boolean> {
    const { register, clock } = this.#o;
    const receivedAt = new Date(clock.wall()).toISOString();
    let entries = batch;
    for (let tries = 1; ; tries++) {
      const { accepted, fault } = await register.append(entries, receivedAt);
      if (this.#ended) return false;
      if (accepted > 0) this.#appended(entries.slice(0, accepted));
      if (fault === null) return true;
      entries = entries.slice(accepted);
      if (fault.fault !== 'disk') {
        await this.#refuse(entries[0] ?? '', fault);
        return false;
      }
      if (tries === DISK_TRIES) {
        this.#finish({ kind: 'disk' });
        return false;
      }
      await this.#delay(1000 * 2 ** (tries - 1));
      if (this.#ended) return false;
    }
  }

  #appended(entries: readonly string[]): void {
    const { register, clock, onEpoch } = this.#o;
    this.#progressAt = clock.monotonic();
    this.#setRecovering(false);
    this.#send({ type: 'delivered', position: register.head.position });
    if (this.#forked && entries.some((jws) => (peek(jws, typ.entry).payload as EntryPayload).epoch !== undefined)) {
      this.#forked = false;
      onEpoch();
    }
  }

  /** An entry that does not follow ours: signed, it may be the other half of a fork. */
  async #refuse(entry: string, fault: { readonly fault: string; readonly message: string }): Promise<void> {
    const { register } = this.#o;
    if (fault.fault === 'position') {
      try {
        if ((await register.contest(entry)) === 'forked') {
          this.#forkedBy(fault.message);
          return;
        }
        this.#finish({ kind: 'epoch' });
        return;
      } catch (error) {
        if (!(error instanceof FeedError)) throw error;
      }
    }
    throw new Bad('feed-bad-entry', { fault: fault.fault, after: register.head.position, cause: fault.message });
  }

  async #tip(jws: string, received: ClockReading): Promise<void> {
    let claim: unknown;
    try {
      claim = peek(jws, typ.tip).payload;
    } catch (error) {
      throw badTip(error);
    }
    if (!tipClaim.Check(claim)) throw new Bad('feed-bad-tip', { fault: 'malformed' });
    const { position, nonce } = claim;
    if (!this.#tipSeen && nonce !== this.#nonce) {
      throw new Bad('feed-bad-tip', { fault: 'nonce', cause: 'the first tip does not sign our nonce' });
    }
    this.#tipSeen = true;
    const tip = { jws, position, nonce, received };
    if (position <= this.#o.register.head.position) return this.#acceptTip(tip);
    // It says what we shall hold; until we do, it says nothing about what we hold.
    if (this.#heldTip?.nonce !== this.#nonce || nonce === this.#nonce) this.#heldTip = tip;
  }

  async #releaseTip(): Promise<void> {
    const tip = this.#heldTip;
    if (tip === null || tip.position > this.#o.register.head.position) return;
    this.#heldTip = null;
    await this.#acceptTip(tip);
  }

  async #acceptTip({ jws, nonce, received }: HeldTip): Promise<void> {
    const { register, freshness, clock, onTip } = this.#o;
    const fresh = nonce !== undefined && nonce === this.#nonce;
    try {
      const payload = await register.acceptTip(jws, fresh ? nonce : undefined);
      if (this.#ended) return;
      if (fresh) this.#nonce = null;
      if (!freshness.tipVerified(payload, { fresh, received })) return;
    } catch (error) {
      if (error instanceof FeedError) throw badTip(error);
      throw error;
    }
    this.#progressAt = clock.monotonic();
    this.#setRecovering(false);
    onTip();
    await this.#readOfficine();
  }

  /** Proves who the officine is once the feed's keys are known. An old key's word is not an offence: the portal signs anew. */
  async #readOfficine(): Promise<void> {
    const { register, enrolment, log, onOfficine } = this.#o;
    const statement = this.#officine;
    if (statement === null || register.head.position === 0) return;
    try {
      const payload = await register.verifyStatement(statement, typ.officine, 'entry');
      if (this.#ended) return;
      this.#officine = null;
      if (
        !officineCheck.Check(payload) ||
        payload.feed !== enrolment.feed ||
        payload.officine !== enrolment.officine.id
      ) {
        throw new Bad('feed-bad-notice', { cause: 'the officine’s statement is about another' });
      }
      onOfficine(payload);
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      if (!isKeyFault(error)) throw new Bad('feed-bad-notice', { fault: error.fault, cause: error.message });
      if (!register.synced) return;
      this.#officine = null;
      log.warn({ err: error }, 'the officine’s statement is signed by a key that is not in force');
    }
  }

  /** The portal asks for entries that it lost: as many as fit one frame; it asks again for more. */
  async #recover(position: number): Promise<void> {
    const { register } = this.#o;
    if (position <= this.#recoveredFrom || position >= register.head.position) {
      throw new Bad('feed-bad-frame', { cause: `asked for entries after ${position}` });
    }
    this.#recoveredFrom = position;
    this.#setRecovering(true);
    const entries: string[] = [];
    let bytes = 1024; // the frame around them
    for (const entry of await register.entriesAfter(position, MAX_RECOVERY_ENTRIES)) {
      bytes += entry.length + 3;
      if (bytes > MAX_RECOVERY_BYTES) break;
      entries.push(entry);
    }
    if (!this.#ended) this.#send({ type: 'entries', entries });
  }

  async #fork(entry: string): Promise<void> {
    const { register, onForked } = this.#o;
    this.#contests += 1;
    if (this.#contests > MAX_FORK_FRAMES) throw new Bad('feed-bad-frame', { cause: 'fork frames without end' });
    this.#contest ??= { forked: false, epoch: false, failed: null };
    try {
      if ((await register.contest(entry)) === 'epoch') this.#contest.epoch = true;
      else if (!this.#contest.forked) {
        this.#contest.forked = true;
        onForked('the portal has another entry where ours stands');
      }
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      this.#contest.failed = error;
    }
  }

  #forkedBy(detail: string): void {
    if (this.#ended) return;
    this.#o.onForked(detail);
    this.#finish({ kind: 'forked' });
  }

  async #revoked(notice: string): Promise<void> {
    const { register, enrolment } = this.#o;
    try {
      const payload = await register.verifyStatement(notice, typ.revoked, 'entry');
      if (this.#ended) return;
      const ours =
        revokedCheck.Check(payload) &&
        payload.feed === enrolment.feed &&
        payload.workstation === enrolment.workstation.id;
      if (!ours) throw new Bad('feed-bad-notice', { cause: 'the notice of revocation is about another' });
      this.#finish({ kind: 'revoked', at: payload.at, reason: payload.reason });
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      if (!isKeyFault(error)) throw new Bad('feed-bad-notice', { fault: error.fault, cause: error.message });
      // By a key that we cannot know yet, or no longer: it costs the connection and nothing else.
      this.#finish({ kind: 'refused', problem: problem('agent.link.bye', { reason: 'revoked' }) });
    }
  }

  /** Unsigned: it costs the connection and nothing else. */
  #bye(reason: string): void {
    if (this.#settleContest()) return;
    const said = problem('agent.link.bye', { reason: reason.replace(/[^\w .:-]/g, '?').slice(0, 100) });
    this.#finish({ kind: refusals.has(reason) ? 'refused' : 'lost', problem: said });
  }

  #closed({ error, status, retryAfterMs, broken }: SocketEnd): void {
    if (broken !== undefined) throw new Bad('feed-bad-frame', { cause: broken });
    if (this.#settleContest()) return;
    if (isClockRefusal(error)) {
      this.#finish({ kind: 'clock' });
      return;
    }
    if (status !== undefined) {
      const kind = status >= 400 && status < 500 && status !== 408 && status !== 429 ? 'refused' : 'lost';
      this.#finish({ kind, problem: problem('agent.link.http', { status }), ...(retryAfterMs && { retryAfterMs }) });
      return;
    }
    if (error === null) this.#lose(problem('agent.link.closed'));
    else this.#lose(unreachable(error));
  }

  /** What the fork frames came to, once the portal has shown all it has; false where there were none. */
  #settleContest(): boolean {
    const contest = this.#contest;
    if (contest === null) return false;
    if (contest.epoch) {
      this.#o.onEpoch();
      this.#finish({ kind: 'epoch' });
    } else if (contest.forked) this.#finish({ kind: 'forked' });
    else throw new Bad('feed-bad-frame', { fault: contest.failed?.fault, cause: 'a fork that proves nothing' });
    return true;
  }

  #setRecovering(recovering: boolean): void {
    const before = this.#recovering;
    this.#recovering = recovering;
    if (recovering) this.#o.onState('recovering');
    else if (before || !this.#tipSeen) this.#o.onState('connected');
  }

  #newNonce(): string {
    const nonce = randomBytes(24).toString('base64url');
    this.#nonce = nonce;
    this.#nonceAt = this.#o.clock.monotonic();
    return nonce;
  }

  #send(frame: UpwardFrame): void {
    this.#socket.send(JSON.stringify(frame));
  }

  #delay(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#o.timers.after(ms, resolve);
      this.#cancelDelay = () => {
        cancel();
        resolve();
      };
    });
  }

  #lose(why: LinkProblem): void {
    this.#finish({ kind: 'lost', problem: why });
  }

  #finish(end: SessionEnd): void {
    if (this.#ended) return;
    this.abandon();
    this.#o.onEnd(end);
  }

  #stop(): void {
    this.#ended = true;
    this.#queue.length = 0;
    this.#upward.stop();
    this.#cancelDelay();
  }
}

function sizeOf(item: Item): number {
  return 'size' in item ? item.size : 0;
}

function outOfOrder(type: string): Bad {
  return new Bad('feed-bad-frame', { cause: `${type} out of its order` });
}

function badTip(error: unknown): unknown {
  return error instanceof FeedError ? new Bad('feed-bad-tip', { fault: error.fault, cause: error.message }) : error;
}

/** A key that we do not know, or that is not in force where we stand. */
function isKeyFault({ fault }: FeedError): boolean {
  return fault === 'key-unknown' || fault === 'key-out-of-range';
}
