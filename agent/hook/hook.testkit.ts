/** For tests: a hook on a free port with the real scan, verdict and journal behind it, and a register of a few bulletins. */
import { mkdtemp, rm } from 'node:fs/promises';
import { type IncomingHttpHeaders, type OutgoingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { Compile } from 'typebox/schema';
import { ulid } from 'ulid';
import { type Bulletin, type Target, understand } from '../../protocol/bulletin.ts';
import { ApplicationNews } from '../application.ts';
import { Attention } from '../attention.ts';
import { BulletinLibrary } from '../bulletins/library.ts';
import { waitingHere } from '../bulletins/waiting.ts';
import { Checker } from '../check.ts';
import type { Clock } from '../clock.ts';
import { DatabaseInspector } from '../database-inspection.ts';
import { Desk } from '../desk/desk.ts';
import { Inventory } from '../inventory.ts';
import { Journal } from '../journal/journal.ts';
import { systemTimers } from '../link/timers.ts';
import type { BulletinRecord } from '../register/register.ts';
import { ShortageDesk } from '../shortages.ts';
import { testSupport } from '../support.testkit.ts';
import type { FeedStamp, Recalls, VerdictPolicy } from '../verdict/model.ts';
import { exactly, liveFeed, paris, recallsOf } from '../verdict/verdict.testkit.ts';
import type { HookDependencies, RegisterView, StatusSources } from './dependencies.ts';
import { type HookOptions, type RunningHook, startHook } from './hook.ts';
import { EventHub } from './hub.ts';
import { bindLoopback } from './listen.ts';
import { Tokens } from './tokens.ts';

/** 2026-11-22, the day of the contract's example. */
export const START = Date.parse('2026-11-22T09:30:00.000Z');

/** A clock that stands still until told. */
export class TestClock implements Clock {
  now = START;
  wall = () => this.now;
  monotonic = () => this.now - START;
  boot = () => this.now - START;
}

/** Bulletins in the order they came, and what they amount to. */
export class TestRegister implements RegisterView {
  readonly #bulletins: Bulletin[] = [];
  recalls: Recalls = recallsOf([]);
  readonly head = { position: 0, hash: 'genesis' };
  onPublished = () => {};

  publish(bulletin: Bulletin): void {
    this.#bulletins.push(bulletin);
    this.recalls = recallsOf(this.#bulletins);
    this.head.position++;
    this.onPublished();
  }

  bulletins(): BulletinRecord[] {
    return [...new Set(this.#bulletins.map(({ id }) => id))].flatMap((id) => this.bulletin(id) ?? []);
  }

  bulletin(id: string): BulletinRecord | null {
    const own = this.#bulletins.filter((one) => one.id === id);
    const newest = own.at(-1);
    if (newest === undefined) return null;
    const { kind, reference, title, attention, drill, revision, state } = newest;
    return {
      id,
      kind,
      reference,
      title,
      attention,
      drill,
      revision,
      state,
      revisions: own.map((one) => ({
        revision: one.revision,
        position: this.#bulletins.indexOf(one) + 1,
        receivedAt: one.publishedAt,
        effectiveAt: one.effectiveAt,
        state: one === newest ? one.state : 'superseded',
        understood: understand(one).understood,
        content: one,
      })),
    };
  }

  targets(id: string) {
    const newest = this.#bulletins.findLast((one) => one.id === id);
    const codes = new Set<string>((newest?.recall?.targets ?? []).map((target: Target) => target.gtin));
    return [...codes].flatMap((code) =>
      this.recalls
        .targetsOf(code)
        .filter(({ revision }) => revision.bulletin === id && revision.revision === newest?.revision),
    );
  }
}

export interface Asked {
  readonly method?: string;
  /** `null`: no credential at all. The admin token unless told. */
  readonly token?: string | null;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: unknown;
  /** Sent as it stands in place of `body`. */
  readonly raw?: string;
}

export interface Answered<T> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly body: T;
}

export interface TestHook {
  readonly hook: RunningHook;
  /** What stands behind the port, to be asked without a socket. */
  readonly app: FastifyInstance;
  readonly tokens: Tokens;
  readonly clock: TestClock;
  readonly register: TestRegister;
  readonly desk: Desk;
  readonly journal: Journal;
  readonly hub: EventHub;
  readonly checker: Checker;
  readonly inventory: Inventory;
  readonly shortages: ShortageDesk;
  readonly dataDir: string;
  /** Set to what the feed and the policy are to be. */
  readonly world: { feed: FeedStamp; policy: VerdictPolicy };
  /** Every line the hook logged. */
  readonly log: () => string;
  /** Sends one request and checks the answer against the OpenAPI document that the hook serves. */
  ask<T = Record<string, unknown>>(path: string, asked?: Asked): Promise<Answered<T>>;
  close(): Promise<void>;
}

export const statusSources: StatusSources = {
  link: { portal: 'http://127.0.0.1:17014', state: 'connected', since: '2026-11-22T09:00:00.000Z', detail: null },
  identity: {
    workstation: { id: 'w1', name: 'comptoir 1' },
    officine: { id: 'o1', name: 'Pharmacie du Marché' },
    territory: 'FR-75',
    feed: 'f1',
  },
  keyProtection: { by: 'owner-file', locked: false, detail: null },
  outbox: { waiting: 0, oldest: null, refused: 0 },
  alarms: [],
  settings: [{ name: 'hookPort', value: '0', source: 'environment', where: 'VIGILOT_HOOK_PORT' }],
};

/** Starts it all in a folder of its own. `replace` puts other parts in place of the usual ones. */
export async function startTestHook(
  options: Partial<HookOptions> = {},
  replace: Partial<HookDependencies> = {},
): Promise<TestHook> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vigilot-hook-'));
  const clock = new TestClock();
  const lines: string[] = [];
  const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const log = pino({ level: 'trace' }, sink);
  const register = new TestRegister();
  const { desk } = await Desk.open({ path: join(dataDir, 'desk.db'), clock, log });
  const { journal } = Journal.open({ path: join(dataDir, 'journal.db'), clock, log, retentionDays: () => 1825 });
  const hub = new EventHub({ reserveIds: (count) => desk.reserveEventIds(count) });
  const world = { feed: liveFeed, policy: paris };
  const sources = {
    recalls: () => register.recalls,
    feed: () => world.feed,
    policy: () => world.policy,
    now: () => exactly(clock.now),
  };
  const checker = new Checker({
    ...sources,
    append: (entry) => journal.append(entry),
    newId: () => ulid(clock.now),
    onCheck: (event) => {
      hub.publish('check', event);
      attention.checked();
    },
  });
  const library = new BulletinLibrary();
  const attention = new Attention({
    clock,
    timers: systemTimers,
    log,
    waiting: (seen) =>
      waitingHere({
        records: register.bulletins(),
        digest: (record) => library.digest(record),
        dealtWith: desk.dealtWith(),
        seen,
        territory: world.policy.territory,
      }),
    onChange: (state) => hub.publish('attention', state),
  });
  register.onPublished = () => attention.changed();
  desk.outbox.onEvent(() => attention.changed());
  const inventory = new Inventory({
    ...sources,
    inventories: desk.inventories,
    targets: (id) => (register.bulletin(id) === null ? null : register.targets(id)),
  });
  const shortages = new ShortageDesk({
    desk: desk.shortages,
    bulletins: () => register.bulletins(),
    now: () => exactly(clock.now),
    clock,
    onChange: (changed) => hub.publish('shortage', changed),
  });
  const tokens = options.tokens ?? new Tokens();
  const inspector = new DatabaseInspector({ dataDir, patienceMs: 30_000 });
  const application = new ApplicationNews(clock);
  const feed = () => world.feed;
  const support = testSupport({ dataDir, desk, journal, register, inspector, clock, feed, tokens, application });
  const apps: FastifyInstance[] = [];
  const hook = await startHook(
    {
      checker,
      inventory,
      shortages,
      register,
      desk,
      journal,
      hub,
      library,
      attention,
      policy: () => world.policy,
      headless: () => false,
      feed: () => world.feed,
      status: () => statusSources,
      application,
      support,
      storage: () => [],
      ...replace,
    },
    {
      log,
      version: '0.1.0-test',
      dataDir,
      ports: [0],
      onPortRefused: () => {},
      onGroupFault: () => {},
      startedAt: new Date(START).toISOString(),
      clock,
      screens: join(dataDir, 'screens'),
      ...options,
      bind: (server) => {
        apps.push(server);
        return (options.bind ?? bindLoopback)(server);
      },
      tokens,
    },
  );
  const [app] = apps;
  if (app === undefined) throw new Error('the hook bound no port');
  const judge = await answerJudge(hook.url);
  return {
    hook,
    app,
    tokens,
    clock,
    register,
    desk,
    journal,
    hub,
    checker,
    inventory,
    shortages,
    dataDir,
    world,
    log: () => lines.join(''),
    ask: async <T>(path: string, asked: Asked = {}) => {
      const { token = tokens.admin, headers, ...rest } = asked;
      const answer = await send(hook.port, path, {
        ...rest,
        headers: { ...(token !== null && { authorization: `Bearer ${token}` }), ...headers },
      });
      if (asked.method !== 'HEAD') judge(asked.method ?? 'GET', path, answer);
      const json = answer.text !== '' && /json/.test(answer.headers['content-type'] ?? '');
      return { ...answer, body: (json ? JSON.parse(answer.text) : answer.text) as T };
    },
    close: async () => {
      await hook.close();
      attention.close();
      await inspector.close();
      await journal.close();
      await desk.close();
      await rm(dataDir, { recursive: true });
    },
  };
}

/** One request on a connection of its own; `path` goes out as it stands, absolute form included. */
export function send(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body, raw }: Omit<Asked, 'token'> = {},
): Promise<{ status: number; headers: IncomingHttpHeaders; text: string }> {
  const payload = raw ?? (body === undefined ? undefined : JSON.stringify(body));
  const type = payload === undefined ? {} : { 'content-type': 'application/json' };
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, path, method, agent: false, headers: { ...type, ...headers } },
      (answer) => {
        answer.setEncoding('utf8');
        let text = '';
        answer.on('data', (chunk: string) => {
          text += chunk;
        });
        answer.on('error', reject);
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(payload);
  });
}

