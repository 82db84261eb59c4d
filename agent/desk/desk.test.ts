import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { testGtin } from '../verdict/verdict.testkit.ts';
import { acknowledge, Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';

let bench: Bench;
let desk: Desk;
beforeEach(async () => {
  bench = new Bench();
  ({ desk } = await bench.open());
});
afterEach(() => bench.remove());

const events = () => desk.outbox.pending(0, 100);

describe('an acknowledgement', () => {
  it('is kept with the event that tells it', () => {
    const at = '2026-11-22T09:30:00.000Z';
    const acknowledgement = { bulletin: 'B1', revision: 1, operator: 'Hélène', at, outdated: false };
    expect(desk.acknowledge({ bulletin: 'B1', revision: 1, currentRevision: 1, operator: 'Hélène' })).toEqual({
      acknowledgement,
      created: true,
    });
    expect(desk.acknowledgements('B1')).toEqual([acknowledgement]);
    expect(desk.acknowledgements('B2')).toEqual([]);
    expect(events()).toEqual([
      {
        seq: 1,
        id: expect.any(String),
        kind: 'acknowledged',
        at,
        bulletin: 'B1',
        revision: 1,
        data: { operator: 'Hélène' },
      },
    ]);
  });

  it('given again is the first one', () => {
    acknowledge(desk, 'B1');
    bench.clock.days(1);
    const again = desk.acknowledge({ bulletin: 'B1', revision: 1, currentRevision: 1, operator: 'PG' });
    expect(again).toMatchObject({
      created: false,
      acknowledgement: { operator: 'ML', at: '2026-11-22T09:30:00.000Z' },
    });
    expect(events()).toHaveLength(1);
  });

  it('of an older revision is recorded as such, and leaves the newer one open', () => {
    expect(desk.acknowledge({ bulletin: 'B1', revision: 1, currentRevision: 2, operator: 'ML' })).toMatchObject({
      acknowledgement: { revision: 1, outdated: true },
    });
    expect(desk.acknowledge({ bulletin: 'B1', revision: 2, currentRevision: 2, operator: 'ML' })).toMatchObject({
      created: true,
      acknowledgement: { revision: 2, outdated: false },
    });
    expect(desk.acknowledgements('B1').map(({ revision }) => revision)).toEqual([1, 2]);
    expect(events().map(({ revision }) => revision)).toEqual([1, 2]);
  });

  it('of a revision that does not exist is refused', () => {
    for (const revision of [0, 3, 1.5, Number.NaN]) {
      expect(() => desk.acknowledge({ bulletin: 'B1', revision, currentRevision: 2, operator: 'ML' })).toThrow(
        expect.objectContaining({ type: 'request-invalid', details: expect.objectContaining({ field: 'revision' }) }),
      );
    }
    expect(events()).toEqual([]);
  });
});

describe('a display', () => {
  it('is told once for each revision', () => {
    for (const revision of [1, 1, 2, 1]) desk.displayed({ bulletin: 'B1', revision });
    expect(events().map(({ kind, revision }) => [kind, revision])).toEqual([
      ['displayed', 1],
      ['displayed', 2],
    ]);
  });
});

describe('a quarantine report', () => {
  const gtin = testGtin(1);
  const report = (...lines: Array<{ gtin: string; lot: string | null; quantity: number }>) =>
    desk.quarantine({ bulletin: 'B1', revision: 2, operator: 'ML', lines });

  it('counts when it is the latest, none found included', () => {
    expect(desk.quarantineOf('B1')).toBeNull();
    report({ gtin, lot: 'A123', quantity: 3 });
    const second = report({ gtin, lot: 'A123', quantity: 2 }, { gtin, lot: null, quantity: 1 });
    expect(desk.quarantineOf('B1')).toEqual(second);
    expect(second).toMatchObject({
      bulletin: 'B1',
      revision: 2,
      operator: 'ML',
      lines: [{ quantity: 2 }, { lot: null }],
    });
    report();
    expect(desk.quarantineOf('B1')).toMatchObject({ lines: [] });
    expect(desk.quarantineOf('B2')).toBeNull();
    expect(events().map(({ kind, data }) => [kind, (data.lines as unknown[]).length])).toEqual([
      ['reported', 1],
      ['reported', 2],
      ['reported', 0],
    ]);
  });

  it('keeps the code as GTIN-14 and the lot trimmed', () => {
    expect(report({ gtin: gtin.slice(1), lot: ' A123 ', quantity: 1 }).lines).toEqual([
      { gtin, lot: 'A123', quantity: 1 },
    ]);
  });

  const sound = { gtin, lot: 'A123', quantity: 1 };
  for (const [name, line, type, field] of [
    ['half a pack', { ...sound, quantity: 1.5 }, 'request-invalid', 'lines[1].quantity'],
    ['no pack', { ...sound, quantity: 0 }, 'request-invalid', 'lines[1].quantity'],
    ['fewer than none', { ...sound, quantity: -1 }, 'request-invalid', 'lines[1].quantity'],
    ['a code read as a quantity', { ...sound, quantity: 3_400_930_000_014 }, 'request-invalid', 'lines[1].quantity'],
    ['no product code', { ...sound, gtin: 'A123' }, 'request-invalid', 'lines[1].gtin'],
    [
      'a wrong check digit',
      { ...sound, gtin: gtin.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)) },
      'check-digit',
      'lines[1].gtin',
    ],
    ['a lot that is none', { ...sound, lot: 'é' }, 'lot-invalid', 'lines[1].lot'],
    ['an empty lot', { ...sound, lot: '  ' }, 'lot-invalid', 'lines[1].lot'],
  ] as const) {
    it(`with ${name} is refused, and names the line`, () => {
      expect(() => report(sound, line)).toThrow(
        expect.objectContaining({ type, details: expect.objectContaining({ field }) }),
      );
      expect([desk.quarantineOf('B1'), events()]).toEqual([null, []]);
    });
  }

  it('too long for one frame to the portal is refused', () => {
    expect(() => report(...Array.from({ length: 501 }, () => sound))).toThrow(
      expect.objectContaining({ type: 'too-large' }),
    );
    report(...Array.from({ length: 500 }, () => ({ gtin, lot: '"'.repeat(20), quantity: 100_000 })));
    expect(Buffer.byteLength(JSON.stringify({ type: 'event', event: events()[0] }))).toBeLessThan(64 * 1024);
  });
});

