import { describe, expect, onTestFinished, test } from 'vitest';
import { manualClock } from '../api/app.testkit.ts';
import { recordEvents } from '../gateway/events.ts';
import { gtinOf } from '../products/medicines.testkit.ts';
import { openTestStore } from '../store/store.testkit.ts';
import { makeFleet } from '../tracking/fleet.testkit.ts';
import { declarations, GTIN, OTHER, telling } from './shortages.testkit.ts';

const A1 = 'w00001-1';
const A2 = 'w00001-2';
const B1 = 'w00002-1';

async function fleet() {
  const clock = manualClock(Date.parse('2026-11-22T20:00:00.000Z'));
  const made = await openTestStore({ clock });
  onTestFinished(() => made.dispose());
  const { store } = made;
  await makeFleet(store.db, { officines: 3, each: 2 });
  return { store, clock, ...telling(store), all: () => declarations(store) };
}

/** Every way in which two lists are heard as one, each in its own order. */
function merges<T>(one: readonly T[], other: readonly T[]): T[][] {
  const [first, ...rest] = one;
  const [second, ...others] = other;
  if (first === undefined || second === undefined) return [[...one, ...other]];
  return [
    ...merges(rest, other).map((tail) => [first, ...tail]),
    ...merges(one, others).map((tail) => [second, ...tail]),
  ];
}

