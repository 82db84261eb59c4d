/** What a portal that lies can do: cost the connection, and nothing else. Each lie is noticed, reported, and stored nowhere. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MAX_ENTRY_BYTES, typ } from '../../protocol/envelope.ts';
import { type Connection, type HostilePortal, newSigner, recallOf } from './hostile-portal.testkit.ts';
import { Bench, inState, references, until, type Workstation } from './link.testkit.ts';
import { turns } from './time.testkit.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
  await bench.portal.append({ bulletin: recallOf('A1') });
});
afterEach(() => bench.close());

type Act = (connection: Connection, portal: HostilePortal) => Promise<void>;
const send = async (connection: Connection, entry: Promise<string>) =>
  connection.send({ type: 'entry', entry: await entry });
const sendTip = async (connection: Connection, tip: Promise<string>) =>
  connection.send({ type: 'tip', tip: await tip });
const altered = (jws: string) => {
  const [header, payload = '', signature] = jws.split('.');
  const text = Buffer.from(payload, 'base64url').toString('utf8').replace('A2', 'A9');
  return [header, Buffer.from(text).toString('base64url'), signature].join('.');
};
const latest = ({ connections }: HostilePortal): Connection => {
  const connection = connections.at(-1);
  if (connection === undefined) throw new Error('nobody is connected');
  return connection;
};

/** Plays an act on a live link and says what came of it. */
async function lie(post: Workstation, act: Act): Promise<void> {
  const { entries } = post.register;
  const before = { held: [...entries], tip: post.register.newestTip };
  const ended = inState(post, 'waiting');
  await act(latest(bench.portal), bench.portal);
  await ended;
  expect(post.register.entries).toEqual(before.held);
  expect(post.register.newestTip).toBe(before.tip);
}

describe('an entry', () => {
  const bulletin = recallOf('A2');
  it.each<[string, Act]>([
    ['signed by a key that nobody named', async (c, p) => send(c, p.sign({ bulletin }, { signer: await newSigner() }))],
    ['signed by the tip key', (c, p) => send(c, p.sign({ bulletin }, { signer: p.keys.tip }))],
    ['signed by the root itself', (c, p) => send(c, p.sign({ bulletin }, { signer: p.keys.root }))],
    ['whose payload was altered', async (c, p) => send(c, p.sign({ bulletin }).then(altered))],
    ['of another feed', (c, p) => send(c, p.sign({ bulletin }, { feed: 'another' }))],
    ['that skips a position (one was dropped)', (c, p) => send(c, p.sign({ bulletin }, { position: 4 }))],
    ['that does not follow ours', (c, p) => send(c, p.sign({ bulletin }, { previous: 'x'.repeat(43) }))],
    ['that we hold already (replayed)', async (c, p) => c.send({ type: 'entry', entry: p.entries[1] ?? '' })],
    ['that is a tip', async (c, p) => c.send({ type: 'entry', entry: await p.tip() })],
    ['that is no JWS', async (c) => c.send({ type: 'entry', entry: 'not.a.jws' })],
    [
      'with an empty signature',
      async (c, p) =>
        send(
          c,
          p.sign({ bulletin }).then((jws) => jws.replace(/[^.]*$/, '')),
        ),
    ],
    [
      'that names keys without the root',
      async (c, p) => {
        const thief = await newSigner();
        const keys = await thief.sign(typ.keys, {
          feed: p.feed,
          version: 2,
          root: p.keys.root.jwk,
          keys: [{ kid: thief.kid, use: 'entry', jwk: thief.jwk }],
        });
        await send(c, p.sign({ keys }, { signer: thief }));
      },
    ],
  ])('%s', async (_, act) => {
    const post = await bench.live();
    await lie(post, act);
    expect(post.alarms()).toEqual(['feed-bad-entry']);
    expect(post.link.status().problem).toEqual({ key: 'agent.link.bad', values: { code: 'feed-bad-entry' } });
    expect(bench.time.next).toBeGreaterThanOrEqual(60_000);
    expect(references(post)).toEqual(['R-A1']);
    // Freshness runs out by itself.
    expect(post.freshness.stamp().state).toBe('live');
    bench.time.sleep(120_000);
    expect(post.freshness.stamp().state).toBe('stale');
  });

  it('out of its order: the good ones before it are kept and told', async () => {
    const post = await bench.live();
    const { portal } = bench;
    const connection = latest(portal);
    const good = await portal.append({ bulletin: recallOf('A2') });
    await portal.append({ bulletin: recallOf('A3') });
    const [, , , third = ''] = portal.entries;
    const early = await portal.sign({ bulletin: recallOf('A4') });
    const ended = inState(post, 'waiting');
    for (const entry of [good, early, third]) connection.send({ type: 'entry', entry });
    await ended;
    expect(references(post)).toEqual(['R-A1', 'R-A2']);
    await connection.heard('delivered', ({ position }) => position === 3);
  });
});

