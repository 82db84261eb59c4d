/**
 * Attacks on the feed in any order, against the real link, beside a model of what must hold: what is held is the beginning of
 * the honest feed, whole; what was held stays held, but by the word of the root; a fork and a revocation outlive restarts.
 */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { typ } from '../../protocol/envelope.ts';
import { type Connection, type HostilePortal, newSigner, recallOf } from './hostile-portal.testkit.ts';
import { Bench, inState, until, type Workstation } from './link.testkit.ts';
import { turns } from './time.testkit.ts';

/** What must hold. */
interface Model {
  /** What the workstation holds once nobody lies. */
  held: readonly string[];
  /** Two signed branches were shown, and the root has not said which stands. */
  forked: boolean;
  revoked: boolean;
  /** Position of the newest statement of keys: no branch begins before it, since its keys would sign nothing there. */
  keysAt: number;
}

interface Real {
  readonly bench: Bench;
  post: Workstation;
  keyVersion: number;
  epochs: number;
  /** Keys that were ended. */
  readonly ended: Array<HostilePortal['keys']>;
}

type Act = (real: Real, connection: Connection) => Promise<void>;

const entryOf = (connection: Connection, entry: string) => connection.send({ type: 'entry', entry });
const tipOf = (connection: Connection, tip: string) => connection.send({ type: 'tip', tip });
const newest = ({ bench }: Real): Connection => {
  const connection = bench.portal.open.at(-1);
  if (connection === undefined) throw new Error('nobody is connected');
  return connection;
};

async function rotate(real: Real): Promise<string> {
  const { portal } = real.bench;
  real.ended.push({ ...portal.keys });
  portal.keys.entry = await newSigner();
  portal.keys.tip = await newSigner();
  real.keyVersion += 1;
  return portal.append({ keys: await portal.keyStatement(real.keyVersion) });
}

/** The root’s word that the feed goes on after `position`; a thief’s where `signer` is another key. */
function epoch(real: Real, position: number, signer = real.bench.portal.keys.root): Promise<string> {
  const { portal } = real.bench;
  real.epochs += 1;
  return signer.sign(typ.epoch, {
    feed: portal.feed,
    root: signer.jwk,
    epoch: real.epochs,
    position,
    hash: portal.hashAt(position),
  });
}

