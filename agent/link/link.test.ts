import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LINK_SILENCE_MS } from '../../protocol/frames.ts';
import { type HostilePortal, recallOf } from './hostile-portal.testkit.ts';
import { IDENTITY_FILE } from './identity.ts';
import { TestProtection } from './key-protection.testkit.ts';
import { Bench, inState, references, until, type Workstation } from './link.testkit.ts';
import type { Connect, SocketEvents } from './socket.ts';
import { linkSentence } from './status.ts';
import { turns } from './time.testkit.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

const acknowledge = ({ desk }: Workstation, bulletin: string) =>
  desk.acknowledge({ bulletin, revision: 1, currentRevision: 1, operator: 'ML' });

describe('a new workstation', () => {
  it('enrols, replays the feed from genesis, and is live', async () => {
    await bench.portal.append({ bulletin: recallOf('A1') });
    await bench.portal.append({ bulletin: recallOf('A2') });
    const post = await bench.live();
    expect(references(post)).toEqual(['R-A1', 'R-A2']);
    expect(post.freshness.stamp()).toMatchObject({ state: 'live', position: 3 });
    expect(post.link.status()).toMatchObject({
      state: 'connected',
      problem: null,
      nextAttempt: null,
      portal: bench.portal.url,
    });
    const hello = bench.portal.connections[0]?.hello;
    expect(hello).toMatchObject({ position: 0, hash: bench.portal.keys.root.kid, tip: null, version: '0.1.0' });
    expect(post.alarms()).toEqual([]);
  });

  it.each([
    ['took', null, 'connected', 1],
    ['does not know', 401, 'enrolment-refused', 1],
    ['could not look at', 503, 'waiting', 0],
  ] as const)('says when its token is spent: one that the portal %s', async (_, status, state, times) => {
    let spent = 0;
    if (status !== null) bench.portal.enrolmentAnswer = () => ({ status, body: '' });
    const onTokenSpent = () => {
      spent++;
    };
    await inState(await bench.start({ link: { onTokenSpent } }), state);
    expect(spent).toBe(times);
  });

  it('says how far it is after each commit, and no further', async () => {
    for (let i = 0; i < 70; i++) await bench.portal.append({ bulletin: recallOf(`L${i}`) });
    await bench.live();
    const [connection] = bench.portal.connections;
    await connection?.heard('delivered', ({ position }) => position === 71);
    const delivered = connection?.seen.flatMap((frame) => (frame.type === 'delivered' ? [frame.position] : [])) ?? [];
    expect(delivered).toEqual([...delivered].sort((a, b) => a - b));
    expect(delivered.at(-1)).toBe(71);
  });

  it('receives what is published, at once', async () => {
    const post = await bench.live();
    await bench.portal.publish({ bulletin: recallOf('B1') });
    await until(() => post.register.head.position === 2);
    expect(references(post)).toEqual(['R-B1']);
  });

  it('believes the officine’s territory once a key of the feed has signed it, and only newer words after that', async () => {
    const post = await bench.live();
    await until(() => post.officines.length === 1);
    expect(post.officines[0]).toMatchObject({ name: 'Pharmacie du Pont', territory: 'FR-75', version: 1 });
    expect(post.identity.enrolment?.officine.territory).toBe('FR-75');
    await post.stop();
    bench.portal.territory = 'FR-69';
    const second = await bench.live();
    await second.stop();
    expect(second.officines).toEqual([]);
    bench.portal.statementVersion = 2;
    const third = await bench.live();
    await until(() => third.officines.length === 1);
    await third.stop();
    expect(third.identity.enrolment?.officine).toMatchObject({ territory: 'FR-69', version: 2 });
  });
});

