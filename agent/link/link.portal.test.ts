/** The link and the real register against the real portal: what each side believes of the other, tried rather than assumed. */
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type RunningPortal, startPortal } from '../../portal/portal.ts';
import { openTestStore, type TestStore } from '../../portal/store/store.testkit.ts';
import { systemClock } from '../clock.ts';
import { Desk } from '../desk/desk.ts';
import { Register } from '../register/register.ts';
import { Freshness } from './freshness.ts';
import { recallOf } from './hostile-portal.testkit.ts';
import { IdentityFileStorage, IdentityStore } from './identity.ts';
import { until } from './link.testkit.ts';
import { Link } from './link.ts';
import type { Countersigned } from './upward.ts';

const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
const clock = systemClock;
let dir: string;
let test: TestStore;
let portal: RunningPortal;
let undo: Array<() => Promise<void>>;

async function ask(path: string, body: unknown): Promise<Record<string, unknown>> {
  const answer = await fetch(`${portal.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${portal.keys.operator}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBeLessThan(300);
  return (await answer.json()) as Record<string, unknown>;
}

async function token(): Promise<string> {
  const { id } = await ask('/v1/officines', { name: 'Pharmacie du Pont', territory: 'FR-75' });
  return String((await ask(`/v1/officines/${String(id)}/enrolment-tokens`, {})).token);
}

/** `folder`: of the machine, the test's own unless told. */
async function startLink(enrolmentToken: string, folder = dir) {
  const held: { register: Register | null } = { register: null };
  const freshness = new Freshness({ clock, register: () => held.register });
  const { register } = await Register.open({
    path: join(folder, 'register.db'),
    clock,
    now: () => freshness.time(),
    log,
  });
  held.register = register;
  const { desk } = await Desk.open({ path: join(folder, 'desk.db'), clock, log });
  const identity = await IdentityStore.open(new IdentityFileStorage(folder, clock));
  const countersigned: Countersigned[] = [];
  const settings = {
    portalUrl: portal.url,
    enrolmentToken,
    workstationName: () => 'Comptoir 1',
    proxy: () => null,
    headless: () => false,
    version: '0.1.0',
  };
  const onCountersigned = (head: Countersigned) => countersigned.push(head);
  const link = new Link({
    settings,
    identity,
    register,
    desk,
    freshness,
    onCountersigned,
    log,
    clock,
    random: () => 0.1,
  });
  const stop = async () => {
    await link.close();
    await register.close();
    await desk.close();
  };
  undo.push(stop);
  link.start();
  return { link, register, desk, identity, freshness, countersigned, stop };
}

const publish = (lot: string) => portal.store.feed.publish((_trx, append) => append({ bulletin: recallOf(lot) }));

const startTestPortal = (port = 0) => startPortal({ dataDir: test.dataDir, databaseUrl: test.databaseUrl, port, log });

// One portal for all: to make its database takes longer than all that is tried here.
beforeAll(async () => {
  test = await openTestStore({ onDisk: true });
  await test.store.close();
  portal = await startTestPortal();
});
afterAll(async () => {
  await portal.close();
  await test.dispose();
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vigilot-link-portal-'));
  undo = [];
});
afterEach(async () => {
  for (const stop of undo.reverse()) await stop();
  await rm(dir, { recursive: true, force: true });
});

it('enrols, replays, follows, tells, and is known by the portal to have received', async () => {
  await publish('A1');
  const post = await startLink(await token());
  await until(() => post.freshness.stamp().state === 'live');
  const { position } = post.register.head;
  await until(() => post.identity.enrolment?.officine.territory === 'FR-75');
  await publish('A2');
  await until(() => post.register.head.position === position + 1);
  expect(post.register.bulletins().map(({ reference }) => reference)).toEqual(['R-A1', 'R-A2']);
  post.desk.journalHead({ count: 3, hash: 'j'.repeat(43) });
  post.desk.acknowledge({ bulletin: 'nobody-knows', revision: 1, currentRevision: 1, operator: 'ML' });
  await until(() => post.countersigned.length === 1 && post.desk.outbox.waiting().count === 0);
  expect(post.countersigned[0]).toMatchObject({ count: 3, hash: 'j'.repeat(43) });
  expect(post.desk.outbox.refusedEvents()).toMatchObject([{ reason: 'bulletin-unknown' }]);
  const workstation = post.identity.enrolment?.workstation.id ?? '';
  const positionAt = async () => {
    const row = await portal.store.db
      .selectFrom('workstation')
      .select('position')
      .where('id', '=', workstation)
      .executeTakeFirst();
    return row?.position;
  };
  while ((await positionAt()) !== position + 1) await new Promise((resolve) => setTimeout(resolve, 20));
});

it('survives a restart of both sides, and goes on where it was', async () => {
  const enrolmentToken = await token();
  const first = await startLink(enrolmentToken);
  await until(() => first.freshness.stamp().state === 'live');
  await first.stop();
  undo.pop();
  await publish('A3');
  const port = Number(new URL(portal.url).port);
  await portal.close();
  portal = await startTestPortal(port);
  const second = await startLink(enrolmentToken);
  expect(second.freshness.stamp().state).toBe('stale');
  await until(
    () =>
      second.freshness.stamp().state === 'live' && second.register.head.position === first.register.head.position + 1,
  );
  expect(second.identity.enrolment).toEqual({
    ...first.identity.enrolment,
    officine: second.identity.enrolment?.officine,
  });
  await until(() => second.link.status().state === 'connected');
});

it('is revoked by a signed notice, and stays so', async () => {
  const post = await startLink(await token());
  await until(() => post.freshness.stamp().state === 'live');
  const { id: workstation = '' } = post.identity.enrolment?.workstation ?? {};
  await ask(`/v1/workstations/${workstation}/revocation`, { reason: 'Poste volé' });
  await until(() => post.link.status().state === 'revoked');
  expect(post.freshness.stamp().state).toBe('unsynced');
});

it('copied onto a second machine: both hold the recalls, and the portal sees that there are two', async () => {
  await publish('A4');
  const enrolmentToken = await token();
  const before = await startLink(enrolmentToken);
  await until(() => before.freshness.stamp().state === 'live');
  const workstation = before.identity.enrolment?.workstation.id ?? '';
  await before.stop();
  undo.pop();
  const copied = `${dir}-copied`;
  await cp(dir, copied, { recursive: true });
  undo.push(() => rm(copied, { recursive: true, force: true }));
  const alarms = () =>
    portal.store.db.selectFrom('alarm').select('code').where('workstation', '=', workstation).execute();
  const own = await startLink(enrolmentToken);
  await until(() => own.freshness.stamp().state === 'live');
  const clone = await startLink(enrolmentToken, copied);
  await until(() => clone.freshness.stamp().state === 'live');
  while ((await alarms()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await alarms()).toEqual([{ code: 'workstation-twice' }]);
  await until(() => own.link.status().state === 'refused');
  for (const { register } of [own, clone]) {
    expect(register.bulletins().map(({ reference }) => reference)).toContain('R-A4');
  }
});