interface Document {
  readonly paths: Record<
    string,
    Record<string, { responses: Record<string, { content?: Record<string, { schema: object }> }> }>
  >;
  readonly components: object;
}

/** Holds every answer against the document that the hook serves; throws where one is not what it says. */
async function answerJudge(url: string) {
  const { port } = new URL(url);
  const document = JSON.parse((await send(Number(port), '/openapi.json')).text) as Document;
  const routes = Object.entries(document.paths).map(([path, methods]) => ({
    pattern: new RegExp(`^${path.replace(/\./g, '\\.').replace(/\{\w+\}/g, '[^/]+')}$`),
    methods,
  }));
  const compiled = new Map<object, ReturnType<typeof Compile>>();
  return (method: string, target: string, answer: { status: number; headers: IncomingHttpHeaders; text: string }) => {
    const type = answer.headers['content-type']?.split(';')[0] ?? '';
    if (!type.endsWith('json')) return;
    const path = target.split('?')[0] ?? '';
    const known = routes.find(({ pattern }) => pattern.test(path))?.methods[method.toLowerCase()];
    const responses = known?.responses ?? document.paths['/v1/status']?.get?.responses ?? {};
    const response = responses[String(answer.status)] ?? responses[`${String(answer.status)[0]}XX`];
    const schema = response?.content?.[type]?.schema;
    if (schema === undefined) {
      if (path === '/openapi.json') return;
      throw new Error(`${method} ${path}: no schema for ${answer.status} ${type}`);
    }
    const check = compiled.get(schema) ?? Compile({ ...schema, components: document.components });
    compiled.set(schema, check);
    const body: unknown = JSON.parse(answer.text);
    const { expected } = body as { expected?: string };
    if (answer.status >= 400 && /^[a-z0-9]+(-[a-z0-9]+)*$/.test(expected ?? '')) {
      throw new Error(`${method} ${path} ${answer.status}: no sentence for expected.${expected}`);
    }
    if (!check.Check(body)) {
      throw new Error(`${method} ${path} ${answer.status}: ${JSON.stringify(check.Errors(body))}\n${answer.text}`);
    }
  };
}
