/** One workstation's connection: challenge, hello, catch-up, live (feed.md 3 to 7). */
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import type { RawData, WebSocket } from 'ws';
import {
  FrameError,
  HEARTBEAT_MS,
  LINK_SILENCE_MS,
  MAX_UPWARD_BYTES,
  readUpward,
  TIP_INTERVAL_MS,
  type UpwardFrame,
} from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import type { Alarms } from './alarm-once.ts';
import type { Deliveries } from './deliveries.ts';
import type { EventWriter } from './event-writer.ts';
import { CloneDetected, type RawEvent, SequenceGap } from './events.ts';
import { textFrame } from './frame.ts';
import type { Callers } from './hello.ts';
import { Outlet } from './outlet.ts';
import type { RecoveryDesk, Witness } from './recovery-desk.ts';
import { type Claim, type Standing, standingOf } from './standing.ts';
import type { FeedTail } from './tail.ts';

export interface LinkContext {
  readonly store: Store;
  readonly tail: FeedTail;
  readonly callers: Callers;
  readonly deliveries: Deliveries;
  readonly events: EventWriter;
  readonly alarms: Alarms;
  readonly recovery: RecoveryDesk;
  readonly clock: Clock;
  readonly log: Logger;
  /** Tells all gateways that this is the workstation's newest link. */
  announce(link: Link): Promise<void>;
  /** Takes the link off the books. */
  gone(link: Link): void;
}

/**
 * `hello`: nobody knows yet who it is. `greeting`: known, its standing is being looked at. `live`: entries and tips go down.
 * `witness`: it holds entries that we lack. `superseded`: a newer link of the same key stands. `closed`: nothing is read or
 * sent any more.
 */
export type LinkState = 'hello' | 'greeting' | 'live' | 'witness' | 'superseded' | 'closed';

const HELLO_MS = 10_000;
/** A tip is also what this end says when it has nothing else to say. */
const TIP_MS = Math.min(HEARTBEAT_MS, TIP_INTERVAL_MS);
/** A superseded link that answers within this is alive: two machines with one key, not one that reconnected. */
const PROBE_MS = 5_000;
/** A witness that was asked must send entries within this. */
const ENTRIES_MS = 60_000;
const CLOSING_MS = 2_000;
/** Frames that wait for the database; more are left in the socket. */
const QUEUE_HIGH = 256;
const QUEUE_LOW = 64;
const EVENTS_AT_ONCE = 100;

const pong = textFrame({ type: 'pong' });

/** RFC 6455, section 7.4.1. */
const closeCode = {
  protocol: 1002,
  unsupported: 1003,
  policy: 1008,
  tooBig: 1009,
  internal: 1011,
  restart: 1012,
} as const;

export class Link implements Witness {
  /** A ULID: of two links the greater is the newer. */
  readonly id: string;
  /** Resolves once the socket is closed and the link off the books. */
  readonly ended: Promise<void>;
  readonly #c: LinkContext;
  readonly #socket: WebSocket;
  readonly #out: Outlet;
  readonly #nonce: string;
  readonly #queue: UpwardFrame[] = [];
  #state: LinkState = 'hello';
  #workstation: string | null = null;
  #headless = false;
  #version = '';
  /** Events came while entries were missing that they may be about. */
  #eventsDropped = false;
  #claim: Claim = { position: 0, hash: '', tip: null };
  /** Last position sent, or held at hello. */
  #cursor = 0;
  #pumping = false;
  #working = false;
  /** Resolves once what was read has been answered. */
  #settled: Promise<void> = Promise.resolve();
  #departing = false;
  #pendingNonce: string | null = null;
  #openedAt: number;
  #heardAt: number;
  #tipAt: number;
  #deadline = Number.POSITIVE_INFINITY;
  #askedFrom: number | null = null;

  constructor(o: { id: string; nonce: string; socket: WebSocket; raw: Socket }, context: LinkContext) {
    this.id = o.id;
    this.#nonce = o.nonce;
    this.#c = context;
    this.#socket = o.socket;
    this.#out = new Outlet(o.socket, o.raw, context.clock);
    this.#openedAt = context.clock.monotonic();
    this.#heardAt = this.#openedAt;
    this.#tipAt = this.#openedAt;
    this.#out.onRoom = () => this.pump();
    this.#out.onOverflow = () => this.#cutOff('overflow');
    o.socket.on('message', (data, isBinary) => this.#receive(data, isBinary));
    o.socket.on('pong', () => this.#ponged());
    o.socket.on('error', (error) => context.log.debug({ err: error, link: o.id }, 'link error'));
    this.ended = new Promise((resolve) => {
      o.socket.on('close', () => {
        this.#end();
        resolve();
      });
    });
    this.#out.send({
      type: 'challenge',
      nonce: o.nonce,
      feed: context.store.info.feed,
      portal: context.store.info.portal,
    });
  }