describe('a tip', () => {
  it.each<[string, Act]>([
    ['signed by a key that nobody named', async (c, p) => sendTip(c, p.tip(undefined, { signer: await newSigner() }))],
    ['signed by the entry key', (c, p) => sendTip(c, p.tip(undefined, { signer: p.keys.entry }))],
    ['of another feed', (c, p) => sendTip(c, p.tip(undefined, { feed: 'another' }))],
    [
      'whose signature does not hold',
      async (c, p) =>
        sendTip(
          c,
          p.tip().then((jws) => jws.replace(/\.[^.]*$/, `.${'A'.repeat(86)}`)),
        ),
    ],
    ['that is an entry', async (c, p) => c.send({ type: 'tip', tip: p.entries[1] ?? '' })],
    ['that is nothing', async (c) => c.send({ type: 'tip', tip: '' })],
  ])('%s', async (_, act) => {
    const post = await bench.live();
    await lie(post, act);
    expect(post.alarms()).toEqual(['feed-bad-tip']);
  });

  it.each<[string, (p: HostilePortal, nonce: string) => Promise<string>]>([
    ['with no nonce', (p) => p.tip()],
    ['with another nonce', (p) => p.tip('x'.repeat(32))],
    ['recorded last week', (p) => p.tip('x'.repeat(32), { at: bench.time.wallMs - 7 * 86_400_000 })],
    ['ahead, with another nonce', (p) => p.tip('x'.repeat(32), { position: 99, hash: 'h'.repeat(43) })],
  ])('that comes first on a connection %s never makes the feed live', async (_, tip) => {
    bench.portal.script = async (connection, hello) => {
      await connection.welcome();
      connection.stream();
      connection.send({ type: 'tip', tip: await tip(bench.portal, hello.nonce) });
    };
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(post.alarms()).toEqual(['feed-bad-tip']);
    expect(post.register.newestTip).toBeNull();
    expect(post.freshness.stamp().state).toBe('unsynced');
  });

  it('shown again and again does not keep the feed live: the link is cut, and the feed goes stale', async () => {
    const post = await bench.live();
    const old = await bench.portal.tip();
    const connection = latest(bench.portal);
    const ended = inState(post, 'waiting');
    bench.portal.upgradeStatus = 503;
    for (let i = 0; i < 31; i++) {
      connection.send({ type: 'tip', tip: old });
      connection.send({ type: 'pong' });
      await turns(10);
      await bench.time.pass(1_000);
    }
    await ended;
    expect(post.link.status().problem?.key).toBe('agent.link.no-tip');
    expect(post.alarms()).toEqual([]);
    for (let i = 0; i < 90; i++) await bench.time.pass(1_000);
    expect(post.freshness.stamp().state).toBe('stale');
  });

  it('ahead of entries that are withheld does not count until they have come', async () => {
    bench.portal.script = async (connection) => {
      await connection.welcome();
      connection.send({ type: 'entry', entry: bench.portal.entries[0] ?? '' });
      await connection.freshTip();
    };
    const post = await bench.start();
    await until(() => post.register.head.position === 1);
    await turns(20);
    expect(post.freshness.stamp().state).toBe('unsynced');
    expect(post.register.newestTip).toBeNull();
    latest(bench.portal).send({ type: 'entry', entry: bench.portal.entries[1] ?? '' });
    await bench.caughtUp(post);
  });

  it('ahead on a live link: cut within 30 s, and stale after 120 s', async () => {
    const post = await bench.live();
    const connection = latest(bench.portal);
    const ended = inState(post, 'waiting');
    bench.portal.upgradeStatus = 503;
    for (let i = 0; i < 31; i++) {
      await sendTip(connection, bench.portal.tip(undefined, { position: 3, hash: 'h'.repeat(43) }));
      connection.send({ type: 'pong' });
      await turns(10);
      await bench.time.pass(1_000);
    }
    await ended;
    for (let i = 0; i < 90; i++) await bench.time.pass(1_000);
    expect(post.freshness.stamp().state).toBe('stale');
    expect(references(post)).toEqual(['R-A1']);
  });
});

