import { Writable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { EventHub } from './hub.ts';

/** A reader that takes what it is given while `open`, and nothing more once it is not. */
class Reader extends Writable {
  text = '';
  #waiting: Array<() => void> = [];
  open = true;

  constructor(options: { open?: boolean } = {}) {
    super({ highWaterMark: 64, decodeStrings: false });
    this.open = options.open ?? true;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    if (this.open) done();
    else this.#waiting.push(done);
  }

  drain(): void {
    this.open = true;
    for (const done of this.#waiting.splice(0)) done();
  }

  get events(): Array<{ id: number; event: string; data: unknown }> {
    return [...this.text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(([, id, event, data]) => ({
      id: Number(id),
      event: event ?? '',
      data: JSON.parse(data ?? ''),
    }));
  }

  get ids(): number[] {
    return this.events.map(({ id }) => id);
  }
}

/** Ids as the desk gives them: each block after the one before, with a gap. */
function blocks(first = 1, gap = 0) {
  let next = first;
  return (count: number) => {
    const block = next;
    next += count + gap;
    return block;
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const hubOf = (options: Partial<ConstructorParameters<typeof EventHub>[0]> = {}) =>
  new EventHub({ reserveIds: blocks(), capacity: 10, ...options });
const publish = (hub: EventHub, count: number) => {
  for (let n = 1; n <= count; n++) hub.publish('check', { n });
};

describe('EventHub', () => {
  it('gives a newcomer what happens from now on, numbered', () => {
    const hub = hubOf();
    publish(hub, 2);
    const reader = new Reader();
    hub.attach(reader, null);
    hub.publish('feed', { state: 'live' });
    expect(reader.events).toEqual([{ id: 3, event: 'feed', data: { state: 'live' } }]);
  });

  it('lets a newcomer that saw nothing come back to the same place', () => {
    const hub = hubOf();
    publish(hub, 2);
    const reader = new Reader();
    hub.attach(reader, null);
    expect(reader.text).toBe('retry: 2000\nid: 2\n\n');
    publish(hub, 1);
    const again = new Reader();
    hub.attach(again, 2);
    expect(again.ids).toEqual([3]);
  });

  it('resumes after any id that is held, and says reset for any other', () => {
    const hub = hubOf({ reserveIds: blocks(5000) });
    publish(hub, 14);
    // 10 held: 5004 to 5013; whoever has seen 5003 has missed nothing.
    const seenUpTo = (id: number) => {
      const reader = new Reader();
      hub.attach(reader, id);
      return reader.events.map(({ id: n, event }) => (event === 'reset' ? `reset ${n}` : n));
    };
    expect(seenUpTo(5013)).toEqual([]);
    expect(seenUpTo(5012)).toEqual([5013]);
    expect(seenUpTo(5003)).toEqual([5004, 5005, 5006, 5007, 5008, 5009, 5010, 5011, 5012, 5013]);
    for (const lost of [5002, 4999, 0, -1, 5014, 9_999_999]) expect(seenUpTo(lost)).toEqual(['reset 5013']);
  });

  it('goes on after a reset as after any event', () => {
    const hub = hubOf();
    publish(hub, 3);
    const reader = new Reader();
    hub.attach(reader, 99);
    publish(hub, 1);
    expect(reader.events.map(({ event, id }) => [event, id])).toEqual([
      ['reset', 3],
      ['check', 4],
    ]);
  });

  it('numbers across blocks that leave gaps, and resumes across them', () => {
    const hub = new EventHub({ reserveIds: blocks(1, 500), capacity: 3000 });
    publish(hub, 1002);
    expect(hub.lastId).toBe(1502);
    for (const [last, first] of [
      [999, 1000],
      [1000, 1501],
      [1200, 1501],
    ]) {
      const reader = new Reader();
      hub.attach(reader, last ?? 0);
      expect(reader.ids[0]).toBe(first);
    }
  });

  it('begins each start beyond every id of the one before', () => {
    const reserve = blocks();
    const first = new EventHub({ reserveIds: reserve });
    publish(first, 3);
    const second = new EventHub({ reserveIds: reserve });
    const reader = new Reader();
    second.attach(reader, first.lastId);
    expect(reader.events[0]?.event).toBe('reset');
    publish(second, 1);
    expect(reader.ids[1]).toBeGreaterThan(1000);
  });

  it('keeps nothing for a slow reader: it catches up from the ring', async () => {
    const hub = hubOf();
    const reader = new Reader({ open: false });
    hub.attach(reader, null);
    publish(hub, 8);
    expect(reader.ids.length).toBeLessThan(8);
    expect(reader.writableLength).toBeLessThan(200);
    reader.drain();
    await turn();
    expect(reader.ids).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('cuts off a reader that the ring has passed', async () => {
    const hub = hubOf();
    const reader = new Reader({ open: false });
    hub.attach(reader, null);
    publish(hub, 30);
    expect(reader.destroyed).toBe(true);
    expect(hub.clients).toBe(0);
  });

  it('cuts off a reader that took nothing between two heartbeats, and no other', async () => {
    const hub = hubOf();
    const stuck = new Reader({ open: false });
    const slow = new Reader({ open: false });
    const quick = new Reader();
    for (const reader of [stuck, slow, quick]) hub.attach(reader, null);
    publish(hub, 3);
    hub.beat();
    slow.drain();
    await turn();
    hub.beat();
    hub.beat();
    expect([stuck, slow, quick].map((reader) => reader.destroyed)).toEqual([true, false, false]);
    expect(quick.text.endsWith(':\n\n')).toBe(true);
  });

  it('takes a bounded number of streams, and forgets those that close', async () => {
    const hub = hubOf({ maxClients: 2 });
    const first = new Reader();
    hub.attach(first, null);
    hub.attach(new Reader(), null);
    expect(hub.hasRoom).toBe(false);
    expect(() => hub.attach(new Reader(), null)).toThrow();
    first.destroy();
    await turn();
    expect(hub.hasRoom).toBe(true);
  });

  it('ends every stream when it closes', async () => {
    const hub = hubOf();
    const reader = new Reader();
    hub.attach(reader, null);
    hub.close();
    publish(hub, 1);
    await turn();
    expect(reader.writableEnded).toBe(true);
    expect(reader.events).toEqual([]);
    expect(hub.hasRoom).toBe(false);
  });
});
