import { pino } from 'pino';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Attention } from './attention.ts';
import type { AttentionAnswer, Waiting } from './hook/schemas/attention.ts';
import { TestTime } from './link/time.testkit.ts';

const SECOND = 1_000;

const waitingFor = (id: string, rest: Partial<Waiting> = {}): Waiting => ({
  id,
  revision: 1,
  kind: 'recall',
  reference: `R-${id}`,
  title: `Rappel ${id}`,
  drill: false,
  state: 'in-force',
  class: 2,
  level: 'pharmacy',
  receivedAt: '2026-11-22T09:00:00.000Z',
  ...rest,
});

/** An agent's attention with everything around it in the test's hand. */
class Counter {
  readonly time = new TestTime();
  readonly told: AttentionAnswer[] = [];
  waiting: Waiting[] = [];
  fault: Error | null = null;
  attention = this.#start();

  #start(): Attention {
    const attention = new Attention({
      clock: this.time,
      timers: this.time,
      log: pino({ level: 'silent' }),
      waiting: () => {
        if (this.fault !== null) throw this.fault;
        return this.waiting;
      },
      onChange: (state) => this.told.push(state),
    });
    onTestFinished(() => attention.close());
    return attention;
  }

  restart(): void {
    this.attention.close();
    this.attention = this.#start();
    this.attention.changed();
  }

  /** What waits is now this. */
  now(...waiting: Waiting[]): void {
    this.waiting = waiting;
    this.attention.changed();
  }

  get shown(): string[] {
    return this.attention.state().show.map(({ id, revision }) => `${id}/${revision}`);
  }

  get held(): number {
    return this.attention.state().held;
  }
}

describe('without a sale', () => {
  it('shows at once, in the order given, and tells it', async () => {
    const counter = new Counter();
    counter.now(waitingFor('B1'), waitingFor('B2'));
    await counter.time.pass(SECOND);
    expect(counter.told).toEqual([
      { show: [waitingFor('B1'), waitingFor('B2')], waiting: 2, held: 0, heldUntil: null },
    ]);
    expect(counter.attention.state()).toEqual(counter.told[0]);
  });

  it('gathers what comes together, and is never behind when it is asked', async () => {
    const counter = new Counter();
    for (let i = 1; i <= 50; i++) counter.now(...counter.waiting, waitingFor(`B${i}`));
    expect(counter.shown).toHaveLength(50);
    await counter.time.pass(SECOND);
    expect(counter.told).toHaveLength(1);
    counter.now();
    expect(counter.attention.state()).toEqual({ show: [], waiting: 0, held: 0, heldUntil: null });
  });

  it('names a hundred and counts the rest', () => {
    const counter = new Counter();
    counter.now(...Array.from({ length: 250 }, (_, i) => waitingFor(`B${i}`)));
    expect(counter.attention.state()).toMatchObject({ waiting: 250, held: 0 });
    expect(counter.shown).toHaveLength(100);
    expect(counter.shown[0]).toBe('B0/1');
  });

  it('tells nothing where nothing changed', async () => {
    const counter = new Counter();
    counter.now(waitingFor('B1'));
    await counter.time.pass(SECOND);
    counter.now(waitingFor('B1'));
    counter.attention.checked();
    await counter.time.pass(300 * SECOND);
    expect(counter.told).toHaveLength(1);
  });
});