/** One connection’s worth of lies, told to a link that is live: each ends it. */
const lies: Readonly<Record<string, Act>> = {
  replay: async ({ bench: { portal } }, c) => entryOf(c, portal.entries[portal.position - 1] ?? ''),
  'from the beginning again': async ({ bench: { portal } }, c) => entryOf(c, portal.entries[0] ?? ''),
  gap: async ({ bench: { portal } }, c) => {
    await portal.append({ bulletin: recallOf(`G${portal.position}`) });
    entryOf(c, await portal.append({ bulletin: recallOf(`G${portal.position}`) }));
  },
  reorder: async ({ bench: { portal } }, c) => {
    const first = await portal.append({ bulletin: recallOf(`R${portal.position}`) });
    entryOf(c, await portal.append({ bulletin: recallOf(`R${portal.position}`) }));
    entryOf(c, first);
  },
  truncated: async ({ bench: { portal } }, c) => {
    const entry = await portal.append({ bulletin: recallOf(`T${portal.position}`) });
    entryOf(c, entry.slice(0, -7));
  },
  'half a frame': async ({ bench: { portal } }, c) => {
    const entry = await portal.append({ bulletin: recallOf(`H${portal.position}`) });
    c.socket.send(JSON.stringify({ type: 'entry', entry }).slice(0, 60));
  },
  'signed by a key nobody named': async ({ bench: { portal } }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { signer: await newSigner() })),
  'signed by the tip key': async ({ bench: { portal } }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { signer: portal.keys.tip })),
  'signed by a key that was ended': async (real, c) => {
    entryOf(c, await rotate(real));
    const signer = real.ended.at(-1)?.entry;
    entryOf(c, await real.bench.portal.sign({ bulletin: recallOf('X') }, { ...(signer && { signer }) }));
  },
  'a tip by a key that was ended': async (real, c) => {
    entryOf(c, await rotate(real));
    const signer = real.ended.at(-1)?.tip;
    tipOf(c, await real.bench.portal.tip(undefined, { ...(signer && { signer }) }));
  },
  'keys that the root did not name': async ({ bench: { portal }, keyVersion }, c) => {
    const thief = await newSigner();
    const keys = await thief.sign(typ.keys, {
      feed: portal.feed,
      version: keyVersion + 1,
      root: portal.keys.root.jwk,
      keys: [{ kid: thief.kid, use: 'entry', jwk: thief.jwk }],
    });
    entryOf(c, await portal.sign({ keys }, { signer: thief }));
  },
  'another branch': async ({ bench: { portal } }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { previous: 'x'.repeat(43) })),
  'another feed': async ({ bench: { portal } }, c) =>
    entryOf(c, await portal.sign({ bulletin: recallOf('X') }, { feed: 'another' })),
  'a tip by the entry key': async ({ bench: { portal } }, c) =>
    tipOf(c, await portal.tip(undefined, { signer: portal.keys.entry })),
  'an older branch by a thief’s epoch': async (real, c) => {
    const { portal } = real.bench;
    const statement = await epoch(real, 1, portal.keys.entry);
    entryOf(c, await portal.sign({ epoch: statement }, { position: 2, previous: portal.hashAt(1) }));
  },
  'a fork that proves nothing': async ({ bench: { portal } }, c) => {
    c.send({ type: 'fork', entry: portal.entries.at(-1) ?? '' });
    c.send({ type: 'bye', reason: 'fork' });
  },
  'a revocation by another key': async ({ bench: { portal } }, c) => {
    c.send({ type: 'revoked', notice: await portal.notice(c.hello?.workstation ?? '', await newSigner()) });
  },
  'another’s revocation': async ({ bench: { portal } }, c) =>
    c.send({ type: 'revoked', notice: await portal.notice('another') }),
  'an old tip again and again': async ({ bench: { portal, time } }, c) => {
    const old = await portal.tip();
    for (let second = 0; second < 32 && !c.isClosed; second++) {
      tipOf(c, old);
      c.send({ type: 'pong' });
      await turns(10);
      await time.pass(1_000);
    }
  },
  'entries withheld behind their tip': async ({ bench: { portal, time }, post }, c) => {
    await portal.append({ bulletin: recallOf(`W${portal.position}`) });
    const { position } = post.register.head;
    for (let second = 0; second < 32 && !c.isClosed; second++) {
      tipOf(c, await portal.tip());
      c.send({ type: 'pong' });
      await turns(10);
      await time.pass(1_000);
    }
    expect(post.register.head.position).toBe(position);
  },
  'a frame without end': async (_, c) => c.socket.send('x'.repeat(6 * 1024 * 1024)),
  cut: async (_, c) => c.socket.terminate(),
};

/** What a portal does that nothing is wrong with, or that is told once, and what has to come of it. */
const events: Readonly<
  Record<
    string,
    { readonly may?: (model: Model) => boolean; readonly run: (model: Model, real: Real) => Promise<void> }
  >
