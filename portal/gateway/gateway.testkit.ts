/** A gateway on loopback and workstations that speak to it frame by frame, so that tests see and say exactly what they mean. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Logger, pino } from 'pino';
import { ulid } from 'ulid';
import { WebSocket } from 'ws';
import { type ChainHead, genesisHead, type Signer, signerOf, typ, verifyEntry } from '../../protocol/envelope.ts';
import {
  type DownwardFrame,
  readDownward,
  SUBPROTOCOL,
  type UpwardEvent,
  type UpwardFrame,
} from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import { json } from '../store/database.ts';
import { createRoot } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import { createGateway, type Gateway, type GatewayOptions } from './gateway.ts';

type FrameOf<T extends DownwardFrame['type']> = Extract<DownwardFrame, { type: T }>;

/** A clock that tests push on; the wall runs with it. */
export class TestClock implements Clock {
  #offset = 0;
  wall(): number {
    return Date.now() + this.#offset;
  }
  monotonic(): number {
    return performance.now() + this.#offset;
  }
  advance(ms: number): void {
    this.#offset += ms;
  }
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly server: Server;
  readonly url: string;
  close(): Promise<void>;
}

/** A gateway over `store`, listening on a free port of the loopback. */
export async function openTestGateway(store: Store, o: Partial<GatewayOptions> = {}): Promise<TestGateway> {
  const log: Logger = pino({ level: process.env.TEST_LOG ?? 'silent' }, pino.destination(2));
  const gateway = await createGateway({ store, log, tickMs: 50, ...o });
  const server = createServer((_request, response) => response.writeHead(404).end());
  gateway.attach(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    gateway,
    server,
    url: `ws://127.0.0.1:${port}/v1/feed`,
    close: async () => {
      await gateway.close();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A workstation in the database, and what it holds of the feed. */
export class TestWorkstation {
  readonly id: string;
  readonly signer: Signer;
  /** Exact bytes of the entries it has verified, in order. */
  readonly entries: string[] = [];
  tip: string | null = null;
  head: ChainHead;

  constructor(id: string, signer: Signer, head: ChainHead) {
    this.id = id;
    this.signer = signer;
    this.head = head;
  }

  async verify(jws: string): Promise<void> {
    this.head = (await verifyEntry(jws, this.head)).head;
    this.entries.push(jws);
  }

  connect(url: string, o: ConnectOptions = {}): TestLink {
    return new TestLink(this, url, o);
  }
}

export interface ConnectOptions {
  /** Changes what hello says. */
  readonly hello?: Partial<Extract<UpwardFrame, { type: 'hello' }>>;
  /** Waits for nothing and says nothing by itself. */
  readonly silent?: boolean;
  readonly headers?: Record<string, string>;
}

/** Enrols a workstation as the operator would. */
export async function enrol(store: Store): Promise<TestWorkstation> {
  const id = ulid();
  const { root: privateKey } = await createRoot();
  const signer = await signerOf(privateKey);
  const entry = await store.feed.entrySigner();
  const officine = ulid();
  const at = new Date();
  const statement = await entry.sign(typ.officine, {
    feed: store.info.feed,
    officine,
    name: 'Pharmacie du Pont',
    territory: 'FR-75',
    version: 1,
  });
  await store.db
    .insertInto('officine')
    .values({
      id: officine,
      name: 'Pharmacie du Pont',
      territory: 'FR-75',
      statement_version: 1,
      statement,
      created_at: at,
    })
    .execute();
  await store.db
    .insertInto('workstation')
    .values({
      id,
      officine,
      name: 'Comptoir 1',
      public_key: json(signer.jwk),
      thumbprint: signer.kid,
      enrolled_at: at,
    })
    .execute();
  return new TestWorkstation(id, signer, genesisHead(store.info.feed, store.keys.rootThumbprint));
}

/** One connection: answers the challenge, verifies entries and says `delivered`, and keeps every frame for the test. */
export class TestLink {
  readonly socket: WebSocket;
  readonly seen: DownwardFrame[] = [];
  readonly closed: Promise<{ code: number; reason: string }>;
  /** The HTTP answer where the upgrade was refused. */
  readonly refused: Promise<{ status: number; retryAfter: string | undefined }>;
  /** Called after each frame. */
  onFrame: () => void = () => undefined;
  #taken = 0;
  readonly #wakers = new Set<() => void>();
  readonly #workstation: TestWorkstation;
  #working: Promise<void> = Promise.resolve();

  constructor(workstation: TestWorkstation, url: string, o: ConnectOptions) {
    this.#workstation = workstation;
    const socket = new WebSocket(url, SUBPROTOCOL, { perMessageDeflate: false, headers: o.headers });
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.#wake();
      });
    });
    this.refused = new Promise((resolve) => {
      socket.on('unexpected-response', (_request, response) => {
        resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
        response.resume();
        // Who listens to this event has to end the attempt.
        socket.terminate();
      });
    });
    socket.on('error', () => undefined); // tests look at `closed` and `refused`
    socket.on('message', (data) => {
      const frame = readDownward(String(data));
      if (frame === null) throw new Error(`unknown frame ${String(data)}`);
      this.#working = this.#working.then(() => this.#handle(frame, o));
    });
  }

  async #handle(frame: DownwardFrame, o: ConnectOptions): Promise<void> {
    const workstation = this.#workstation;
    if (o.silent !== true) {
      if (frame.type === 'challenge') {
        const { nonce, feed, portal } = frame;
        this.send({
          type: 'hello',
          workstation: workstation.id,
          proof: await workstation.signer.sign(typ.hello, { nonce, feed, portal }),
          position: workstation.head.position,
          hash: workstation.head.hash,
          tip: workstation.tip,
          nonce: 'nonce-of-this-connection',
          version: '1.0.0',
          headless: false,
          ...o.hello,
        });
      }
      if (frame.type === 'entry') {
        await workstation.verify(frame.entry);
        this.send({ type: 'delivered', position: workstation.head.position });
      }
      if (frame.type === 'tip') workstation.tip = frame.tip;
    }
    this.seen.push(frame);
    this.onFrame();
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#wakers) wake();
  }

  send(frame: UpwardFrame | object): void {
    this.socket.send(JSON.stringify(frame));
  }

  event(event: UpwardEvent | object): void {
    this.send({ type: 'event', event });
  }

  /** The next frame of this type that no call has returned yet; frames of other types before it are passed over. */
  async next<T extends DownwardFrame['type']>(type: T): Promise<FrameOf<T>> {
    for (;;) {
      while (this.#taken < this.seen.length) {
        const frame = this.seen[this.#taken];
        this.#taken += 1;
        if (frame?.type === type) return frame as FrameOf<T>;
      }
      await this.#change(`waiting for ${type}`);
    }
  }

  /** Resolves once `condition` holds after a frame. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await this.#change('waiting for a condition');
  }

  async #change(what: string): Promise<void> {
    if (this.socket.readyState === WebSocket.CLOSED) {
      throw new Error(`closed while ${what}; seen: ${this.seen.map((frame) => JSON.stringify(frame).slice(0, 80))}`);
    }
    await new Promise<void>((resolve) => {
      const wake = () => {
        this.#wakers.delete(wake);
        resolve();
      };
      this.#wakers.add(wake);
    });
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}

/** A bulletin as `publish` takes it, with its row, as the workflow would have made it. */
export async function publishBulletin(
  store: Store,
  id: string = ulid(),
  title = 'Rappel',
): Promise<{ id: string; position: number; jws: string }> {
  return store.feed.publish(async (trx, append) => {
    const bulletin = {
      id,
      revision: 1,
      state: 'in-force',
      publishedAt: '2026-11-22T09:30:00.000Z',
      kind: 'recall',
      title,
    };
    const entry = await append({ bulletin });
    const at = new Date();
    await trx
      .insertInto('bulletin')
      .values({ id, kind: 'recall', author_role: 'lab', created_at: at, in_force_revision: 1 })
      .execute();
    await trx
      .insertInto('bulletin_revision')
      .values({
        bulletin: id,
        revision: 1,
        state: 'in-force',
        content: json(bulletin),
        position: entry.position,
        created_at: at,
        updated_at: at,
      })
      .execute();
    return { id, ...entry };
  });
}

/** Waits for something that only a timer of the gateway brings about. */
export async function eventually<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