describe('while a sale goes on', () => {
  it('waits for twenty seconds without a check', async () => {
    const counter = new Counter();
    counter.attention.checked();
    await counter.time.pass(5 * SECOND);
    counter.now(waitingFor('B1'));
    expect(counter.attention.state()).toEqual({
      show: [],
      waiting: 0,
      held: 1,
      heldUntil: '2026-11-22T09:30:20.000Z',
    });
    await counter.time.pass(14_999);
    expect(counter.shown).toEqual([]);
    await counter.time.pass(1);
    expect(counter.attention.state()).toMatchObject({ waiting: 1, held: 0, heldUntil: null });
    expect(counter.told.map(({ held, waiting }) => [held, waiting])).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  it('each check puts it off, for two minutes at most', async () => {
    const counter = new Counter();
    counter.attention.checked();
    counter.now(waitingFor('B1'));
    expect(counter.held).toBe(1);
    for (let passed = 0; passed < 110; passed += 10) {
      await counter.time.pass(10 * SECOND);
      counter.attention.checked();
      expect(counter.shown).toEqual([]);
    }
    expect(counter.attention.state().heldUntil).toBe('2026-11-22T09:32:00.000Z');
    await counter.time.pass(9_999);
    counter.attention.checked();
    expect(counter.shown).toEqual([]);
    await counter.time.pass(1);
    expect(counter.shown).toEqual(['B1/1']);
  });

  it('a long sale before it came counts for nothing: the two minutes are its own', async () => {
    const counter = new Counter();
    const sell = async (seconds: number) => {
      for (let passed = 0; passed < seconds; passed += 10) {
        counter.attention.checked();
        await counter.time.pass(10 * SECOND);
      }
    };
    await sell(300);
    counter.now(waitingFor('B1'));
    expect(counter.held).toBe(1);
    await sell(60);
    counter.now(waitingFor('B1'), waitingFor('B2'));
    expect(counter.held).toBe(2);
    await sell(60);
    expect(counter.shown).toEqual(['B1/1']);
    expect(counter.held).toBe(1);
    await sell(60);
    expect(counter.shown).toEqual(['B1/1', 'B2/1']);
  });

  it('a check does not hide what is shown', async () => {
    const counter = new Counter();
    counter.now(waitingFor('B1'));
    await counter.time.pass(SECOND);
    counter.attention.checked();
    counter.now(waitingFor('B0', { class: 1 }), waitingFor('B1'));
    expect(counter.shown).toEqual(['B1/1']);
    expect(counter.held).toBe(1);
    await counter.time.pass(20 * SECOND);
    expect(counter.shown).toEqual(['B0/1', 'B1/1']);
  });

  it('a revision of what is shown takes its place', async () => {
    const counter = new Counter();
    counter.now(waitingFor('B1'));
    await counter.time.pass(SECOND);
    counter.attention.checked();
    counter.now(waitingFor('B1', { revision: 2 }));
    expect(counter.shown).toEqual(['B1/2']);
  });

  it('a revision of what was dealt with waits like anything new', async () => {
    const counter = new Counter();
    counter.now(waitingFor('B1'));
    await counter.time.pass(SECOND);
    counter.now();
    await counter.time.pass(SECOND);
    counter.attention.checked();
    counter.now(waitingFor('B1', { revision: 2 }));
    expect(counter.shown).toEqual([]);
    expect(counter.held).toBe(1);
  });

  it('what was dealt with while it was held is never shown', async () => {
    const counter = new Counter();
    counter.attention.checked();
    counter.now(waitingFor('B1'));
    expect(counter.held).toBe(1);
    counter.now();
    await counter.time.pass(300 * SECOND);
    expect(counter.told.every(({ show }) => show.length === 0)).toBe(true);
    expect(counter.told.at(-1)).toEqual({ show: [], waiting: 0, held: 0, heldUntil: null });
  });

  it('a basket of two hundred is told once a second', async () => {
    const counter = new Counter();
    counter.attention.checked();
    counter.now(waitingFor('B1'));
    await counter.time.pass(SECOND);
    const before = counter.told.length;
    for (let i = 0; i < 200; i++) {
      counter.attention.checked();
      await counter.time.pass(5);
    }
    expect(counter.told.length - before).toBeLessThanOrEqual(2);
  });
});

it('after a restart everything is shown again, sale or not', async () => {
  const counter = new Counter();
  counter.attention.checked();
  counter.now(waitingFor('B1'));
  expect(counter.held).toBe(1);
  counter.restart();
  expect(counter.shown).toEqual(['B1/1']);
});

it('where the disk gives no answer, what was known goes on waiting', async () => {
  const counter = new Counter();
  counter.now(waitingFor('B1'));
  await counter.time.pass(SECOND);
  counter.fault = new Error('disk');
  counter.waiting = [waitingFor('B1'), waitingFor('B2')];
  counter.attention.changed();
  await counter.time.pass(SECOND);
  expect(counter.shown).toEqual(['B1/1']);
  counter.fault = null;
  await counter.time.pass(15 * SECOND);
  expect(counter.told.at(-1)?.show.map(({ id }) => id)).toEqual(['B1', 'B2']);
});

it('nothing runs on after it is closed', async () => {
  const counter = new Counter();
  counter.attention.checked();
  counter.now(waitingFor('B1'));
  expect(counter.held).toBe(1);
  counter.attention.changed();
  counter.attention.close();
  expect(counter.time.next).toBeNull();
});