describe('a key that does not open', () => {
  it('is told once, loses neither enrolment nor recalls, and links as soon as it opens', async () => {
    const keyring = new TestProtection();
    await bench.portal.publish({ bulletin: recallOf('B1') });
    await (await bench.live({ protection: keyring })).stop();
    keyring.refusal = 'the keyring is locked';
    const post = await bench.start({ protection: keyring });
    await inState(post, 'identity-locked');
    expect(linkSentence('en', post.link.status())).toMatch(/does not open.*still block.*the keyring is locked/);
    expect(references(post)).toEqual(['R-B1']);
    expect(post.identity.enrolment?.officine.territory).toBe('FR-75');
    post.link.wake();
    await inState(post, 'connecting');
    await inState(post, 'identity-locked');
    expect(post.alarms()).toEqual(['identity-locked']);
    keyring.refusal = null;
    post.link.wake();
    await bench.caughtUp(post);
    expect(post.identity.kept?.locked).toBeNull();
  });

  it('because it is lost asks for a new enrolment, which keeps the recalls', async () => {
    const keyring = new TestProtection();
    await bench.portal.publish({ bulletin: recallOf('B1') });
    await (await bench.live({ protection: keyring })).stop();
    keyring.loseKey();
    const lost = await bench.start({ protection: keyring });
    await inState(lost, 'identity-locked');
    await lost.stop();
    // What the sentence asks of a person.
    await rm(join(bench.dataDir, IDENTITY_FILE));
    const anew = await bench.live({ protection: keyring });
    expect(references(anew)).toEqual(['R-B1']);
    expect(bench.portal.enrolled.size).toBe(2);
  });
});

describe('without a portal', () => {
  it('answers from disk: what was received before counts, and stale says how old it is', async () => {
    await bench.portal.append({ bulletin: recallOf('A1') });
    const first = await bench.live();
    await first.stop();
    await bench.portal.close();
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(references(post)).toEqual(['R-A1']);
    expect(post.freshness.stamp()).toMatchObject({ state: 'stale', position: 2, ageSeconds: 0 });
    expect(post.link.status().problem?.key).toBe('agent.link.unreachable');
    expect(linkSentence('fr', post.link.status())).toContain('ECONNREFUSED');
  });

  it('is disabled where none is set, and quiet about it', async () => {
    const post = await bench.start({ settings: { portalUrl: null } });
    expect(post.link.status()).toMatchObject({ state: 'disabled', portal: null, problem: null });
    post.link.wake();
    expect(post.alarms()).toEqual([]);
  });

  it('goes on trying for ever, with jitter, never more than a minute apart', async () => {
    const first = await bench.live();
    await first.stop();
    await bench.portal.close();
    const post = await bench.start();
    for (let i = 0; i < 12; i++) {
      await inState(post, 'waiting');
      const wait = bench.time.next;
      expect(wait).toBe(Math.min(60_000, 1000 * 2 ** i) / 2);
      const left = nextState(post);
      await bench.time.pass(wait ?? 0);
      await left;
    }
  });
});