describe('a frame', () => {
  it.each<[string, Act]>([
    ['that is no JSON', async (c) => c.socket.send('{"type":')],
    ['that is no object', async (c) => c.socket.send('null')],
    ['that is binary', async (c) => c.socket.send(Buffer.from([1, 2, 3]))],
    ['without its fields', async (c) => c.send({ type: 'entry' })],
    ['out of its order: a second challenge', async (c) => c.challenge()],
    ['out of its order: a second welcome', (c) => c.welcome()],
    ['that receipts what was never sent', async (c) => c.send({ type: 'receipt', seq: 1 })],
    ['that refuses what was never sent', async (c) => c.send({ type: 'refused', seq: 9, reason: 'no' })],
    ['that asks for entries we do not have', async (c) => c.send({ type: 'recover', position: 2 })],
    [
      'larger than any entry',
      async (c) => c.socket.send(`{"type":"entry","entry":"${'a'.repeat(MAX_ENTRY_BYTES + 128 * 1024)}"}`),
    ],
    [
      'that never ends',
      async (c) => {
        const { socket } = c;
        for (let i = 0; i < 90; i++) socket.send('a'.repeat(64 * 1024), { fin: false });
      },
    ],
    [
      'that claims a fork and proves nothing',
      async (c, p) => {
        c.send({ type: 'fork', entry: p.entries[1] ?? '' });
        c.send({ type: 'bye', reason: 'fork' });
      },
    ],
    [
      'that claims forks without end',
      async (c, p) => {
        for (let i = 0; i < 101; i++) c.send({ type: 'fork', entry: p.entries[1] ?? '' });
      },
    ],
  ])('%s', async (_, act) => {
    const post = await bench.live();
    await lie(post, act);
    expect(post.alarms()).toEqual(['feed-bad-frame']);
    expect(post.freshness.unsyncedReasons()).toEqual([]);
  });

  it('that asks for the same entries for ever', async () => {
    const post = await bench.live();
    await lie(post, async (c) => {
      c.send({ type: 'recover', position: 1 });
      c.send({ type: 'recover', position: 1 });
    });
    expect(latest(bench.portal).seen.filter(({ type }) => type === 'entries').length).toBeLessThanOrEqual(1);
    expect(post.alarms()).toEqual(['feed-bad-frame']);
  });

  it('of a kind that a newer portal may send is passed over', async () => {
    const post = await bench.live();
    latest(bench.portal).send({ type: 'weather', sunny: true });
    await bench.portal.publish({ bulletin: recallOf('A2') });
    await until(() => references(post).length === 2);
    expect(post.alarms()).toEqual([]);
  });
});