> = {
  'a recall': {
    run: async (_, { bench: { portal } }) => {
      await portal.publish({ bulletin: recallOf(`P${portal.position}`) });
    },
  },
  'new keys': {
    run: async (model, real) => {
      entryOf(newest(real), await rotate(real));
      model.keysAt = real.bench.portal.position;
    },
  },
  'a restart': { may: () => true, run: async (_, real) => restart(real) },
  sleep: {
    may: () => true,
    run: async (_, { bench, post }) => {
      bench.time.sleep(300_000);
      expect(post.freshness.stamp().state).not.toBe('live');
      // The gap is seen by the next look at the clock.
      await bench.time.pass(2_000);
    },
  },
  'a damaged register': {
    run: async (_, { bench, post }) => {
      const again = bench.portal.connection();
      post.register.rebuild();
      expect(post.freshness.stamp().state).toBe('unsynced');
      await again;
    },
  },
  'a portal from its backup': {
    may: (model) => isFree(model) && model.held.length > model.keysAt,
    run: async ({ held, keysAt }, real) => {
      const { portal } = real.bench;
      portal.entries.length = Math.max(keysAt, held.length - 2);
      const lost = portal.position;
      const connection = await nextTime(real, async (c) => {
        await c.welcome();
        c.send({ type: 'recover', position: lost });
      });
      const { entries } = await connection.heard('entries');
      expect(entries).toEqual(held.slice(lost));
      expect(real.post.register.entries).toEqual(held);
      portal.entries.push(...entries);
      connection.socket.terminate();
      await connection.closed;
    },
  },
  'a fork by a tip': {
    may: (model) => isFree(model) && model.held.length > model.keysAt,
    run: async (model, real) => fork(model, real, async (c) => tipOf(c, await real.bench.portal.tip())),
  },
  'a fork by an entry': {
    may: (model) => isFree(model) && model.held.length > model.keysAt,
    run: async (model, real) =>
      fork(model, real, async (c) => entryOf(c, real.bench.portal.entries[model.held.length - 1] ?? '')),
  },
  'a fork by its frame': {
    may: (model) => isFree(model) && model.held.length > model.keysAt,
    run: async (model, real) =>
      fork(model, real, async (c) => {
        c.send({ type: 'fork', entry: real.bench.portal.entries[model.held.length - 1] ?? '' });
        c.send({ type: 'bye', reason: 'fork' });
      }),
  },
  'a thief’s epoch': {
    may: ({ forked, revoked }) => forked && !revoked,
    run: async (_, real) => {
      const { portal } = real.bench;
      const branch = portal.position - 1;
      const statement = await epoch(real, branch, portal.keys.entry);
      const entry = await portal.sign({ epoch: statement }, { position: branch + 1, previous: portal.hashAt(branch) });
      const { closed } = await nextTime(real, async (c) => {
        c.send({ type: 'fork', entry });
        c.send({ type: 'bye', reason: 'fork' });
      });
      await closed;
    },
  },
  'the root’s word for the other branch': {
    may: ({ forked, revoked }) => forked && !revoked,
    run: async (model, real) => {
      const { portal } = real.bench;
      const branch = portal.position - 1;
      const statement = await epoch(real, branch);
      portal.entries.length = branch;
      await portal.append({ epoch: statement });
      const { closed } = await nextTime(real, async (c) => {
        c.send({ type: 'fork', entry: portal.entries[branch] ?? '' });
        c.send({ type: 'bye', reason: 'fork' });
      });
      await closed;
      model.forked = false;
    },
  },
  'the root’s word for the branch that is held': {
    may: ({ forked, revoked }) => forked && !revoked,
    run: async (model, real) => {
      const { portal } = real.bench;
      portal.entries.splice(0, Number.POSITIVE_INFINITY, ...model.held);
      await portal.append({ epoch: await epoch(real, portal.position) });
      model.forked = false;
    },
  },
  revocation: {
    run: async (model, real) => {
      const { portal } = real.bench;
      const ended = inState(real.post, 'revoked');
      const c = newest(real);
      c.send({ type: 'revoked', notice: await portal.notice(c.hello?.workstation ?? '') });
      await ended;
      model.revoked = true;
    },
  },
};

const isFree = ({ forked, revoked }: Model) => !forked && !revoked;

async function restart(real: Real): Promise<void> {
  await real.post.stop();
  real.post = await real.bench.start();
}

