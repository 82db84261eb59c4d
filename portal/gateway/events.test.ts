import { describe, expect, test } from 'vitest';
import { typ, verify } from '../../protocol/envelope.ts';
import { eventually, publishBulletin } from './gateway.testkit.ts';
import { scene } from './scene.testkit.ts';

const at = '2026-11-22T09:30:00.000Z';

async function withBulletin(o: Parameters<typeof scene>[0] = {}) {
  const set = await scene(o);
  const { id: bulletin } = await publishBulletin(set.store);
  const acknowledged = (seq: number, id = `E${seq}`, operator = 'OP1') => ({
    seq,
    id,
    kind: 'acknowledged',
    at,
    bulletin,
    revision: 1,
    data: { operator },
  });
  const stored = () => set.store.db.selectFrom('workstation_event').selectAll().orderBy('seq').execute();
  const refused = () => set.store.db.selectFrom('event_refused').selectAll().orderBy('seq').execute();
  return { ...set, bulletin, acknowledged, stored, refused };
}

describe('upward events', () => {
  test('each kind is recorded under the workstation of the connection, and receipted', async () => {
    const { connect, bulletin, stored, workstation } = await withBulletin();
    const link = connect();
    await link.next('tip');
    const about = { at, bulletin, revision: 1 };
    const lines = [{ gtin: '03400930000014', lot: 'A123', quantity: 2 }];
    link.event({ seq: 1, id: 'D', kind: 'displayed', ...about, data: {}, workstation: 'somebody-else' });
    link.event({ seq: 2, id: 'A', kind: 'acknowledged', ...about, data: { operator: 'OP1' } });
    link.event({ seq: 3, id: 'R', kind: 'reported', ...about, data: { operator: 'OP1', lines } });
    link.event({ seq: 4, id: 'S', kind: 'shortage', at, data: { gtin: '03400930000014', operator: 'OP1' } });
    for (const seq of [1, 2, 3, 4]) expect(await link.next('receipt')).toEqual({ type: 'receipt', seq });
    const rows = await stored();
    expect(rows.map((row) => [row.workstation, row.seq, row.id, row.kind])).toEqual([
      [workstation.id, 1, 'D', 'displayed'],
      [workstation.id, 2, 'A', 'acknowledged'],
      [workstation.id, 3, 'R', 'reported'],
      [workstation.id, 4, 'S', 'shortage'],
    ]);
    expect(rows[2]?.data).toEqual({ operator: 'OP1', lines });
    expect(rows[2]?.at.toISOString()).toBe(at);
  });

  test('sent again on the next connection they are counted once, and hello says where to go on', async () => {
    const { connect, acknowledged, stored } = await withBulletin();
    const first = connect();
    await first.next('tip');
    first.event(acknowledged(1));
    await first.next('receipt');
    await first.close();
    const second = connect();
    expect((await second.next('welcome')).lastEvent).toBe(1);
    second.event(acknowledged(1));
    expect(await second.next('receipt')).toEqual({ type: 'receipt', seq: 1 });
    // A desk restored from a backup sends the same event under a new number.
    second.event(acknowledged(2, 'E1'));
    expect(await second.next('receipt')).toEqual({ type: 'receipt', seq: 2 });
    second.event(acknowledged(3));
    expect(await second.next('receipt')).toEqual({ type: 'receipt', seq: 3 });
    expect((await stored()).map((row) => row.seq)).toEqual([1, 3]);
  });

  test('a bad one is set aside with its reason, on both sides, and the next goes on', async () => {
    const { connect, acknowledged, bulletin, stored, refused } = await withBulletin();
    const link = connect({ hello: { headless: true } });
    await link.next('tip');
    const bad: Array<[string, object]> = [
      ['schema', { seq: 1 }],
      ['schema', { ...acknowledged(2), kind: 'something-else' }],
      ['schema', { ...acknowledged(3), data: { operator: 'OP\0' } }],
      ['schema', { ...acknowledged(4), id: 'half \ud83d' }],
      ['moment', { ...acknowledged(5), at: 'yesterday' }],
      ['moment', { ...acknowledged(6), at: '2026-02-31T25:00:00Z' }],
      ['data', acknowledged(7, 'E7', '')],
      ['bulletin-unknown', { ...acknowledged(8), bulletin: 'NOT-OURS' }],
      ['bulletin-unknown', { ...acknowledged(9), revision: 2 }],
      ['bulletin-missing', { ...acknowledged(10), bulletin: undefined }],
      ['schema', { ...acknowledged(11), revision: 2 ** 31 }],
      ['headless', { ...acknowledged(12), kind: 'displayed', bulletin }],
      ['data', { ...acknowledged(13), kind: 'reported', data: { operator: 'OP1', lines: [{ gtin: 'x' }] } }],
    ];
    for (const [, event] of bad) link.event(event);
    link.event(acknowledged(bad.length + 1));
    for (const [index, [reason]] of bad.entries()) {
      expect(await link.next('refused')).toEqual({ type: 'refused', seq: index + 1, reason });
    }
    expect(await link.next('receipt')).toEqual({ type: 'receipt', seq: bad.length + 1 });
    expect((await stored()).map((row) => row.seq)).toEqual([bad.length + 1]);
    expect((await refused()).map((row) => row.reason)).toEqual(bad.map(([reason]) => reason));
    // Asked again, the answer is the same.
    link.event(bad[6]?.[1] ?? {});
    expect(await link.next('refused')).toEqual({ type: 'refused', seq: 7, reason: 'data' });
  });

  test('the same number with other content is a clone', async () => {
    const { connect, acknowledged, alarms, stored } = await withBulletin();
    const link = connect();
    await link.next('tip');
    link.event(acknowledged(1));
    await link.next('receipt');
    link.event(acknowledged(1, 'E1', 'OP2'));
    expect((await link.next('bye')).reason).toBe('clone');
    expect(await alarms()).toEqual(['workstation-clone']);
    expect((await stored())[0]?.data).toEqual({ operator: 'OP1' });
  });

  test('a number that is skipped closes the connection, and nothing is recorded', async () => {
    const { connect, acknowledged, stored } = await withBulletin();
    const link = connect();
    await link.next('tip');
    link.event(acknowledged(2));
    expect((await link.next('bye')).reason).toBe('event-gap');
    expect(await stored()).toEqual([]);
  });

  test('no receipt before the commit', async () => {
    const { store, connect, acknowledged, stored } = await withBulletin();
    const link = connect();
    await link.next('tip');
    const seenAtReceipt: number[] = [];
    link.socket.on('message', (data) => {
      if (String(data).includes('"receipt"')) void stored().then((rows) => seenAtReceipt.push(rows.length));
    });
    // The commit is held up; whoever answers before it ends has not waited for it.
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const transaction = store.db.transaction.bind(store.db);
    let committed = false;
    store.db.transaction = () => {
      const builder = transaction();
      const execute = builder.execute.bind(builder);
      builder.execute = async (work) => {
        const value = await execute(async (trx) => {
          const inner = await work(trx);
          await held;
          return inner;
        });
        committed = true;
        return value;
      };
      return builder;
    };
    link.event(acknowledged(1));
    link.send({ type: 'ping' });
    await link.next('pong');
    expect(link.seen.some((frame) => frame.type === 'receipt')).toBe(false);
    release();
    await link.next('receipt');
    expect(committed).toBe(true);
    await eventually(
      async () => seenAtReceipt,
      (counts) => counts.length === 1,
    );
    expect(seenAtReceipt).toEqual([1]);
  });

  test('a head of the journal comes back countersigned by the tip key, the same each time; a rewritten one is an alarm', async () => {
    const { store, connect, workstation, alarms } = await withBulletin();
    const link = connect();
    await link.next('tip');
    const head = (seq: number, hash: string) => ({
      seq,
      id: `J${seq}`,
      kind: 'journal-head',
      at,
      data: { count: 10, hash },
    });
    link.event(head(1, 'hash-of-row-10'));
    const { countersignature = '' } = await link.next('receipt');
    const tipKey = workstation.head.ring.current().find((key) => key.use === 'tip');
    if (tipKey === undefined) throw new Error('no tip key');
    expect(await verify(countersignature, typ.journal, tipKey.jwk)).toMatchObject({
      feed: store.info.feed,
      workstation: workstation.id,
      count: 10,
      hash: 'hash-of-row-10',
    });
    link.event(head(1, 'hash-of-row-10'));
    expect((await link.next('receipt')).countersignature).toBe(countersignature);
    link.event(head(2, 'another-hash-of-row-10'));
    await link.next('receipt');
    expect(await alarms()).toEqual(['journal-rewritten']);
  });

  test('an alarm of the workstation stands among the portal’s', async () => {
    const { connect, alarms } = await withBulletin();
    const link = connect();
    await link.next('tip');
    link.event({
      seq: 1,
      id: 'X',
      kind: 'alarm',
      at,
      data: { code: 'register-corrupt', detail: { file: 'register.db' } },
    });
    await link.next('receipt');
    expect(await alarms()).toEqual(['register-corrupt']);
  });

  test('a thousand in one go are all counted, in order', async () => {
    const { connect, acknowledged, stored } = await withBulletin();
    const link = connect();
    await link.next('tip');
    const count = 1_000;
    for (let seq = 1; seq <= count; seq += 1) link.event(acknowledged(seq));
    for (let seq = 1; seq <= count; seq += 1) expect((await link.next('receipt')).seq).toBe(seq);
    expect(await stored()).toHaveLength(count);
  });
});