describe('who it says it is', () => {
  it.each([
    ['another feed', { feed: 'another' }],
    ['another portal', { portal: 'evil.test' }],
  ])('%s gets no proof from us, and no second try at once', async (_, over) => {
    await bench.live().then((post) => post.stop());
    bench.portal.greet = (connection) => connection.challenge(over);
    const post = await bench.start();
    await inState(post, 'refused');
    expect(post.link.status().problem?.key).toBe('agent.link.other-portal');
    expect(latest(bench.portal).seen).toEqual([]);
    expect(bench.time.next).toBeGreaterThan(0);
  });

  it('an unsigned “unknown” costs the connection, nothing else', async () => {
    const first = await bench.live();
    await first.stop();
    bench.portal.script = async (connection) => connection.send({ type: 'bye', reason: 'unauthorized' });
    const post = await bench.start();
    await inState(post, 'refused');
    expect(post.link.status().problem).toEqual({ key: 'agent.link.bye', values: { reason: 'unauthorized' } });
    expect(references(post)).toEqual(['R-A1']);
    expect(post.identity.enrolment?.revoked).toBeUndefined();
    expect(post.freshness.stamp().state).toBe('stale');
    expect(post.alarms()).toEqual([]);
  });

  it('a welcome to somebody else ends it', async () => {
    bench.portal.script = (connection) => connection.welcome({ workstation: 'somebody' });
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(post.alarms()).toEqual(['feed-bad-frame']);
  });

  it('an officine’s statement that the feed’s keys did not sign moves no territory', async () => {
    bench.portal.territory = 'FR-974';
    bench.portal.script = async (connection) => {
      await connection.welcome({ officine: await bench.portal.statement({ signer: bench.portal.keys.tip }) });
      connection.stream();
      await connection.freshTip();
    };
    const post = await bench.start();
    await bench.caughtUp(post);
    await turns(20);
    expect(post.identity.enrolment?.officine.territory).toBeNull();
    expect(post.officines).toEqual([]);
  });

  it('an officine’s statement about another officine ends it', async () => {
    bench.portal.script = async (connection) => {
      await connection.welcome({ officine: await bench.portal.statement({ officine: 'another' }) });
      connection.stream();
    };
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(post.alarms()).toEqual(['feed-bad-notice']);
    expect(post.identity.enrolment?.officine.territory).toBeNull();
  });

  it('a countersignature over another journal head is not taken for ours', async () => {
    const post = await bench.live();
    const connection = latest(bench.portal);
    bench.portal.mute = true;
    post.desk.journalHead({ count: 5, hash: 'j'.repeat(43) });
    await connection.heard('event');
    const payload = {
      feed: bench.portal.feed,
      workstation: connection.hello?.workstation,
      count: 4,
      hash: 'j'.repeat(43),
      at: bench.portal.now(),
    };
    connection.send({
      type: 'receipt',
      seq: 1,
      countersignature: await bench.portal.keys.tip.sign(typ.journal, payload),
    });
    await until(() => post.desk.outbox.waiting().count === 0);
    expect(post.countersigned).toEqual([]);
  });
});

describe('the wait after an offence', () => {
  it('grows from a minute towards an hour, and no wake cuts it short', async () => {
    bench.portal.script = async (connection) => {
      await connection.welcome();
      connection.send({ type: 'entry', entry: 'garbage' });
    };
    const post = await bench.start();
    const waits: number[] = [];
    for (let i = 0; i < 7; i++) {
      await inState(post, 'waiting');
      waits.push(bench.time.next ?? 0);
      post.link.wake();
      expect(post.link.status().state).toBe('waiting');
      await bench.time.pass(bench.time.next ?? 0);
      await inState(post, 'connecting').catch(() => undefined);
    }
    expect(waits[0]).toBe(90_000);
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(Math.max(...waits)).toBeLessThanOrEqual(3_600_000);
    expect(bench.portal.connections.length).toBeGreaterThanOrEqual(7);
  });
});

