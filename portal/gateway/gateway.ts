/** The gateway: every workstation's connection to the feed, `GET /v1/feed` as a WebSocket. Stateless but for its links. */
import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { monotonicFactory } from 'ulid';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_RECOVERY_BYTES, MAX_UPWARD_BYTES, SUBPROTOCOL } from '../../protocol/frames.ts';
import { pooledRandom } from '../../protocol/random.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { Store } from '../store/store.ts';
import { Admission, type AdmissionOptions } from './admission.ts';
import { Alarms } from './alarm-once.ts';
import { Deliveries } from './deliveries.ts';
import { EventWriter } from './event-writer.ts';
import { Callers } from './hello.ts';
import { Link, type LinkState } from './link.ts';
import { RecoveryDesk } from './recovery-desk.ts';
import { FeedTail } from './tail.ts';
import { Together } from './together.ts';

export interface GatewayOptions {
  readonly store: Store;
  readonly log: Logger;
  readonly clock?: Clock;
  readonly admission?: AdmissionOptions;
  /** Connections that have not said who they are, at most. */
  readonly maxUnknown?: number;
  /** A challenge that was never given before. */
  readonly newNonce?: () => string;
  /** How often deadlines are looked at, in milliseconds. */
  readonly tickMs?: number;
}

export interface GatewayStats {
  readonly links: Readonly<Record<LinkState, number>>;
  /** Last position that may be sent. */
  readonly position: number;
  readonly recovering: boolean;
  /** Milliseconds since the head was last read. */
  readonly headAge: number;
  readonly accepted: number;
  readonly turnedAway: number;
  /** Events of links that wait for the database, and positions that do. */
  readonly eventsWaiting: number;
  readonly deliveriesWaiting: number;
}

export interface Gateway {
  /** Takes the upgrades of a server; those of other paths get a plain 404. */
  attach(server: Server): void;
  /** Ends the links of a workstation here, and, where the reason is `revoked`, on every gateway, with the signed notice. */
  disconnect(workstation: string, reason: string): Promise<void>;
  stats(): GatewayStats;
  /** Called after each batch of events with its outcomes and how long it took, in milliseconds. */
  onBatch(listener: EventWriter['onBatch']): void;
  /**
   * Hands the workstations over: takes no more, lets each link finish what it was sent, and sends them elsewhere one after the
   * other within `overMs`, so that the gateways that take them are not overrun.
   */
  drain(overMs: number): Promise<void>;
  /** Says goodbye to everybody, writes what is waiting, stops. */
  close(): Promise<void>;
}

const PATH = '/v1/feed';
/** The head is read at least this often, woken or not (feed.md 1). */
const POLL_MS = 2_000;
const TICK_MS = 1_000;
/** Revocations are looked for this often, should a notice have been missed. */
const REVOKED_MS = 10_000;
const GOODBYE_MS = 1_000;
/** Between two workstations that are sent elsewhere, at most: a few are gone at once. */
const APART_MS = 20;
const defaultAdmission: AdmissionOptions = { perSecond: 500, burst: 1_000 };

/** Starts a gateway over a store. Throws where the feed cannot be read. */
export async function createGateway(o: GatewayOptions): Promise<Gateway> {
  const gateway = new FeedGateway(o);
  await gateway.start();
  return gateway;
}

class FeedGateway implements Gateway {
  readonly #store: Store;
  readonly #log: Logger;
  readonly #clock: Clock;
  readonly #tail: FeedTail;
  readonly #callers: Callers;
  /** Words of newest links. */
  readonly #words: Together<string, undefined>;
  readonly #deliveries: Deliveries;
  readonly #events: EventWriter;
  readonly #alarms: Alarms;
  readonly #recovery = new RecoveryDesk();
  readonly #admission: Admission;
  readonly #maxUnknown: number;
  readonly #tickMs: number;
  readonly #newNonce: () => string;
  readonly #sockets: WebSocketServer;
  readonly #links = new Set<Link>();
  /** Those of them that have not said who they are. */
  readonly #unknown = new Set<Link>();
  readonly #byWorkstation = new Map<string, Set<Link>>();
  readonly #newId = monotonicFactory(pooledRandom);
  readonly #undo: Array<() => void> = [];
  #revokedSeen = new Date(0);
  #accepted = 0;
  #turnedAway = 0;
  #closing = false;
  #draining = false;