describe('a connection that is lost', () => {
  it('is made again and resumes after what is held', async () => {
    const post = await bench.live();
    await bench.portal.publish({ bulletin: recallOf('A1') });
    await until(() => post.register.head.position === 2);
    bench.portal.connections[0]?.socket.close(1012, 'restart');
    await inState(post, 'waiting');
    await bench.portal.append({ bulletin: recallOf('A2') });
    const again = bench.portal.connection();
    await bench.time.pass(bench.time.next ?? 0);
    const connection = await again;
    await connection.heard('hello');
    expect(connection.hello).toMatchObject({ position: 2, hash: bench.portal.hashAt(2) });
    expect(connection.hello?.tip).toEqual(expect.any(String));
    await bench.caughtUp(post);
    expect(references(post)).toEqual(['R-A1', 'R-A2']);
  });

  it('is dropped and made anew at once when the machine wakes, whatever the socket says', async () => {
    const post = await bench.live();
    const again = bench.portal.connection();
    bench.time.sleep(60_000);
    expect(post.freshness.stamp().state).toBe('stale');
    await bench.time.pass(1_000);
    await again;
    await bench.portal.connections[0]?.closed;
    await bench.caughtUp(post);
    expect(bench.portal.connections).toHaveLength(2);
  });

  it('is tried at once on waking while it waits', async () => {
    const post = await bench.live();
    bench.portal.upgradeStatus = 503;
    bench.portal.connections[0]?.socket.terminate();
    await inState(post, 'waiting');
    bench.portal.upgradeStatus = null;
    const again = bench.portal.connection();
    post.link.wake();
    await (await again).heard('hello');
    await inState(post, 'connected');
  });

  it('stays away as long as a busy portal asks', async () => {
    const first = await bench.live();
    await first.stop();
    bench.portal.upgradeStatus = 503;
    const post = await bench.start();
    await inState(post, 'waiting');
    expect(post.link.status().problem).toEqual({ key: 'agent.link.http', values: { status: 503 } });
    expect(bench.time.next).toBe(7_500);
  });

  it('takes a busy portal at its word, and less so the longer it goes on, whatever was waited while it failed', async () => {
    const first = await bench.live();
    await first.stop();
    bench.portal.upgradeStatus = 500;
    const post = await bench.start();
    const waits: Array<number | null> = [];
    const tries = async (count: number) => {
      for (let one = 0; one < count; one++) {
        const { nextAttempt } = post.link.status();
        if (nextAttempt !== null) await bench.time.pass(bench.time.next ?? 0);
        await until(() => ![null, nextAttempt].includes(post.link.status().nextAttempt));
        waits.push(bench.time.next);
      }
    };
    await tries(6);
    bench.portal.upgradeStatus = 503;
    await tries(6);
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 7_500, 7_500, 7_500, 7_500, 8_000, 16_000]);
  });

  it('that is half open is found in less than 30 s, though nothing ever said so', async () => {
    const opened: SocketEvents[] = [];
    const ends: string[] = [];
    const silent: Connect = (_url, events) => {
      opened.push(events);
      return {
        send: () => undefined,
        close: () => ends.push('close'),
        terminate: () => ends.push('terminate'),
        pause: () => undefined,
        resume: () => undefined,
        bytesRead: 0,
      };
    };
    const first = await bench.live();
    await first.stop();
    const post = await bench.start({ link: { connect: silent } });
    await until(() => opened.length === 1);
    opened[0]?.opened();
    for (let passed = 1_000; ends.length === 0 && passed < LINK_SILENCE_MS; passed += 1_000) {
      await bench.time.pass(1_000);
    }
    expect(ends).toEqual(['terminate']);
    expect(post.link.status().problem?.key).toBe('agent.link.silent');
    // What the dead socket says afterwards changes nothing.
    opened[0]?.text('garbage');
    opened[0]?.closed({ error: new Error('late'), broken: 'late' });
    await turns();
    expect(post.alarms()).toEqual([]);
  });

  it.each([
    ['of 64 kbit/s is not taken for dead while a large entry comes in', 7_600, false],
    ['that shares 64 kbit/s with three others is not either', 2_000, false],
    ['that trickles is cut', 1_000, true],
  ])('%s', async (_, bytesPerSecond, cutOff) => {
    const { portal, time } = bench;
    await (await bench.live()).stop();
    const { line, connect } = await greetedLine(portal);
    await bench.start({ link: { connect } });
    await until(() => line.greeted);
    for (let i = 0; i < 200 && !line.cut; i++) {
      line.bytesRead += bytesPerSecond;
      await time.pass(1_000);
    }
    expect(line.cut).toBe(cutOff);
  });

  it('that dies amid a large entry is found as soon as any', async () => {
    const { portal, time } = bench;
    await (await bench.live()).stop();
    const { line, connect } = await greetedLine(portal);
    await bench.start({ link: { connect } });
    await until(() => line.greeted);
    line.bytesRead += 3_000_000;
    await time.pass(LINK_SILENCE_MS);
    expect(line.cut).toBe(true);
  });

  it('owes no receipt while a large entry is on its way before it', async () => {
    const { portal, time } = bench;
    await (await bench.live()).stop();
    const { line, connect } = await greetedLine(portal);
    const post = await bench.start({ link: { connect } });
    await until(() => line.greeted);
    post.desk.alarm({ code: 'hook-port', detail: {} });
    for (let i = 0; i < 90 && !line.cut; i++) {
      line.bytesRead += 7_600;
      await time.pass(1_000);
    }
    expect(line.cut).toBe(false);
  });

  it('is cut where the portal answers but signs no tip any more', async () => {
    const post = await bench.live();
    const [connection] = bench.portal.connections;
    const ended = inState(post, 'waiting');
    for (let i = 0; i < 31; i++) {
      await bench.time.pass(1_000);
      connection?.send({ type: 'pong' });
      await turns(10);
    }
    await ended;
    expect(post.link.status().problem?.key).toBe('agent.link.no-tip');
    expect(connection?.seen.filter(({ type }) => type === 'ping').length).toBeGreaterThanOrEqual(2);
  });

  it('stays while tips come', async () => {
    const post = await bench.live();
    for (let i = 0; i < 8; i++) {
      await bench.time.pass(15_000);
      await bench.portal.tick();
      await until(() => post.freshness.stamp().ageSeconds === 0);
    }
    expect(bench.portal.connections).toHaveLength(1);
    expect(post.freshness.stamp().state).toBe('live');
  });
});