describe('revocation', () => {
  const revokeWith = (notice: (workstation: string) => Promise<string>) => {
    bench.portal.script = async (connection, hello) => {
      connection.send({ type: 'revoked', notice: await notice(hello.workstation) });
      connection.send({ type: 'bye', reason: 'revoked' });
      connection.socket.close();
    };
  };

  it('signed: known recalls stand, everything else is to be verified, and there is no further try, restarts included', async () => {
    await bench.live().then((post) => post.stop());
    revokeWith((workstation) => bench.portal.notice(workstation));
    const post = await bench.start();
    await inState(post, 'revoked');
    expect(post.freshness.stamp().state).toBe('unsynced');
    expect(references(post)).toEqual(['R-A1']);
    expect(post.alarms()).toEqual(['workstation-revoked']);
    expect(post.link.status()).toMatchObject({ problem: { values: { reason: 'Poste volé' } }, nextAttempt: null });
    post.link.wake();
    await bench.time.pass(7_200_000);
    await post.stop();
    const again = await bench.start();
    await inState(again, 'revoked');
    expect(again.freshness.stamp().state).toBe('unsynced');
    await bench.time.pass(7_200_000);
    expect(bench.portal.connections).toHaveLength(2);
    expect(again.alarms()).toEqual(['workstation-revoked']);
  });

  it.each<[string, (workstation: string) => Promise<string>]>([
    ['about another workstation', () => bench.portal.notice('another')],
    [
      'with a signature that does not hold',
      async (own) => (await bench.portal.notice(own)).replace(/\.[^.]*$/, `.${'A'.repeat(86)}`),
    ],
    ['that is something else signed', () => bench.portal.statement()],
  ])('%s is an offence, not a revocation', async (_, notice) => {
    await bench.live().then((post) => post.stop());
    revokeWith(notice);
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(post.alarms()).toEqual(['feed-bad-notice']);
    expect(post.identity.enrolment?.revoked).toBeUndefined();
  });

  it('by a key that nobody named costs the connection alone', async () => {
    await bench.live().then((post) => post.stop());
    const thief = await newSigner();
    revokeWith((workstation) => bench.portal.notice(workstation, thief));
    const post = await bench.start();
    await inState(post, 'refused');
    expect(post.identity.enrolment?.revoked).toBeUndefined();
    expect(bench.time.next).toBeGreaterThan(0);
  });
});