  constructor(o: GatewayOptions) {
    this.#store = o.store;
    this.#log = o.log;
    this.#clock = o.clock ?? systemClock;
    this.#tail = new FeedTail(o.store, this.#clock, o.log);
    this.#callers = new Callers(o.store);
    this.#words = new Together(async (words) => {
      await o.store.bus.notify('link', words);
      return words.map(() => undefined);
    });
    this.#deliveries = new Deliveries(o.store, o.log);
    this.#events = new EventWriter(o.store);
    this.#alarms = new Alarms(o.store);
    this.#admission = new Admission(o.admission ?? defaultAdmission, this.#clock);
    this.#maxUnknown = o.maxUnknown ?? 1_024;
    this.#tickMs = o.tickMs ?? TICK_MS;
    this.#newNonce = o.newNonce ?? (() => randomBytes(32).toString('base64url'));
    this.#sockets = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      // Only a witness may send that much; everybody else is bounded by `guard`.
      maxPayload: MAX_RECOVERY_BYTES,
      // An agent sends a frame in one; a proxy between may cut it. Parts of one byte cost a hundred times what they hold.
      maxFragments: 256,
      handleProtocols: () => SUBPROTOCOL,
    });
  }

  async start(): Promise<void> {
    await this.#tail.refresh();
    this.#tail.onAdvance = () => {
      for (const link of this.#links) link.advance();
    };
    this.#tail.onReset = () => {
      this.#log.warn('the feed was cut: every link begins again');
      for (const link of this.#links) link.bye('feed-cut');
    };
    const { bus } = this.#store;
    this.#undo.push(
      bus.on('feed', () => this.#refresh()),
      bus.on('reconnected', () => this.#refresh()),
      bus.on('link', (payload) => this.#newest(payload)),
      bus.on('revoked', (workstation) => this.#background(this.#revoke(workstation), 'a revocation was missed')),
      every(POLL_MS, () => this.#refresh()),
      every(POLL_MS, () =>
        this.#background(this.#proveRestored(), 'it cannot be told whether the restore is complete'),
      ),
      every(this.#tickMs, () => {
        for (const link of this.#links) link.tick();
      }),
      every(REVOKED_MS, () => this.#background(this.#lookForRevoked(), 'revocations cannot be read')),
    );
  }

  attach(server: Server): void {
    const listener = (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#upgrade(request, socket as Socket, head);
    // For as long as the server lives: without it an upgrade would be taken for a plain request, whose connection stays.
    server.on('upgrade', listener);
  }

  async disconnect(workstation: string, reason: string): Promise<void> {
    if (reason === 'revoked') return this.#store.bus.notify('revoked', workstation);
    for (const link of this.#byWorkstation.get(workstation) ?? []) link.bye(reason);
  }

  stats(): GatewayStats {
    const links = { hello: 0, greeting: 0, live: 0, witness: 0, superseded: 0, closed: 0 };
    for (const { state } of this.#links) links[state] += 1;
    return {
      links,
      position: this.#tail.position,
      recovering: this.#tail.recovering,
      headAge: this.#tail.age,
      accepted: this.#accepted,
      turnedAway: this.#turnedAway,
      eventsWaiting: this.#events.waiting,
      deliveriesWaiting: this.#deliveries.waiting,
    };
  }

  onBatch(listener: EventWriter['onBatch']): void {
    this.#events.onBatch = listener;
  }

  async drain(overMs: number): Promise<void> {
    this.#draining = true;
    const links = [...this.#links];
    const apart = Math.min(APART_MS, overMs / Math.max(1, links.length));
    const startedAt = this.#clock.monotonic();
    const leaving: Array<Promise<void>> = [];
    for (const [index, link] of links.entries()) {
      // By the clock: a timer of a fraction of a millisecond would take one.
      const wait = startedAt + index * apart - this.#clock.monotonic();
      if (wait >= 1) await sleep(wait);
      leaving.push(link.depart());
    }
    await Promise.all(leaving);
    await this.#deliveries.flush();
  }

  async close(): Promise<void> {
    this.#closing = true;
    for (const undo of this.#undo.splice(0)) undo();
    for (const link of this.#links) link.bye('restart');
    const gone = Promise.all([...this.#links].map((link) => link.ended));
    const late = setTimeout(() => {
      for (const link of this.#links) link.terminate();
    }, GOODBYE_MS);
    await gone;
    clearTimeout(late);
    await this.#deliveries.close();
  }

  #upgrade(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const [status, headers] = this.#answer(request);
    if (status !== 101) {
      this.#turnedAway += 1;
      refuseUpgrade(socket, status, headers);
      return;
    }
    // The answer and the challenge in one packet: in a storm, writing is what costs most.
    socket.cork();
    this.#sockets.handleUpgrade(request, socket, head, (webSocket) => this.#accept(webSocket, socket));
    socket.uncork();
  }

  #answer(request: IncomingMessage): [status: number, headers: Record<string, string>] {
    if ((request.url ?? '').split('?')[0] !== PATH) return [404, {}];
    // Nothing in a browser speaks to this address.
    if (request.headers.origin !== undefined) return [403, {}];
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
    if (!offered.includes(SUBPROTOCOL)) return [400, {}];
    if (this.#closing || this.#draining) return [503, { 'Retry-After': '5' }];
    const wait = this.#admission.ask(this.#unknown.size < this.#maxUnknown);
    return wait === null ? [101, {}] : [503, { 'Retry-After': String(wait) }];
  }

  #accept(webSocket: WebSocket, socket: Socket): void {
    this.#accepted += 1;
    const link = new Link(
      { id: this.#newId(), nonce: this.#newNonce(), socket: webSocket, raw: socket },
      {
        store: this.#store,
        tail: this.#tail,
        callers: this.#callers,
        deliveries: this.#deliveries,
        events: this.#events,
        alarms: this.#alarms,
        recovery: this.#recovery,
        clock: this.#clock,
        log: this.#log,
        announce: (newest) => this.#announce(newest),
        gone: (gone) => this.#forget(gone),
      },
    );
    this.#links.add(link);
    this.#unknown.add(link);
    guard(webSocket, socket, link);
  }

  /** The books first, then the word to all gateways, this one too: the older links of the same key go. */
  async #announce(link: Link): Promise<void> {
    const { workstation } = link;
    if (workstation === null) throw new Error('a link without a workstation cannot be announced');
    this.#unknown.delete(link);
    const links = this.#byWorkstation.get(workstation) ?? new Set();
    this.#byWorkstation.set(workstation, links.add(link));
    await this.#words.ask(`${workstation} ${link.id}`);
  }

  #newest(payload: string): void {
    const [workstation = '', newest = ''] = payload.split(' ');
    for (const link of this.#byWorkstation.get(workstation) ?? []) {
      // ULIDs sort by time: of two that came at once on two gateways exactly one goes.
      if (link.id < newest) link.supersede();
    }
  }

  #forget(link: Link): void {
    this.#links.delete(link);
    this.#unknown.delete(link);
    if (link.workstation === null) return;
    const links = this.#byWorkstation.get(link.workstation);
    links?.delete(link);
    if (links?.size === 0) this.#byWorkstation.delete(link.workstation);
  }

  async #revoke(workstation: string): Promise<void> {
    const links = this.#byWorkstation.get(workstation);
    if (links === undefined) return;
    const row = await this.#store.db
      .selectFrom('workstation')
      .select(['revoked_at', 'revocation_notice'])
      .where('id', '=', workstation)
      .executeTakeFirst();
    if (row === undefined || row.revoked_at === null) return;
    for (const link of links) link.revoke(row.revocation_notice);
  }

  async #lookForRevoked(): Promise<void> {
    const rows = await this.#store.db
      .selectFrom('workstation')
      .select(['id', 'revoked_at'])
      .where('revoked_at', '>=', this.#revokedSeen)
      .execute();
    for (const { id, revoked_at } of rows) {
      await this.#revoke(id);
      // A minute of overlap: transactions commit in another order than their clocks say.
      const seen = new Date((revoked_at?.getTime() ?? 0) - 60_000);
      if (seen > this.#revokedSeen) this.#revokedSeen = seen;
    }
  }

  /** A restored portal publishes again once every workstation has come. */
  async #proveRestored(): Promise<void> {
    if (!this.#tail.recovering || this.#tail.head.restored_at === null) return;
    if (await this.#store.feed.proveRestored()) {
      this.#log.info('every workstation has shown what it holds: the restored portal publishes again');
      await this.#tail.refresh();
    }
  }

  #refresh(): void {
    this.#background(this.#tail.refresh(), 'the feed cannot be read: no tip is signed');
  }

  #background(work: Promise<unknown>, complaint: string): void {
    work.catch((error: unknown) => {
      if (!this.#closing) this.#log.warn({ err: error }, complaint);
    });
  }
}

function every(ms: number, work: () => void): () => void {
  const timer = setInterval(work, ms);
  return () => clearInterval(timer);
}

/** RFC 9110 answer to an upgrade that is not taken. */
function refuseUpgrade(socket: Socket, status: number, headers: Record<string, string>): void {
  const lines = Object.entries({ Connection: 'close', 'Content-Length': '0', ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.once('error', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join('')}\r\n`, () => socket.destroy());
}

/**
 * Bounds what a peer can make us hold before a frame is whole: `ws` has one limit for all, and it must let recoveries pass.
 * Twice the limit, because one chunk may hold the end of one frame and much of the next.
 */
function guard(webSocket: WebSocket, socket: Socket, link: Link): void {
  let mark = socket.bytesRead;
  webSocket.on('message', () => {
    mark = socket.bytesRead;
  });
  socket.on('data', () => {
    if (!link.mayBeLarge && socket.bytesRead - mark > 2 * MAX_UPWARD_BYTES) link.terminate();
  });
}
