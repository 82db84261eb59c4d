/**
 * A portal with real keys that does what it is told: honest unless a test takes a part over, and then it forges, drops,
 * reorders, replays, freezes, forks or floods.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import { ulid } from 'ulid';
import { type WebSocket, WebSocketServer } from 'ws';
import { type EnrolmentRequest, makeEnrolmentToken } from '../../protocol/enrolment.ts';
import { hashOf, type Signer, signerOf, typ, verify } from '../../protocol/envelope.ts';
import {
  type DownwardFrame,
  MAX_RECOVERY_BYTES,
  readUpward,
  SUBPROTOCOL,
  type UpwardFrame,
} from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';

type UpwardOf<T extends UpwardFrame['type']> = Extract<UpwardFrame, { type: T }>;
type Hello = UpwardOf<'hello'>;

/** A new Ed25519 key. */
export async function newSigner(): Promise<Signer> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return signerOf(await exportJWK(privateKey));
}

/** A recall of one lot of one product, as it is broadcast. */
export function recallOf(lot: string, o: { id?: string; revision?: number } = {}) {
  const { id = ulid(), revision = 1 } = o;
  return {
    id,
    revision,
    state: 'in-force',
    publishedAt: '2026-11-22T09:00:00.000Z',
    kind: 'recall',
    reference: `R-${lot}`,
    title: `Rappel du lot ${lot}`,
    attention: 'interrupt',
    drill: false,
    effectiveAt: null,
    recall: {
      action: 'recall',
      level: 'pharmacy',
      instructions: 'Retirer',
      targets: [{ gtin: '03400930000014', lots: [{ lot }] }],
    },
  };
}

/** How an entry or tip departs from the honest one. */
export interface Forgery {
  readonly signer?: Signer;
  readonly position?: number;
  readonly previous?: string;
  readonly hash?: string;
  readonly feed?: string;
  readonly at?: number;
}

export class HostilePortal {
  readonly feed = ulid();
  readonly name = 'portal.test';
  readonly officine = ulid();
  readonly keys: { root: Signer; entry: Signer; tip: Signer };
  /** The honest feed, from position 1. */
  readonly entries: string[] = [];
  readonly connections: Connection[] = [];
  /** Events it has receipted, by number, with how often each came. */
  readonly events = new Map<number, { event: Record<string, unknown>; times: number }>();
  /** Workstations enrolled, by the public half of their key. */
  readonly enrolled = new Map<string, string>();
  readonly token: string;
  url = '';
  territory: string | null = 'FR-75';
  statementVersion = 1;
  /** What happens after a hello whose proof holds; honest unless replaced. */
  script: (connection: Connection, hello: Hello) => Promise<void> = (connection) => connection.serve();
  /** What happens when a connection opens: the challenge, unless replaced. */
  greet: (connection: Connection) => void = (connection) => connection.challenge();
  /** Answers an enrolment in place of the honest answer: status and body, or null to be honest. */
  enrolmentAnswer: (honest: unknown) => { status: number; body: string; headers?: Record<string, string> } | null =
    () => null;
  /** Whether it answers events and pings at all. */
  mute = false;
  /** HTTP status for upgrades in place of 101. */
  upgradeStatus: number | null = null;
  readonly #server: Server;
  readonly #clock: Pick<Clock, 'wall'>;
  #waiters: Array<(connection: Connection) => void> = [];