describe('an alarm', () => {
  it('is kept and told', () => {
    desk.alarm({ code: 'fork', detail: { position: 12 } });
    expect(desk.alarms()).toEqual([
      { id: expect.any(String), code: 'fork', detail: { position: 12 }, at: '2026-11-22T09:30:00.000Z' },
    ]);
    expect(events()).toMatchObject([{ kind: 'alarm', data: { code: 'fork', detail: { position: 12 } } }]);
  });

  it('keeps here what would not fit a frame', () => {
    desk.alarm({ code: 'fork', detail: { theirs: 'x'.repeat(400_000) } });
    expect(JSON.stringify(desk.alarms()).length).toBeGreaterThan(400_000);
    expect(events()[0]?.data).toEqual({ code: 'fork', detail: { keptHere: expect.any(Number) } });
  });
});

describe('a journal head', () => {
  it('is told once', () => {
    for (const count of [1, 1, 2]) desk.journalHead({ count, hash: `h${count}` });
    expect(events().map(({ kind, data }) => [kind, data])).toEqual([
      ['journal-head', { count: 1, hash: 'h1' }],
      ['journal-head', { count: 2, hash: 'h2' }],
    ]);
  });
});

describe('event ids of the stream', () => {
  it('grow across restarts, whatever of a block was used', async () => {
    const first = desk.reserveEventIds(100);
    const second = desk.reserveEventIds(100);
    expect(second).toBeGreaterThanOrEqual(first + 100);
    await desk.close();
    ({ desk } = await bench.open());
    expect(desk.reserveEventIds(1)).toBeGreaterThanOrEqual(second + 100);
  });
});

