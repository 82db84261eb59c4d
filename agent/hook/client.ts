/**
 * The caller's side: finds the agent by its discovery file, has it prove that it holds the token, and only then sends that
 * token, on the very connection that gave the proof. For the command line, the tray and tests.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { compiled } from '../../protocol/compiled.ts';
import { type Language, say } from '../../protocol/messages/index.ts';
import { type Discovery, discoveryFiles, parseDiscovery } from './discovery.ts';
import { DeskLink } from './schemas/desk.ts';
import { proofOf, type Role, sameText } from './tokens.ts';

/** Why the agent could not be spoken to. Stable. */
export type AgentFault = 'no-file' | 'unreadable' | 'unreachable' | 'not-proved' | 'bad-answer' | 'refused';

/** The agent could not be found, reached or believed; `say` tells a person. Nothing secret was sent. */
export class AgentError extends Error {
  readonly fault: AgentFault;
  readonly values: Readonly<Record<string, string>>;

  constructor(fault: AgentFault, values: Readonly<Record<string, string>>, cause?: unknown) {
    super(say('en', `agent.client.${fault}`, values), { cause });
    this.name = 'AgentError';
    this.fault = fault;
    this.values = values;
  }

  /** Something holds the connection and says nothing: it may be an agent that hangs. */
  get timedOut(): boolean {
    return this.fault === 'unreachable' && this.values.cause === TIMEOUT;
  }

  say(language: Language): string {
    return say(language, `agent.client.${this.fault}`, this.values);
  }
}

const TIMEOUT = 'timeout';
const deskLink = compiled(DeskLink);

const causeOf = (error: unknown) => (error as { code?: string }).code ?? (error as Error).message;

/** Reads the discovery file of a role in a data directory. Throws `AgentError` no-file or unreadable. */
export async function readDiscovery(dataDir: string, role: Role): Promise<Discovery> {
  const file = join(dataDir, discoveryFiles[role]);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new AgentError(missing ? 'no-file' : 'unreadable', { file, cause: causeOf(error) }, error);
  }
  const found = parseDiscovery(text);
  if (found === null) throw new AgentError('unreadable', { file, cause: 'JSON' });
  return found;
}

export interface ConnectOptions {
  readonly role?: Role;
  /** Milliseconds without an answer after which the agent counts as unreachable. */
  readonly timeoutMs?: number;
  readonly random?: (bytes: number) => Buffer;
}

export interface CallOptions {
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly language?: Language;
}

export interface OpenOptions {
  /** GET unless told. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as it is, instead of JSON. */
  readonly bytes?: Uint8Array;
  /** Milliseconds without an answer, where it may take longer than the agent's proof. */
  readonly timeoutMs?: number;
}

export interface AgentAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** The JSON of the answer. Throws `AgentError` bad-answer where it is none. */
  json<T>(): T;
}

type Sent = CallOptions & OpenOptions;

const TIMEOUT_MS = 5_000;
/** What a stranger may say before it has proved anything. */
const MAX_PROOF = 4096;
/** The connection that had proved itself was gone, and its successor has not: prove again, this often. */
const ATTEMPTS = 3;