  private constructor(keys: HostilePortal['keys'], clock: Pick<Clock, 'wall'>) {
    this.keys = keys;
    this.#clock = clock;
    this.token = makeEnrolmentToken(keys.root.kid);
    this.#server = createServer((request, response) => {
      void this.#http(request).then(({ status, body, headers }) => {
        response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
      });
    });
    const sockets = new WebSocketServer({
      noServer: true,
      maxPayload: MAX_RECOVERY_BYTES,
      handleProtocols: () => SUBPROTOCOL,
    });
    this.#server.on('upgrade', (request, socket, head) => {
      if (this.upgradeStatus !== null) {
        socket.end(
          `HTTP/1.1 ${this.upgradeStatus} No\r\nConnection: close\r\nContent-Length: 0\r\n${this.upgradeStatus === 503 ? 'Retry-After: 7\r\n' : ''}\r\n`,
        );
        return;
      }
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const connection = new Connection(this, webSocket);
        this.connections.push(connection);
        for (const waiter of this.#waiters.splice(0)) waiter(connection);
        this.greet(connection);
      });
    });
  }

  /** Opens it on a free port of the loopback, with the statement that names its keys as entry 1. */
  static async open(clock: Pick<Clock, 'wall'>, root?: Signer): Promise<HostilePortal> {
    const keys = { root: root ?? (await newSigner()), entry: await newSigner(), tip: await newSigner() };
    const portal = new HostilePortal(keys, clock);
    await new Promise<void>((resolve) => portal.#server.listen(0, '127.0.0.1', resolve));
    portal.url = `http://127.0.0.1:${(portal.#server.address() as AddressInfo).port}`;
    await portal.append({ keys: await portal.keyStatement(1) });
    return portal;
  }

  get position(): number {
    return this.entries.length;
  }

  get hash(): string {
    return this.hashAt(this.position);
  }

  hashAt(position: number): string {
    return position === 0 ? this.keys.root.kid : hashOf(this.entries[position - 1] ?? '');
  }

  now(): string {
    return new Date(this.#clock.wall()).toISOString();
  }

  keyStatement(version: number): Promise<string> {
    const { root, entry, tip } = this.keys;
    return root.sign(typ.keys, {
      feed: this.feed,
      version,
      root: root.jwk,
      keys: [
        { kid: entry.kid, use: 'entry', jwk: entry.jwk },
        { kid: tip.kid, use: 'tip', jwk: tip.jwk },
      ],
    });
  }

  /** Signs an entry after the newest one, or as the forgery says. */
  sign(body: object, forged: Forgery = {}): Promise<string> {
    return (forged.signer ?? this.keys.entry).sign(typ.entry, {
      feed: forged.feed ?? this.feed,
      position: forged.position ?? this.position + 1,
      previous: forged.previous ?? this.hash,
      at: new Date(forged.at ?? this.#clock.wall()).toISOString(),
      ...body,
    });
  }

  tip(nonce?: string, forged: Forgery = {}): Promise<string> {
    return (forged.signer ?? this.keys.tip).sign(typ.tip, {
      feed: forged.feed ?? this.feed,
      position: forged.position ?? this.position,
      hash: forged.hash ?? this.hash,
      at: new Date(forged.at ?? this.#clock.wall()).toISOString(),
      ...(nonce !== undefined && { nonce }),
    });
  }

  /** Adds to the feed without telling anybody. */
  async append(body: object): Promise<string> {
    const jws = await this.sign(body);
    this.entries.push(jws);
    return jws;
  }

  /** Adds to the feed and sends it to everybody, with a tip. */
  async publish(body: object): Promise<string> {
    const jws = await this.append(body);
    const tip = await this.tip();
    for (const connection of this.open) {
      connection.send({ type: 'entry', entry: jws });
      connection.send({ type: 'tip', tip });
    }
    return jws;
  }

  /** Sends everybody a tip over the head. */
  async tick(): Promise<void> {
    const tip = await this.tip();
    for (const connection of this.open) connection.send({ type: 'tip', tip });
  }

  statement(forged: { signer?: Signer; officine?: string } = {}): Promise<string> {
    return (forged.signer ?? this.keys.entry).sign(typ.officine, {
      feed: this.feed,
      officine: forged.officine ?? this.officine,
      name: 'Pharmacie du Pont',
      territory: this.territory,
      version: this.statementVersion,
    });
  }

  notice(workstation: string, signer: Signer = this.keys.entry): Promise<string> {
    return signer.sign(typ.revoked, { feed: this.feed, workstation, at: this.now(), reason: 'Poste volé' });
  }

  get open(): Connection[] {
    return this.connections.filter((connection) => !connection.isClosed);
  }

  /** The next connection that opens. */
  connection(): Promise<Connection> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    for (const { socket } of this.connections) socket.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #http(request: IncomingMessage): Promise<{ status: number; body: string; headers?: Record<string, string> }> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    if (request.method !== 'POST' || request.url !== '/v1/enrolments') return { status: 404, body: '{}' };
    const { publicKey, name, proof } = JSON.parse(text) as EnrolmentRequest;
    const signed = (await verify(proof, typ.enrol, publicKey)) as { token?: unknown };
    if (signed.token !== hashOf(this.token) || request.headers.authorization !== `Bearer ${this.token}`) {
      return { status: 401, body: '{}' };
    }
    const id = this.enrolled.get(publicKey.x) ?? ulid();
    this.enrolled.set(publicKey.x, id);
    const honest = {
      workstation: { id, name },
      officine: { id: this.officine, name: 'Pharmacie du Pont', territory: this.territory },
      statement: await this.statement(),
      feed: this.feed,
      portal: this.name,
      root: this.keys.root.jwk,
    };
    return this.enrolmentAnswer(honest) ?? { status: 201, body: JSON.stringify(honest) };
  }
}

/** One connection of an agent, as the portal sees it. */
export class Connection {
  readonly socket: WebSocket;
  readonly seen: UpwardFrame[] = [];
  hello: Hello | null = null;
  isClosed = false;
  readonly closed: Promise<void>;
  readonly #portal: HostilePortal;
  #wakers: Array<() => void> = [];

  constructor(portal: HostilePortal, socket: WebSocket) {
    this.#portal = portal;
    this.socket = socket;
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.isClosed = true;
        resolve();
        this.#wake();
      });
    });
    socket.on('error', () => undefined); // tests look at `closed`
    socket.on('message', (data) => {
      const frame = readUpward(String(data));
      if (frame === null) throw new Error(`an agent said ${String(data)}`);
      this.seen.push(frame);
      void this.#answer(frame).then(() => this.#wake());
    });
  }

  challenge(over: Partial<{ nonce: string; feed: string; portal: string }> = {}): void {
    const { feed, name } = this.#portal;
    this.send({ type: 'challenge', nonce: 'n'.repeat(43), feed, portal: name, ...over });
  }

  /** Welcome, what follows, and a tip over the agent's nonce. */
  async serve(): Promise<void> {
    await this.welcome();
    this.stream();
    await this.freshTip();
  }

  async welcome(over: Partial<Extract<DownwardFrame, { type: 'welcome' }>> = {}): Promise<void> {
    const { position, events } = this.#portal;
    this.send({
      type: 'welcome',
      workstation: this.#hello.workstation,
      officine: await this.#portal.statement(),
      lastEvent: Math.max(0, ...events.keys()),
      position,
      ...over,
    });
  }

  /** Everything after what the agent holds. */
  stream(): void {
    for (const entry of this.#portal.entries.slice(this.#hello.position)) this.send({ type: 'entry', entry });
  }

  async freshTip(forged: Forgery = {}): Promise<void> {
    this.send({ type: 'tip', tip: await this.#portal.tip(this.#hello.nonce, forged) });
  }

  send(frame: DownwardFrame | object): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** Resolves once the agent has sent a frame of this type that `matches`. */
  async heard<T extends UpwardFrame['type']>(
    type: T,
    matches: (frame: UpwardOf<T>) => boolean = () => true,
  ): Promise<UpwardOf<T>> {
    for (;;) {
      const found = this.seen.find(
        (frame): frame is UpwardOf<T> => frame.type === type && matches(frame as UpwardOf<T>),
      );
      if (found !== undefined) return found;
      if (this.isClosed) throw new Error(`closed before it said ${type}`);
      await new Promise<void>((resolve) => this.#wakers.push(resolve));
    }
  }

  get #hello(): Hello {
    if (this.hello === null) throw new Error('no hello yet');
    return this.hello;
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }

  async #answer(frame: UpwardFrame): Promise<void> {
    const portal = this.#portal;
    if (portal.mute) return;
    if (frame.type === 'ping') this.send({ type: 'pong' });
    if (frame.type === 'hello') {
      this.hello = frame;
      await portal.script(this, frame);
    }
    if (frame.type === 'nonce') this.send({ type: 'tip', tip: await portal.tip(frame.nonce) });
    if (frame.type === 'event') {
      const event = frame.event as { seq: number; kind?: string; data?: { count?: number; hash?: string } };
      const { seq, kind, data } = event;
      const times = (portal.events.get(seq)?.times ?? 0) + 1;
      portal.events.set(seq, { event: event as unknown as Record<string, unknown>, times });
      const head = { feed: portal.feed, workstation: this.#hello.workstation, count: data?.count, hash: data?.hash };
      this.send({
        type: 'receipt',
        seq,
        ...(kind === 'journal-head' && {
          countersignature: await portal.keys.tip.sign(typ.journal, { ...head, at: portal.now() }),
        }),
      });
    }
  }
}