describe('declared shortages', () => {
  test('one is open for a product and officine, however many posts declare it', async () => {
    const { lacks, all } = await fleet();
    await lacks(A1, '10:00');
    await lacks(A2, '11:00');
    await lacks(A1, '12:00');
    await lacks(A1, '12:00', OTHER);
    await lacks(B1, '12:30');
    expect(await all()).toEqual(['o00001 0014 10:00-', 'o00001 0021 12:00-', 'o00002 0014 12:30-']);
  });

  test('any post ends it, and a later one is new', async () => {
    const { lacks, has, all } = await fleet();
    await lacks(A1, '10:00');
    await has(A2, '11:00');
    await has(A1, '11:30');
    await lacks(A2, '12:00');
    expect(await all()).toEqual(['o00001 0014 10:00-11:00 officine', 'o00001 0014 12:00-']);
  });

  test('are weighed by when they happened, not by when they came', async () => {
    const { lacks, has, all } = await fleet();
    await lacks(A1, '10:00');
    await has(A1, '12:00');
    // A2 was cut off: what it says was over before it was heard.
    await lacks(A2, '11:00');
    await lacks(A1, '14:00');
    await lacks(A2, '13:30');
    // Of an earlier one, long on its way; a clock that parts by minutes ends it all the same.
    await has(A2, '13:00');
    expect(await all()).toEqual(['o00001 0014 10:00-12:00 officine', 'o00001 0014 13:30-']);
    await has(A2, '13:25');
    expect((await all())[1]).toBe('o00001 0014 13:30-13:30 officine');
  });

  test('an end that overtakes what it ended is remembered: the older one is over when it comes', async () => {
    const { lacks, has, all } = await fleet();
    await has(A1, '12:00');
    await lacks(A2, '11:00');
    expect(await all()).toEqual(['o00001 0014 11:00-12:00 officine']);
    // Of another officine, of another product, and of later: declared.
    await lacks(B1, '11:00');
    await lacks(A2, '11:30', OTHER);
    await lacks(A2, '13:00');
    expect((await all()).filter((one) => one.endsWith('-'))).toEqual([
      'o00002 0014 11:00-',
      'o00001 0021 11:30-',
      'o00001 0014 13:00-',
    ]);
  });

  test('an end that overtakes what it ended within one batch is remembered too', async () => {
    const { event, tell, all } = await fleet();
    const [ended, declared] = [
      event(A1, 'shortage-ended', '12:00', { gtin: GTIN }),
      event(A1, 'shortage', '11:00', { gtin: GTIN }),
    ];
    await tell(A1, ended, declared);
    expect(await all()).toEqual(['o00001 0014 11:00-12:00 officine']);
  });

  test('whatever the order in which two posts are heard, nothing is open once the last word was an end', async () => {
    const posts = [
      [A2, 'shortage', '11:00'],
      [A1, 'shortage-ended', '12:00'],
      [A2, 'shortage', '13:00'],
      [A1, 'shortage-ended', '14:00'],
    ] as const;
    const own = (post: string) => posts.filter(([by]) => by === post);
    const { store, event, tell } = await fleet();
    const orders = merges(own(A1), own(A2));
    for (const [index, order] of orders.entries()) {
      const gtin = gtinOf(index);
      for (const [by, kind, at] of order) await tell(by, event(by, kind, at, { gtin }));
    }
    const open = await store.db.selectFrom('shortage_declaration').selectAll().where('closed_at', 'is', null).execute();
    const heard = (order: (typeof orders)[number]) => order.map(([by, kind, at]) => `${by} ${kind} ${at}`).join(', ');
    expect(open.map(({ gtin }) => heard(orders.find((_, index) => gtinOf(index) === gtin) ?? []))).toEqual([]);
    expect(orders).toHaveLength(6);
  });

  test('an end of before ends nothing that another post has declared since, in whatever order the two are heard', async () => {
    const posts = [
      [A2, 'shortage', '10:00'],
      [A2, 'shortage-ended', '12:00'],
      [A1, 'shortage', '14:00'],
    ] as const;
    const own = (post: string) => posts.filter(([by]) => by === post);
    const { event, tell, all } = await fleet();
    const orders = merges(own(A1), own(A2));
    for (const [index, order] of orders.entries()) {
      for (const [by, kind, at] of order) await tell(by, event(by, kind, at, { gtin: gtinOf(index) }));
    }
    const codes = orders.map((_, index) => gtinOf(index).slice(-4));
    expect((await all()).toSorted()).toEqual(
      codes.flatMap((code) => [`o00001 ${code} 10:00-12:00 officine`, `o00001 ${code} 14:00-`]).toSorted(),
    );
    expect(orders).toHaveLength(3);
  });

  test('told again by the network count once, under a new number too', async () => {
    const { event, tell, all } = await fleet();
    const lacks = event(A1, 'shortage', '10:00', { gtin: GTIN, declaration: 'D1' });
    const has = event(A1, 'shortage-ended', '11:00', { gtin: GTIN, declaration: 'D1' });
    await tell(A1, lacks, has);
    await tell(A1, lacks, has);
    // A desk restored from a backup.
    await tell(A1, { ...lacks, seq: 3 }, { ...lacks, seq: 4 });
    expect(await all()).toEqual(['o00001 0014 10:00-11:00 officine']);
  });

  test('a batch is taken up in its order', async () => {
    const { event, tell, all } = await fleet();
    await tell(
      A1,
      event(A1, 'shortage', '10:00', { gtin: GTIN }),
      event(A1, 'shortage-ended', '11:00', { gtin: GTIN }),
      event(A1, 'shortage', '12:00', { gtin: GTIN }),
      event(A1, 'shortage-ended', '12:00', { gtin: OTHER }),
    );
    expect(await all()).toEqual(['o00001 0014 10:00-11:00 officine', 'o00001 0014 12:00-']);
  });

  test('keep how and since when, and a clock that is ahead makes none of them later than it was heard', async () => {
    const { store, lacks } = await fleet();
    await lacks(A1, '2031-01-01T00:00:00.000Z', GTIN, {
      source: 'automatic',
      unavailableSince: '2026-11-19T10:00:00Z',
    });
    await lacks(A2, '2031-01-02T00:00:00.000Z', GTIN, { unavailableSince: '2026-11-18T10:00:00Z' });
    const rows = await store.db.selectFrom('shortage_declaration').selectAll().execute();
    expect(rows).toMatchObject([
      {
        source: 'automatic',
        workstation: A1,
        territory: 'FR-75',
        opened_at: new Date('2026-11-22T20:00:00.000Z'),
        unavailable_since: new Date('2026-11-18T10:00:00.000Z'),
      },
    ]);
  });

  test('said by all posts of an officine at one moment, on several gateways, are one', async () => {
    const { store, event, all } = await fleet();
    const say = (workstation: string, ...gtins: string[]) =>
      recordEvents(store, [
        {
          sender: { workstation, headless: false },
          events: gtins.map((gtin) => event(workstation, 'shortage', '10:00', { gtin })),
        },
      ]);
    await Promise.all([say(A1, GTIN, OTHER), say(A2, OTHER, GTIN), say(B1, GTIN, OTHER), say('w00002-2', OTHER, GTIN)]);
    expect((await all()).toSorted()).toEqual([
      'o00001 0014 10:00-',
      'o00001 0021 10:00-',
      'o00002 0014 10:00-',
      'o00002 0021 10:00-',
    ]);
  });

  test('pages are told, of what changed alone', async () => {
    const { store, lacks } = await fleet();
    const told: string[] = [];
    store.news.tell = (topic) => told.push(topic);
    await lacks(A1, '10:00');
    await lacks(A1, '11:00');
    expect(told).toEqual(['shortage']);
  });
});