describe('clocks that part', () => {
  it('make it stale until a tip over a new nonce has come, on the same connection', async () => {
    const post = await bench.live();
    bench.time.wallMs -= 3_600_000;
    expect(post.freshness.stamp().state).toBe('stale');
    await bench.time.pass(5_000);
    const [connection] = bench.portal.connections;
    await connection?.heard('nonce');
    await until(() => post.freshness.stamp().state === 'live');
    expect(bench.portal.connections).toHaveLength(1);
  });
});

describe('events', () => {
  it('told offline are sent once after the reconnection, in order, and receipted', async () => {
    const post = await bench.live();
    bench.portal.upgradeStatus = 503;
    bench.portal.connections[0]?.socket.terminate();
    await inState(post, 'waiting');
    for (let i = 0; i < 100; i++) acknowledge(post, `bulletin-${i}`);
    expect(post.desk.outbox.waiting().count).toBe(100);
    bench.portal.upgradeStatus = null;
    post.link.wake();
    await until(() => post.desk.outbox.waiting().count === 0);
    expect([...bench.portal.events.keys()]).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
    expect([...bench.portal.events.values()].every(({ times }) => times === 1)).toBe(true);
  });

  it('told online are sent at once, 64 without an answer at most', async () => {
    const post = await bench.live();
    const [connection] = bench.portal.connections;
    bench.portal.mute = true;
    for (let i = 0; i < 80; i++) acknowledge(post, `bulletin-${i}`);
    const events = () => connection?.seen.filter(({ type }) => type === 'event').length;
    await until(() => events() === 64);
    await turns(20);
    expect(events()).toBe(64);
    connection?.send({ type: 'receipt', seq: 1 });
    await until(() => events() === 65);
  });

  it('that the portal refuses are set aside, and the next ones go on', async () => {
    const post = await bench.live();
    bench.portal.mute = true;
    const [connection] = bench.portal.connections;
    acknowledge(post, 'one');
    acknowledge(post, 'two');
    await connection?.heard('event', ({ event }) => event.seq === 2);
    connection?.send({ type: 'refused', seq: 1, reason: 'bulletin-unknown' });
    connection?.send({ type: 'receipt', seq: 2 });
    await until(() => post.desk.outbox.waiting().count === 0);
    expect(post.desk.outbox.refusedEvents()).toMatchObject([
      { event: { bulletin: 'one' }, reason: 'bulletin-unknown' },
    ]);
  });

  it('are sent again, byte for byte, to a portal restored from a backup', async () => {
    const post = await bench.live();
    acknowledge(post, 'one');
    post.desk.journalHead({ count: 5, hash: 'j'.repeat(43) });
    await until(() => post.desk.outbox.waiting().count === 0);
    const before = [...bench.portal.events.values()].map(({ event }) => JSON.stringify(event));
    bench.portal.events.clear();
    post.link.wake();
    await until(() => bench.portal.events.size === 2);
    expect([...bench.portal.events.values()].map(({ event }) => JSON.stringify(event))).toEqual(before);
  });

  it('carry the journal’s head signed by this workstation, and bring the portal’s signature back', async () => {
    const post = await bench.live();
    post.desk.journalHead({ count: 5, hash: 'j'.repeat(43) });
    await until(() => post.countersigned.length === 1);
    expect(post.countersigned[0]?.head).toMatchObject({ count: 5, hash: 'j'.repeat(43) });
    const sent = bench.portal.events.get(1)?.event.data as { signature: string };
    expect(sent.signature.split('.')).toHaveLength(3);
  });
});