/** Waits are waited out until it `holds`. */
async function wakeUntil({ bench: { time }, post }: Real, holds: () => boolean): Promise<void> {
  while (!holds()) {
    if (post.link.status().nextAttempt !== null) await time.pass(time.next ?? 0);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** The portal forgets the newest entry that is held, signs another in its place, and shows it. */
async function fork(model: Model, real: Real, show: (connection: Connection) => Promise<void>): Promise<void> {
  const { portal } = real.bench;
  portal.entries.length -= 1;
  await portal.append({ bulletin: recallOf(`F${portal.position}`) });
  const ended = inState(real.post, 'forked');
  await show(newest(real));
  await ended;
  model.forked = true;
}

/** The next connection, on which the portal does this in place of serving. */
async function nextTime(real: Real, script: (connection: Connection) => Promise<void>): Promise<Connection> {
  const { portal } = real.bench;
  portal.script = script;
  const before = portal.connections.length;
  for (const { socket } of portal.open) socket.terminate();
  const greeted = () => portal.connections.slice(before).find(({ hello }) => hello !== null);
  await wakeUntil(real, () => greeted() !== undefined);
  portal.script = (c) => c.serve();
  return greeted() ?? newest(real);
}

/** Nobody lies any more: what has to hold after each step. */
async function judge(model: Model, real: Real, said: string): Promise<void> {
  const { bench, post } = real;
  const { portal } = bench;
  if (isFree(model)) {
    await wakeUntil(
      real,
      () =>
        post.link.status().state === 'connected' &&
        portal.open.length > 0 &&
        post.register.head.hash === portal.hash &&
        post.freshness.stamp().state === 'live',
    );
    expect(post.register.entries, said).toEqual(portal.entries);
    model.held = [...portal.entries];
    return;
  }
  expect(post.register.entries, said).toEqual(model.held);
  expect(post.freshness.stamp().state, said).toBe('unsynced');
  await until(() => post.link.status().state === (model.revoked ? 'revoked' : 'forked'));
  if (!model.revoked) return;
  const before = portal.connections.length;
  post.link.wake();
  await bench.time.pass(7_200_000);
  expect(portal.connections, said).toHaveLength(before);
}

const tried = new Set<string>();

class Lie implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }

  check = isFree;

  async run(model: Model, real: Real): Promise<void> {
    const name = this.#name;
    const { post, bench } = real;
    const connection = newest(real);
    const ended = new Promise<void>((resolve) => {
      const stop = post.link.onChange(() => {
        if (post.link.status().state === 'connected') return;
        stop();
        resolve();
      });
    });
    await lies[name]?.(real, connection);
    await ended;
    tried.add(name);
    expect(post.register.entries.slice(0, model.held.length), name).toEqual(model.held);
    expect(post.register.entries, name).toEqual(bench.portal.entries.slice(0, post.register.entries.length));
    expect(post.freshness.unsyncedReasons(), name).toEqual([]);
    if (name.includes('key that was ended')) model.keysAt = bench.portal.position;
    await judge(model, real, name);
  }

  toString = () => `lie: ${this.#name}`;
}

class Happens implements fc.AsyncCommand<Model, Real> {
  readonly #name: string;
  constructor(name: string) {
    this.#name = name;
  }

  check = (model: Readonly<Model>) => (events[this.#name]?.may ?? isFree)(model);

  async run(model: Model, real: Real): Promise<void> {
    await events[this.#name]?.run(model, real);
    tried.add(this.#name);
    await judge(model, real, this.#name);
  }

  toString = () => this.#name;
}

async function play(commands: Iterable<fc.AsyncCommand<Model, Real>>): Promise<void> {
  const bench = await Bench.open();
  try {
    await bench.portal.append({ bulletin: recallOf('A1') });
    const post = await bench.live();
    const model: Model = { held: [...bench.portal.entries], forked: false, revoked: false, keysAt: 1 };
    await fc.asyncModelRun(() => ({ model, real: { bench, post, keyVersion: 1, epochs: 0, ended: [] } }), commands);
  } finally {
    await bench.close();
  }
}

it('each lie and each event once: nothing but the honest feed is ever held', { timeout: 60_000 }, async () => {
  const happens = (...names: string[]) => names.map((name) => new Happens(name));
  const told = Object.keys(lies).map((name) => new Lie(name));
  await play(told.slice(0, 11));
  await play(told.slice(11));
  await play(happens('a recall', 'new keys', 'a recall', 'sleep', 'a damaged register', 'a portal from its backup'));
  const otherWord = 'the root’s word for the other branch';
  const ourWord = 'the root’s word for the branch that is held';
  await play(happens('a fork by a tip', 'a restart', 'sleep', 'a thief’s epoch', otherWord, 'a recall'));
  await play(happens('a fork by an entry', 'a thief’s epoch', ourWord, 'a recall', 'a fork by its frame', ourWord));
  await play(happens('revocation', 'a restart', 'sleep'));
  expect([...tried].sort()).toEqual([...Object.keys(lies), ...Object.keys(events)].sort());
});

it('in any order, too', { timeout: 60_000 }, async () => {
  const all = [
    ...Object.keys(lies).map((name) => fc.constant(new Lie(name))),
    ...Object.keys(events).map((name) => fc.constant(new Happens(name))),
  ];
  await fc.assert(fc.asyncProperty(fc.commands(all, { maxCommands: 12 }), play), {
    // More in a long run.
    numRuns: Number(process.env.VIGILOT_FEED_ATTACKS ?? 8),
    endOnFailure: true,
  });
});