  get workstation(): string | null {
    return this.#workstation;
  }

  get state(): LinkState {
    return this.#state;
  }

  /** Whether a frame larger than `MAX_UPWARD_BYTES` may come: only entries that we asked for. */
  get mayBeLarge(): boolean {
    return this.#state === 'witness' && this.#askedFrom !== null;
  }

  #receive(data: RawData, isBinary: boolean): void {
    if (this.#state === 'closed') return;
    this.#heardAt = this.#c.clock.monotonic();
    if (isBinary) {
      this.bye('binary', closeCode.unsupported);
      return;
    }
    const bytes = data as Buffer;
    if (bytes.length > MAX_UPWARD_BYTES && !this.mayBeLarge) {
      this.bye('too-large', closeCode.tooBig);
      return;
    }
    let frame: UpwardFrame | null;
    try {
      frame = readUpward(bytes.toString('utf8'));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#c.log.warn({ link: this.id, workstation: this.#workstation, reason: error.message }, 'bad frame');
      this.bye('frame', closeCode.protocol);
      return;
    }
    if (frame === null) return;
    if (frame.type === 'ping') {
      this.#out.sendBytes(pong);
      return;
    }
    this.#queue.push(frame);
    if (this.#queue.length >= QUEUE_HIGH) this.#socket.pause();
    if (!this.#working) this.#settled = this.#work();
  }

  /** Reads no more, answers what was read, and sends the workstation elsewhere. */
  async depart(): Promise<void> {
    if (this.#state === 'closed') return;
    this.#departing = true;
    this.#socket.pause();
    await this.#settled;
    this.bye('restart');
    await this.ended;
  }

  /** Takes frames one after the other: what they change must happen in their order. */
  async #work(): Promise<void> {
    this.#working = true;
    try {
      for (let frame = this.#queue.shift(); frame !== undefined; frame = this.#queue.shift()) {
        if (this.#state === 'closed' || this.#state === 'superseded') continue;
        await this.#handle(frame);
        if (this.#queue.length <= QUEUE_LOW && this.#socket.isPaused && !this.#departing) this.#socket.resume();
      }
    } catch (error) {
      this.#c.log.error({ err: error, link: this.id, workstation: this.#workstation }, 'link failed');
      this.bye('internal', closeCode.internal);
    } finally {
      this.#working = false;
    }
  }

  async #handle(frame: UpwardFrame): Promise<void> {
    if (this.#state === 'hello') {
      if (frame.type !== 'hello') {
        this.bye('hello-expected', closeCode.policy);
        return;
      }
      await this.#hello(frame);
      return;
    }
    switch (frame.type) {
      case 'hello':
        this.bye('hello-again', closeCode.protocol);
        return;
      case 'delivered':
        this.#delivered(frame.position);
        return;
      case 'event':
        if (this.#state !== 'witness') return this.#events(frame.event);
        // About bulletins that we may not have taken back yet: refused, they would be lost for good.
        this.#eventsDropped = true;
        return;
      case 'nonce':
        this.#pendingNonce = frame.nonce;
        this.pump();
        return;
      case 'entries':
        return this.#entries(frame.entries);
    }
  }

  async #hello(hello: Extract<UpwardFrame, { type: 'hello' }>): Promise<void> {
    const { tail, callers } = this.#c;
    const workstation = await callers.identify(hello, this.#nonce);
    if (this.#state !== 'hello') return;
    if (workstation === null) {
      this.bye('unauthorized', closeCode.policy);
      return;
    }
    this.#workstation = workstation.id;
    this.#headless = hello.headless;
    if (workstation.revoked_at !== null) {
      this.revoke(workstation.revocation_notice);
      return;
    }
    this.#state = 'greeting';
    await this.#c.announce(this);
    this.#claim = { position: hello.position, hash: hello.hash, tip: hello.tip };
    this.#pendingNonce = hello.nonce;
    const standing = await this.#standing();
    if (this.#is('superseded', 'closed')) return;
    if (standing.kind === 'forked') return this.#fork(standing);
    this.#version = hello.version;
    this.#out.hold();
    this.#out.send({
      type: 'welcome',
      workstation: workstation.id,
      officine: workstation.statement,
      lastEvent: workstation.last_event_seq,
      position: tail.position,
    });
    await this.#stand(standing);
    // With the tip, where nothing but that is still to come.
    if (!this.#pumping || this.#cursor < tail.position) this.#out.release();
  }

  /** Read anew: another gateway may have sent what this one has not seen yet, and that must not look like a lost entry. */
  async #standing(): Promise<Standing> {
    const { store, tail } = this.#c;
    await tail.refresh();
    const { head } = tail;
    const hashAt = async (position: number) => (position === head.position ? head.hash : tail.hashAt(position));
    return standingOf(store.feed, head, hashAt, this.#claim);
  }

  async #stand(standing: Exclude<Standing, { kind: 'forked' }>): Promise<void> {
    const { store, tail, alarms, recovery, deliveries } = this.#c;
    if (standing.kind === 'ahead' && standing.proved !== null && standing.proved > (tail.head.recover_to ?? 0)) {
      const detail = { position: tail.head.position, proved: standing.proved, tip: this.#claim.tip };
      await store.feed.beginRecovery(standing.proved);
      await alarms.raise('feed-recovering', this.#name, standing.proved, detail);
      await tail.refresh();
      if (this.#is('superseded', 'closed')) return;
    }
    if (this.#claim.position > tail.position) {
      this.#state = 'witness';
      recovery.enter(this);
      return;
    }
    if (this.#eventsDropped) {
      // It tells them again at its next hello, and they name bulletins that are here now.
      this.bye('recovered');
      return;
    }
    this.#state = 'live';
    this.#cursor = this.#claim.position;
    // Not before: a restored portal takes whoever was seen since for one that has nothing more to give back.
    deliveries.tell(this.#name, this.#cursor, { version: this.#version, headless: this.#headless });
    this.#tipAt = this.#c.clock.monotonic();
    this.pump();
  }

  /** Asks for the entries that we lack; the desk says when. */
  askForEntries(): void {
    if (this.#state !== 'witness') return;
    this.#askedFrom = this.#c.tail.head.position;
    this.#deadline = this.#c.clock.monotonic() + ENTRIES_MS;
    this.#out.send({ type: 'recover', position: this.#askedFrom });
  }

  async #entries(entries: readonly string[]): Promise<void> {
    if (this.#state !== 'witness' || this.#askedFrom === null) {
      this.bye('entries-unasked', closeCode.policy);
      return;
    }
    const { store, tail, log } = this.#c;
    const adoption = await store.feed.adopt(entries);
    log.info({ workstation: this.#name, ...adoption, refused: adoption.refused?.error.message }, 'entries taken back');
    if (adoption.refused !== null) {
      const { entry } = adoption.refused;
      const signed = await store.feed.signedByUs(entry);
      if (!signed) {
        this.bye('entries-refused', closeCode.policy);
        return;
      }
      return this.#fork(
        { kind: 'forked', position: adoption.position, known: false, signedTip: this.#claim.tip },
        entry,
      );
    }
    const more = this.#claim.position > adoption.position;
    if (more && adoption.position === this.#askedFrom) {
      this.bye('entries-useless', closeCode.policy);
      return;
    }
    // What it sent was ours and was lost, so what it still holds is believed, one batch at a time.
    if (more) await store.feed.beginRecovery(adoption.position + 1);
    await tail.refresh();
    if (this.#state !== 'witness') return;
    if (more) {
      this.askForEntries();
      return;
    }
    this.#leaveRecovery();
    await this.#judgeAgain();
  }

  #leaveRecovery(): void {
    this.#askedFrom = null;
    this.#deadline = Number.POSITIVE_INFINITY;
    this.#c.recovery.leave(this);
  }

  async #judgeAgain(): Promise<void> {
    const standing = await this.#standing();
    if (this.#state !== 'witness') return;
    if (standing.kind === 'forked') return this.#fork(standing);
    await this.#stand(standing);
  }

  /** Shows our side: the entry that contradicts, and the epochs that end a fork; then there is nothing more to say. */
  async #fork(fork: Extract<Standing, { kind: 'forked' }>, theirEntry: string | null = null): Promise<void> {
    const { store, tail, alarms } = this.#c;
    const ours = await store.feed.entry(Math.min(Math.max(1, fork.position), tail.position));
    if (!fork.known) {
      await alarms.raise('feed-fork', this.#name, tail.head.epoch, {
        position: fork.position,
        ours: ours?.jws ?? null,
        theirHash: this.#claim.hash,
        theirTip: fork.signedTip,
        theirEntry,
      });
    }
    if (ours !== null) this.#out.send({ type: 'fork', entry: ours.jws });
    for (const epoch of await store.feed.epochs()) {
      if (epoch.jws !== ours?.jws) this.#out.send({ type: 'fork', entry: epoch.jws });
    }
    this.bye('fork', closeCode.policy);
  }

  #delivered(position: number): void {
    if (this.#state !== 'live') return;
    if (position > this.#cursor) {
      this.bye('delivered-unsent', closeCode.policy);
      return;
    }
    this.#c.deliveries.tell(this.#name, position);
  }

  /** Takes the events that are waiting with this one, and answers after their commit (feed.md 5). */
  async #events(first: RawEvent): Promise<void> {
    const events = [first];
    while (events.length < EVENTS_AT_ONCE) {
      const next = this.#queue[0];
      if (next?.type !== 'event') break;
      this.#queue.shift();
      events.push(next.event);
    }
    try {
      const sender = { workstation: this.#name, headless: this.#headless };
      for (const answer of await this.#c.events.record(sender, events)) this.#out.send(answer);
      this.#c.store.news.tell('tracking');
    } catch (error) {
      if (error instanceof SequenceGap) {
        this.bye('event-gap', closeCode.policy);
        return;
      }
      if (!(error instanceof CloneDetected)) throw error;
      await this.#c.alarms.raise('workstation-clone', this.#name, error.seq, { seq: error.seq });
      this.bye('clone', closeCode.policy);
    }
  }

  /** Sends what the feed has and this link has not, then the tip that was asked for. One at a time. */
  pump(): void {
    if (this.#pumping || this.#state !== 'live') return;
    this.#sendCached();
    if (!this.#out.open || (this.#pendingNonce === null && this.#cursor >= this.#c.tail.position)) return;
    this.#pumping = true;
    this.#catchUp()
      .catch((error: unknown) => {
        this.#c.log.error({ err: error, link: this.id, workstation: this.#workstation }, 'entries cannot be sent');
        this.bye('internal', closeCode.internal);
      })
      .finally(() => {
        this.#pumping = false;
        this.#out.release();
      });
  }

  /** What is at hand goes out in this turn: a broadcast to 15,000 links must not be as many promises. */
  #sendCached(): void {
    const { tail } = this.#c;
    while (this.#cursor < tail.position && this.#state === 'live' && this.#out.open && this.#out.hasRoom) {
      const ready = tail.cached(this.#cursor);
      if (ready === null) return;
      this.#out.sendBytes(ready.bytes);
      this.#cursor = ready.position;
    }
  }

  async #catchUp(): Promise<void> {
    const { tail } = this.#c;
    while (this.#state === 'live' && this.#out.open) {
      this.#sendCached();
      if (this.#cursor >= tail.position) {
        if (this.#pendingNonce === null || !(await this.#tip(this.#pendingNonce))) {
          if (this.#cursor >= tail.position) return;
        }
        continue;
      }
      if (!this.#out.hasRoom) return; // `onRoom` pumps again
      const frames = await tail.frames(this.#cursor);
      if (frames.length === 0) return;
      for (const frame of frames) {
        if (frame.position !== this.#cursor + 1 || !this.#out.hasRoom || this.#state !== 'live') break;
        this.#out.sendBytes(frame.bytes);
        this.#cursor = frame.position;
      }
    }
  }

  /** Sends a tip if one may be signed over exactly what this link was sent; false where not. */
  async #tip(nonce?: string): Promise<boolean> {
    const tip = await this.#c.tail.tip(nonce).catch((error: unknown) => {
      this.#c.log.error({ err: error }, 'no tip can be signed');
      return null;
    });
    if (tip === null || tip.position !== this.#cursor || this.#state !== 'live') return false;
    this.#out.sendBytes(tip.bytes);
    this.#tipAt = this.#c.clock.monotonic();
    if (nonce !== undefined && nonce === this.#pendingNonce) this.#pendingNonce = null;
    return true;
  }

  /** The feed moved: entries to send, or entries that this witness held have come from another. */
  advance(): void {
    this.pump();
    if (this.#state !== 'witness' || this.#askedFrom !== null || this.#claim.position > this.#c.tail.position) return;
    this.#leaveRecovery();
    this.#judgeAgain().catch((error: unknown) => {
      this.#c.log.error({ err: error, link: this.id }, 'link failed');
      this.bye('internal', closeCode.internal);
    });
  }

  /** Looks at the deadlines; called about once a second. */
  tick(): void {
    const now = this.#c.clock.monotonic();
    if (now > this.#deadline) {
      this.#timeOut();
      return;
    }
    if (this.#state === 'closed') return;
    if (this.#state === 'hello' && now - this.#openedAt > HELLO_MS) {
      this.#cutOff('hello-late');
      return;
    }
    if (now - this.#heardAt > LINK_SILENCE_MS) {
      this.#cutOff('silent');
      return;
    }
    if (this.#out.stuckFor > LINK_SILENCE_MS) {
      this.#cutOff('slow');
      return;
    }
    if (this.#state !== 'live') return;
    const caughtUp = this.#cursor >= this.#c.tail.position;
    // While entries are on their way, what is late is theirs.
    const alive = caughtUp ? this.#tipAt : Math.max(this.#tipAt, this.#out.progressAt);
    if ((caughtUp || !this.#out.busy) && now - alive > LINK_SILENCE_MS) {
      this.bye('no-tip', closeCode.restart);
      return;
    }
    if (caughtUp && this.#pendingNonce === null && now - this.#tipAt >= TIP_MS) void this.#tip();
    this.pump();
  }

  #timeOut(): void {
    if (this.#state === 'witness') this.bye('entries-late', closeCode.policy);
    else this.#socket.terminate();
  }

  /** A newer link of the same key stands: this one goes, and if it proves to be alive, that is an alarm (feed.md 6). */
  supersede(): void {
    if (this.#is('superseded', 'closed')) return;
    this.#c.recovery.leave(this);
    this.#state = 'superseded';
    this.#deadline = this.#c.clock.monotonic() + PROBE_MS;
    this.#socket.ping();
  }

  #ponged(): void {
    this.#heardAt = this.#c.clock.monotonic();
    if (this.#state !== 'superseded') return;
    this.bye('superseded', closeCode.policy);
    this.#c.alarms.raise('workstation-twice', this.#name, this.id, {}).catch((error: unknown) => {
      this.#c.log.error({ err: error, workstation: this.#workstation }, 'alarm cannot be recorded');
    });
  }

  /** Sends the signed notice and closes (feed.md 6); without a notice only the connection can end. */
  revoke(notice: string | null): void {
    if (notice !== null) this.#out.send({ type: 'revoked', notice });
    this.bye('revoked', closeCode.policy);
  }

  /** Says why and closes. */
  bye(reason: string, code: number = closeCode.restart): void {
    if (this.#state === 'closed') return;
    this.#c.log.info({ link: this.id, workstation: this.#workstation, reason }, 'link closed');
    this.#c.recovery.leave(this);
    this.#out.release();
    this.#out.send({ type: 'bye', reason });
    this.#state = 'closed';
    this.#deadline = this.#c.clock.monotonic() + CLOSING_MS;
    // A paused socket would never read the other side's close.
    this.#socket.resume();
    this.#socket.close(code, reason);
  }

  /** For a peer that does not listen: no goodbye, and no wait for one. */
  #cutOff(reason: string): void {
    this.#c.log.info({ link: this.id, workstation: this.#workstation, reason }, 'link cut off');
    this.#state = 'closed';
    this.#socket.terminate();
  }

  /** Ends it at once. */
  terminate(): void {
    this.#cutOff('terminated');
  }

  #end(): void {
    this.#state = 'closed';
    this.#c.recovery.leave(this);
    this.#c.gone(this);
  }

  #is(...states: LinkState[]): boolean {
    return states.includes(this.#state);
  }

  get #name(): string {
    if (this.#workstation === null) throw new Error('nobody has said hello on this link');
    return this.#workstation;
  }
}