describe('what happened', () => {
  it('is announced once it is on disk, also where one listener fails', () => {
    const heard: Array<[UpwardEvent, number]> = [];
    desk.outbox.onEvent(() => {
      throw new Error('a listener with a fault');
    });
    const stop = desk.outbox.onEvent((event) => heard.push([event, desk.outbox.lastSeq()]));
    acknowledge(desk, 'B1');
    expect(heard).toMatchObject([[{ seq: 1, kind: 'acknowledged' }, 1]]);
    stop();
    acknowledge(desk, 'B2');
    expect(heard).toHaveLength(1);
  });

  it('is not announced where it was refused', () => {
    const listener = vi.fn();
    desk.outbox.onEvent(listener);
    expect(() => desk.acknowledge({ bulletin: 'B1', revision: 9, currentRevision: 1, operator: 'ML' })).toThrow();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('letting go', () => {
  it('deletes receipted events after 30 days and no others; numbers are not used again', () => {
    for (const bulletin of ['B1', 'B2', 'B3']) acknowledge(desk, bulletin);
    desk.outbox.receipt(1);
    desk.outbox.refused(2, 'unknown bulletin');
    bench.clock.days(29);
    desk.purge();
    expect(events()).toHaveLength(3);
    bench.clock.days(2);
    desk.purge();
    expect(events().map(({ seq }) => seq)).toEqual([2, 3]);
    desk.outbox.receipt(3);
    bench.clock.days(31);
    desk.purge();
    acknowledge(desk, 'B4');
    expect(events().map(({ seq }) => seq)).toEqual([2, 4]);
  });

  it('erases the names of people after the retention, and keeps what they did', async () => {
    await desk.close();
    ({ desk } = await bench.open({ retentionDays: () => 365 }));
    acknowledge(desk, 'B1');
    desk.quarantine({ bulletin: 'B1', revision: 1, operator: 'ML', lines: [] });
    desk.alarm({ code: 'port-taken', detail: {} });
    bench.clock.days(364);
    desk.purge();
    expect(desk.acknowledgements('B1')).toMatchObject([{ operator: 'ML' }]);
    bench.clock.days(2);
    acknowledge(desk, 'B2');
    desk.purge();
    expect(desk.acknowledgements('B1')).toMatchObject([{ operator: '', revision: 1 }]);
    expect(desk.quarantineOf('B1')).toMatchObject({ operator: '', lines: [] });
    expect(desk.acknowledgements('B2')).toMatchObject([{ operator: 'ML' }]);
    expect(desk.alarms()).toEqual([]);
  });
});

describe('how far people are', () => {
  it('a display is kept once, and read back by revision', () => {
    expect(desk.displayed({ bulletin: 'B1', revision: 2 })).toEqual({ revision: 2, at: '2026-11-22T09:30:00.000Z' });
    bench.clock.days(1);
    expect(desk.displayed({ bulletin: 'B1', revision: 2 }).at).toBe('2026-11-22T09:30:00.000Z');
    desk.displayed({ bulletin: 'B1', revision: 1 });
    expect(desk.displays('B1').map(({ revision }) => revision)).toEqual([1, 2]);
    expect(desk.displays('B2')).toEqual([]);
    expect(events()).toHaveLength(2);
  });

  it('is told of every bulletin at once', () => {
    expect([...desk.dealtWith()]).toEqual([]);
    desk.displayed({ bulletin: 'B1', revision: 1 });
    desk.acknowledge({ bulletin: 'B2', revision: 2, currentRevision: 3, operator: 'ML' });
    desk.acknowledge({ bulletin: 'B2', revision: 3, currentRevision: 3, operator: 'ML' });
    desk.displayed({ bulletin: 'B3', revision: 1 });
    desk.acknowledge({ bulletin: 'B3', revision: 2, currentRevision: 2, operator: 'ML' });
    expect(Object.fromEntries(desk.dealtWith())).toEqual({
      B1: { acknowledged: null, first: 1 },
      B2: { acknowledged: 3, first: 2 },
      B3: { acknowledged: 2, first: 1 },
    });
  });
});

describe('names used here', () => {
  const by = (operator: string, bulletin: string) =>
    desk.acknowledge({ bulletin, revision: 1, currentRevision: 1, operator });

  it('come back most recent first, each once, as many as asked for', () => {
    expect(desk.operators(30)).toEqual([]);
    for (const [operator, bulletin] of [
      ['Hélène', 'B1'],
      ['ML', 'B2'],
      ['Hélène', 'B3'],
    ] as const) {
      by(operator, bulletin);
      bench.clock.days(1);
    }
    desk.quarantine({ bulletin: 'B1', revision: 1, operator: 'PG', lines: [] });
    expect(desk.operators(30)).toEqual(['PG', 'Hélène', 'ML']);
    expect(desk.operators(2)).toEqual(['PG', 'Hélène']);
  });

  it('are gone with their retention', () => {
    by('Hélène', 'B1');
    bench.clock.days(6 * 365);
    by('ML', 'B2');
    desk.purge();
    expect(desk.operators(30)).toEqual(['ML']);
    expect(desk.dealtWith().get('B1')).toEqual({ acknowledged: 1, first: 1 });
  });
});
