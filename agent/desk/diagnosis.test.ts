import { readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { diagnose } from '../diagnosis.ts';
import { acknowledge, Bench } from './desk.testkit.ts';
import type { Desk } from './desk.ts';
import { deskSteps } from './diagnosis.ts';

let bench: Bench;
let desk: Desk;
beforeEach(async () => {
  bench = new Bench();
  ({ desk } = await bench.open());
});
afterEach(() => bench.remove());

const look = async (language: 'fr' | 'en' = 'fr') => {
  const steps = await diagnose(deskSteps({ desk, zone: 'Europe/Paris', wall: bench.clock.wall }), language);
  const found = (id: string) => {
    const step = steps.find((one) => one.id === id);
    return { ...step, finding: step?.finding.replaceAll(/[\u00a0\u202f]/g, ' ') };
  };
  return { outbox: found('outbox'), refused: found('refused-events'), alarms: found('alarms') };
};

it('is well where nothing waits and nothing went wrong', async () => {
  const { outbox, refused, alarms } = await look();
  expect([outbox, refused, alarms].map(({ state, advice }) => [state, advice])).toEqual(Array(3).fill(['ok', null]));
});

it('says what waits, and worries with its age', async () => {
  acknowledge(desk, 'B1');
  acknowledge(desk, 'B2');
  expect((await look()).outbox).toMatchObject({ state: 'ok', finding: expect.stringMatching(/^En attente : 2/) });
  bench.clock.now += 16 * 60_000;
  expect((await look()).outbox).toMatchObject({ state: 'warning', finding: expect.stringContaining('16 minutes') });
  bench.clock.days(2);
  expect((await look()).outbox).toMatchObject({ state: 'failed', finding: expect.stringContaining('2 jours') });
});

it('says it of an outbox that nobody has emptied for years', async () => {
  for (let n = 0; n < 40; n++) acknowledge(desk, `B${n}`);
  bench.clock.days(900);
  expect((await look('en')).outbox).toMatchObject({
    state: 'failed',
    finding: 'Waiting: 40, for 900 days at most. Sending goes on by itself.',
  });
});

it('tells the portal’s reason for the last refusal', async () => {
  acknowledge(desk, 'B1');
  acknowledge(desk, 'B2');
  desk.outbox.refused(1, 'unknown bulletin');
  desk.outbox.refused(2, 'too old');
  expect((await look()).refused).toMatchObject({
    state: 'warning',
    finding: 'Refusés : 2. Le dernier (acknowledged, 22 novembre 2026 à 10:30) : too old',
  });
});

it('tells the alarms of the last seven days in words, and lets the older ones be', async () => {
  desk.alarm({ code: 'feed-fork', detail: { position: 7 } });
  // Of the same moment no order is kept.
  bench.clock.now += 1_000;
  desk.alarm({ code: 'of-a-newer-version', detail: {} });
  expect((await look()).alarms).toMatchObject({
    state: 'warning',
    finding: 'Depuis sept jours : 2. La dernière (22 novembre 2026 à 10:30) : of-a-newer-version',
  });
  bench.clock.days(8);
  expect((await look()).alarms).toMatchObject({ state: 'ok', finding: 'Aucune depuis sept jours (2 plus anciennes).' });
});

it('says that the desk cannot be read, each step for itself', async () => {
  acknowledge(desk, 'B1');
  await desk.close();
  writeFileSync(bench.path, readFileSync(bench.path).fill(7, 4096));
  ({ desk } = await bench.open());
  // Restored from its backup: an alarm, and the acknowledgement is still there to be sent.
  const { outbox, alarms } = await look();
  expect(outbox.finding).toMatch(/^En attente : [12]/);
  expect(alarms).toMatchObject({ state: 'warning', finding: expect.stringContaining('rétabli depuis sa sauvegarde') });
  await desk.close();
  const closed = await look();
  expect([closed.outbox, closed.refused].map(({ state }) => state)).toEqual(['failed', 'failed']);
  expect(closed.alarms.state).not.toBe('failed');
});
