import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openTestStore } from '../store/store.testkit.ts';
import { EventWriter } from './event-writer.ts';
import { CloneDetected, SequenceGap } from './events.ts';
import { enrol, publishBulletin } from './gateway.testkit.ts';

async function desk(count: number) {
  const made = await openTestStore();
  onTestFinished(() => made.dispose());
  const { store } = made;
  const { id: bulletin } = await publishBulletin(store);
  const senders: Array<{ workstation: string; headless: boolean }> = [];
  for (let n = 0; n < count; n += 1) senders.push({ workstation: (await enrol(store)).id, headless: false });
  const writer = new EventWriter(store);
  const batches: number[] = [];
  writer.onBatch = (outcomes) => batches.push(outcomes.length);
  const event = (seq: number, more: object = {}) => ({
    seq,
    id: `E${seq}`,
    kind: 'acknowledged',
    at: '2026-11-22T09:30:00.000Z',
    bulletin,
    revision: 1,
    data: { operator: 'OP1' },
    ...more,
  });
  const stored = () =>
    store.db
      .selectFrom('workstation_event')
      .select(['workstation', 'seq'])
      .orderBy('workstation')
      .orderBy('seq')
      .execute();
  return { store, senders, writer, batches, event, stored };
}

describe('events of many workstations', () => {
  test('share transactions: those that come while one is written go together', async () => {
    const { senders, writer, batches, event, stored } = await desk(20);
    const answers = await Promise.all(senders.map((sender) => writer.record(sender, [event(1), event(2)])));
    for (const each of answers) expect(each).toEqual([1, 2].map((seq) => ({ type: 'receipt', seq })));
    expect(batches).toEqual([1, 19]);
    expect(await stored()).toHaveLength(40);
  });

  test('a clone, a gap and a refusal among them cost the others nothing', async () => {
    const { senders, writer, event, stored, store } = await desk(5);
    const [first, clone, gap, refused, good] = senders;
    if (!first || !clone || !gap || !refused || !good) throw new Error('five');
    await writer.record(clone, [event(1)]);
    const [, cloned, skipped, answers, fine] = await Promise.allSettled([
      writer.record(first, [event(1)]),
      writer.record(clone, [event(2), event(1, { data: { operator: 'OP2' } })]),
      writer.record(gap, [event(1), event(3)]),
      writer.record(refused, [event(1, { data: {} }), event(2)]),
      writer.record(good, [event(1)]),
    ]);
    expect(cloned).toMatchObject({ status: 'rejected', reason: expect.any(CloneDetected) });
    expect(skipped).toMatchObject({ status: 'rejected', reason: expect.any(SequenceGap) });
    expect(answers).toMatchObject({
      value: [
        { type: 'refused', seq: 1, reason: 'data' },
        { type: 'receipt', seq: 2 },
      ],
    });
    expect(fine).toMatchObject({ status: 'fulfilled' });
    const counts = Map.groupBy(await stored(), ({ workstation }) => workstation);
    expect([first, clone, gap, refused, good].map(({ workstation }) => counts.get(workstation)?.length ?? 0)).toEqual([
      1, 1, 0, 1, 1,
    ]);
    const last = await store.db.selectFrom('workstation').select(['id', 'last_event_seq']).execute();
    expect(new Map(last.map((row) => [row.id, row.last_event_seq]))).toEqual(
      new Map([
        [first.workstation, 1],
        [clone.workstation, 1],
        [gap.workstation, 0],
        [refused.workstation, 2],
        [good.workstation, 1],
      ]),
    );
  });

  test('two links of one workstation in one batch: the same number once, the same answer twice', async () => {
    const { senders, writer, event, stored } = await desk(2);
    const [busy, twice] = senders;
    if (!busy || !twice) throw new Error('two');
    const answers = await Promise.all([
      writer.record(busy, [event(1)]),
      writer.record(twice, [event(1), event(2)]),
      writer.record(twice, [event(2), event(3, { id: 'E1' })]),
    ]);
    expect(answers.slice(1)).toEqual([
      [1, 2].map((seq) => ({ type: 'receipt', seq })),
      [2, 3].map((seq) => ({ type: 'receipt', seq })),
    ]);
    expect((await stored()).filter(({ workstation }) => workstation === twice.workstation)).toHaveLength(2);
  });

  test('what the database cannot take is set aside alone, and the rest is recorded', async () => {
    const { senders, writer, event, stored, store } = await desk(6);
    await sql`alter table workstation_event add constraint odd check (id <> 'E-ODD')`.execute(store.db);
    const answers = await Promise.all(
      senders.map((sender, index) =>
        writer.record(sender, index === 3 ? [event(1), event(2, { id: 'E-ODD' })] : [event(1)]),
      ),
    );
    expect(answers[3]).toEqual([
      { type: 'receipt', seq: 1 },
      { type: 'refused', seq: 2, reason: 'store' },
    ]);
    expect(await stored()).toHaveLength(6);
  });

  test('a database that fails fails those of the batch, and the next is taken', async () => {
    const { senders, writer, event, stored, store } = await desk(2);
    const [one, other] = senders;
    if (!one || !other) throw new Error('two');
    await sql`alter table workstation_event rename to workstation_event_away`.execute(store.db);
    await expect(writer.record(one, [event(1)])).rejects.toThrow('workstation_event');
    await sql`alter table workstation_event_away rename to workstation_event`.execute(store.db);
    expect(await writer.record(one, [event(1)])).toEqual([{ type: 'receipt', seq: 1 }]);
    expect(await writer.record(other, [event(1)])).toHaveLength(1);
    expect(await stored()).toHaveLength(2);
  });
});