describe('a fork', () => {
  /** Our side holds A2 at position 3; the portal's feed goes on with other entries. */
  async function forked(): Promise<Workstation> {
    const post = await bench.live();
    await bench.portal.publish({ bulletin: recallOf('A2') });
    await until(() => references(post).length === 2);
    bench.portal.entries.length = 2;
    await bench.portal.append({ bulletin: recallOf('B2') });
    return post;
  }

  it('shown by a tip: both sides kept, known recalls stand, unsynced, one alarm, and it survives a restart', async () => {
    const post = await forked();
    const ended = inState(post, 'forked');
    await sendTip(latest(bench.portal), bench.portal.tip());
    await ended;
    expect(post.freshness.stamp().state).toBe('unsynced');
    expect(references(post)).toEqual(['R-A1', 'R-A2']);
    expect(post.register.forks).toHaveLength(1);
    expect(bench.time.next).toBeGreaterThanOrEqual(60_000);
    await post.stop();
    bench.portal.script = async (connection) => {
      connection.send({ type: 'fork', entry: bench.portal.entries[2] ?? '' });
      connection.send({ type: 'bye', reason: 'fork' });
    };
    const again = await bench.start();
    expect(again.freshness.stamp().state).toBe('unsynced');
    await bench.portal.connection().then((connection) => connection.closed);
    await until(() => again.link.status().nextAttempt !== null);
    expect(again.link.status().state).toBe('forked');
    expect(again.alarms()).toEqual(['feed-fork']);
  });

  it('shown by an entry at a position that we hold', async () => {
    const post = await forked();
    const ended = inState(post, 'forked');
    latest(bench.portal).send({ type: 'entry', entry: bench.portal.entries[2] ?? '' });
    await ended;
    expect(post.alarms()).toEqual(['feed-fork']);
    expect(post.register.forks).toHaveLength(1);
  });

  it('ends with the root’s word, at once, and the feed is live again', async () => {
    const post = await forked();
    const { portal } = bench;
    portal.entries.length = 2;
    const epoch = await portal.keys.root.sign(typ.epoch, {
      feed: portal.feed,
      root: portal.keys.root.jwk,
      epoch: 1,
      position: 2,
      hash: portal.hash,
    });
    await portal.append({ epoch });
    let told = false;
    portal.script = async (connection) => {
      if (told) return connection.serve();
      told = true;
      connection.send({ type: 'fork', entry: portal.entries[2] ?? '' });
      connection.send({ type: 'bye', reason: 'fork' });
    };
    post.link.wake();
    await until(() => post.register.head.hash === portal.hash);
    await bench.caughtUp(post);
    await inState(post, 'connected');
    expect(post.link.status().state).toBe('connected');
  });

  it('on the branch that stands ends with the entry that says so', async () => {
    const post = await bench.live();
    const { portal } = bench;
    await sendTip(latest(portal), portal.tip(undefined, { hash: 'h'.repeat(43) }));
    await inState(post, 'forked');
    portal.script = (connection) => connection.serve();
    await bench.time.pass(bench.time.next ?? 0);
    await until(() => portal.connections.length === 2);
    await latest(portal).heard('hello');
    await turns(50);
    expect(post.freshness.stamp().state).toBe('unsynced');
    const epoch = await portal.keys.root.sign(typ.epoch, {
      feed: portal.feed,
      root: portal.keys.root.jwk,
      epoch: 1,
      position: portal.position,
      hash: portal.hash,
    });
    await portal.publish({ epoch });
    await bench.caughtUp(post);
    expect(post.link.status().state).toBe('connected');
    await post.stop();
    expect(post.identity.enrolment?.forked).toBeUndefined();
  });
});

describe('a disk or a file that fails', () => {
  it('is tried again on the same connection, and nothing is lost', async () => {
    const post = await bench.live();
    post.register.diskFails = 2;
    await bench.portal.publish({ bulletin: recallOf('A2') });
    await until(() => post.register.diskFails === 1);
    await bench.time.pass(1_000);
    await until(() => post.register.diskFails === 0);
    await bench.time.pass(2_000);
    await until(() => references(post).length === 2);
    expect(post.alarms()).toEqual([]);
  });

  it('for good: the connection is given up and an alarm raised once', async () => {
    const post = await bench.live();
    post.register.diskFails = Number.POSITIVE_INFINITY;
    await bench.portal.publish({ bulletin: recallOf('A2') });
    for (let i = 0; i < 60 && post.alarms().length === 0; i++) await bench.time.pass(1_000);
    expect(post.alarms()).toEqual(['register-disk']);
    post.register.diskFails = 0;
    for (let i = 0; i < 60 && references(post).length < 2; i++) await bench.time.pass(1_000);
    await bench.caughtUp(post);
    expect(references(post)).toEqual(['R-A1', 'R-A2']);
  });

  it('makes the register begin again: replayed from genesis at once, unsynced until complete', async () => {
    const post = await bench.live();
    const again = bench.portal.connection();
    post.register.rebuild();
    expect(post.freshness.stamp().state).toBe('unsynced');
    expect(post.freshness.unsyncedReasons()).toEqual(['rebuilding']);
    const connection = await again;
    await connection.heard('hello', ({ position }) => position === 0);
    await bench.caughtUp(post);
    expect(post.freshness.unsyncedReasons()).toEqual([]);
    expect(references(post)).toEqual(['R-A1']);
    expect(post.alarms()).toEqual(['register-rebuilt']);
  });
});