describe('a portal that lost entries', () => {
  it('gets back the exact bytes, and says nothing about freshness until then', async () => {
    for (const lot of ['A1', 'A2', 'A3']) await bench.portal.append({ bulletin: recallOf(lot) });
    const first = await bench.live();
    await first.stop();
    const all = [...bench.portal.entries];
    bench.portal.entries.length = 2;
    bench.portal.script = async (connection) => {
      await connection.welcome();
      connection.send({ type: 'recover', position: 2 });
    };
    const post = await bench.start();
    await inState(post, 'recovering');
    const { entries } = (await bench.portal.connections.at(-1)?.heard('entries')) ?? { entries: [] };
    expect(entries).toEqual(all.slice(2));
    // No tip for as long as it takes.
    for (let i = 0; i < 60; i++) {
      await bench.time.pass(1_000);
      bench.portal.connections.at(-1)?.send({ type: 'pong' });
      await turns(10);
    }
    expect(post.link.status().state).toBe('recovering');
    expect(post.freshness.stamp().state).toBe('stale');
    bench.portal.entries.push(...entries);
    const connection = bench.portal.connections.at(-1);
    await connection?.freshTip();
    await bench.caughtUp(post);
    expect(post.link.status().state).toBe('connected');
  });
});

describe('stopping', () => {
  it('closes in order, and leaves nothing behind that acts later', async () => {
    const post = await bench.live();
    await post.stop();
    await bench.portal.connections[0]?.closed;
    await bench.time.pass(3_600_000);
    expect(bench.portal.connections).toHaveLength(1);
    expect(() => post.link.start()).toThrow('before');
  });

  it('works in the middle of an enrolment, and of a wait', async () => {
    bench.portal.enrolmentAnswer = () => ({ status: 503, body: '' });
    const enrolling = await bench.start();
    await enrolling.stop();
    const waiting = await bench.start();
    await inState(waiting, 'waiting');
    await waiting.stop();
  });
});

/** The next change of the link's state. */
function nextState({ link }: Workstation): Promise<void> {
  return new Promise((resolve) => {
    const stop = link.onChange(() => {
      stop();
      resolve();
    });
  });
}

/** A line on which a portal greets, and then sends bytes that make no whole frame. */
async function greetedLine(portal: HostilePortal) {
  const officine = await portal.statement();
  const line = { bytesRead: 0, greeted: false, cut: false };
  const connect: Connect = (_url, events) => {
    const say = (frame: object) => setImmediate(() => events.text(JSON.stringify(frame)));
    say({ type: 'challenge', nonce: 'n'.repeat(43), feed: portal.feed, portal: portal.name });
    return {
      send: (text) => {
        const { type, workstation } = JSON.parse(text) as { type: string; workstation?: string };
        if (type !== 'hello') return;
        say({ type: 'welcome', workstation, officine, lastEvent: 0, position: portal.position });
        line.greeted = true;
      },
      close: () => undefined,
      terminate: () => {
        line.cut = true;
      },
      pause: () => undefined,
      resume: () => undefined,
      get bytesRead() {
        return line.bytesRead;
      },
    };
  };
  return { line, connect };
}