/** An agent that has proved itself. Each connection proves itself anew before it gets the token. */
export class AgentConnection {
  readonly url: string;
  readonly version: string;
  readonly pid: number;
  readonly #discovery: Discovery;
  readonly #role: Role;
  readonly #timeoutMs: number;
  readonly #random: (bytes: number) => Buffer;
  /** One connection, used for one call after another. */
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });
  readonly #proved = new WeakSet<Socket>();

  private constructor(
    discovery: Discovery,
    { role = 'admin', timeoutMs = TIMEOUT_MS, random = randomBytes }: ConnectOptions,
  ) {
    this.url = discovery.url;
    this.version = discovery.version;
    this.pid = discovery.pid;
    this.#discovery = discovery;
    this.#role = role;
    this.#timeoutMs = timeoutMs;
    this.#random = random;
  }

  /** Proves the agent that `discovery` describes. Throws `AgentError` unreachable or not-proved. */
  static async open(discovery: Discovery, options: ConnectOptions = {}): Promise<AgentConnection> {
    const connection = new AgentConnection(discovery, options);
    try {
      await connection.#prove(connection.#agent);
    } catch (error) {
      connection.close();
      throw error;
    }
    return connection;
  }

  /** Calls the agent; `path` begins with `/`, its query is encoded by the caller. Throws `AgentError`. */
  async call(method: string, path: string, options: CallOptions = {}): Promise<AgentAnswer> {
    const answer = await this.#send(this.#agent, method, path, options);
    const text = await this.#read(answer);
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      text,
      json: <T>() => this.#parse(text) as T,
    };
  }

  /** A new link that opens the desk in a browser of this machine. Throws `AgentError`; refused: with the agent's own words. */
  async deskLink(language: Language = 'fr'): Promise<DeskLink> {
    const answer = await this.call('POST', '/v1/desk/links', { language });
    if (answer.status !== 201) {
      const { title } = answer.json<{ title?: unknown }>();
      throw this.#fault('refused', typeof title === 'string' ? title : `HTTP ${answer.status}`);
    }
    const link = answer.json<unknown>();
    if (!deskLink.Check(link)) throw this.#fault('bad-answer', 'DeskLink');
    return link;
  }

  /**
   * Opens an answer that is read as it comes, such as /v1/events or a file, on a connection of its own. Destroy it to end it.
   * Redirects are not followed. Throws `AgentError`.
   */
  async stream(path: string, { method = 'GET', ...options }: OpenOptions = {}): Promise<IncomingMessage> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      await this.#prove(agent);
      const answer = await this.#send(agent, method, path, options);
      answer.setTimeout(0);
      answer.once('close', () => agent.destroy());
      return answer;
    } catch (error) {
      agent.destroy();
      throw error;
    }
  }

  /** Ends the connection. */
  close(): void {
    this.#agent.destroy();
  }

  async #send(agent: Agent, method: string, path: string, options: Sent): Promise<IncomingMessage> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#sendProved(agent, method, path, options);
      if (answer !== null) return answer;
      if (attempt === ATTEMPTS) throw this.#fault('unreachable', 'connection lost');
      await this.#prove(agent);
    }
  }

  /** Sends if the connection at hand has proved itself; null where it has not: then nothing was sent. */
  #sendProved(agent: Agent, method: string, path: string, options: Sent): Promise<IncomingMessage | null> {
    const { body, bytes, headers, language, timeoutMs } = options;
    const json = body === undefined ? null : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const outgoing = this.#request(agent, method, path, (error) => {
        // The agent closed an idle connection just as it was taken up again. Every call may be made twice.
        const { code } = error.cause as { code?: string };
        if (outgoing.reusedSocket && code === 'ECONNRESET') resolve(null);
        else reject(error);
      });
      if (timeoutMs !== undefined) outgoing.setTimeout(timeoutMs);
      outgoing.once('response', resolve);
      outgoing.once('socket', (socket) => {
        if (!this.#proved.has(socket)) {
          resolve(null);
          outgoing.destroy();
          return;
        }
        // Nothing has left yet: the head is written with the body.
        for (const [name, value] of Object.entries(headers ?? {})) outgoing.setHeader(name, value);
        outgoing.setHeader('Authorization', `Bearer ${this.#discovery.token}`);
        if (language !== undefined) outgoing.setHeader('Accept-Language', language);
        if (json !== null) outgoing.setHeader('Content-Type', 'application/json');
        outgoing.end(json ?? bytes);
      });
    });
  }

  async #prove(agent: Agent): Promise<void> {
    const challenge = this.#random(32).toString('base64url');
    const { answer, socket } = await new Promise<{ answer: IncomingMessage; socket: Socket }>((resolve, reject) => {
      const outgoing = this.#request(agent, 'GET', `/v1/health?challenge=${challenge}`, reject);
      outgoing.once('response', (response: IncomingMessage) => resolve({ answer: response, socket: response.socket }));
      outgoing.end();
    });
    const text = await this.#read(answer, MAX_PROOF);
    // An agent that too many ask proves nothing for a while, which accuses nobody.
    if (answer.statusCode === 429) throw this.#fault('unreachable', 'HTTP 429');
    const proof = this.#proofIn(text);
    if (answer.statusCode !== 200 || !sameText(proof, proofOf(this.#discovery.token, challenge, this.url))) {
      throw this.#fault('not-proved', `HTTP ${answer.statusCode}`);
    }
    this.#proved.add(socket);
  }

  #proofIn(text: string): string {
    try {
      const health = JSON.parse(text) as { proofs?: Partial<Record<Role, unknown>> } | null;
      const proof = health?.proofs?.[this.#role];
      return typeof proof === 'string' ? proof : '';
    } catch {
      // Whatever else holds the port: not the agent.
      return '';
    }
  }

  #request(agent: Agent, method: string, path: string, reject: (error: AgentError) => void): ClientRequest {
    const outgoing = request(`${this.url}${path}`, { agent, method, timeout: this.#timeoutMs });
    outgoing.once('timeout', () => outgoing.destroy(new Error(TIMEOUT)));
    outgoing.on('error', (error) => reject(this.#fault('unreachable', causeOf(error), error)));
    return outgoing;
  }

  async #read(answer: IncomingMessage, limit = Number.POSITIVE_INFINITY): Promise<string> {
    try {
      answer.setEncoding('utf8');
      let text = '';
      for await (const chunk of answer) {
        text += chunk;
        if (text.length > limit) break;
      }
      return text;
    } catch (error) {
      throw this.#fault('unreachable', causeOf(error), error);
    }
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (error) {
      throw this.#fault('bad-answer', 'JSON', error);
    }
  }

  #fault(fault: AgentFault, cause: string, error?: unknown): AgentError {
    return new AgentError(fault, { url: this.url, cause }, error);
  }
}

/**
 * Finds the agent of a data directory and has it prove itself, as the first of `roles` whose file this account may read. Throws
 * `AgentError`: no-file where no agent runs there, unreadable where one does whose files are all for others.
 */
export async function joinAgent(
  dataDir: string,
  roles: readonly Role[],
  options: Omit<ConnectOptions, 'role'> = {},
): Promise<AgentConnection> {
  let refusal: AgentError | null = null;
  for (const role of roles) {
    let discovery: Discovery;
    try {
      discovery = await readDiscovery(dataDir, role);
    } catch (error) {
      // Once one of its files is there for others, that another is missing says nothing.
      if (!(error instanceof AgentError) || (refusal === null && error.fault !== 'unreadable')) throw error;
      refusal ??= error;
      continue;
    }
    return AgentConnection.open(discovery, { ...options, role });
  }
  throw refusal ?? new TypeError('no role to join as');
}

/** Finds the agent of a data directory and has it prove itself. Throws `AgentError`. */
export async function proveAgent(dataDir: string, options: ConnectOptions = {}): Promise<AgentConnection> {
  return AgentConnection.open(await readDiscovery(dataDir, options.role ?? 'admin'), options);
}
