import { sql } from 'kysely';
import { pino } from 'pino';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { openTestApp, type TestApp } from '../api/app.testkit.ts';
import { enrol, publishBulletin } from '../gateway/gateway.testkit.ts';
import { scene } from '../gateway/scene.testkit.ts';
import { measure, portalMetrics, startMetrics } from './metrics.ts';
import { Readiness } from './readiness.ts';

const metricsKey = 'key-of-metrics-0123';
let lines: Array<Record<string, unknown>>;
beforeEach(() => {
  lines = [];
});
async function opened(): Promise<TestApp> {
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(JSON.parse(line)) });
  const test = await openTestApp({ log, metricsKey });
  onTestFinished(() => test.dispose());
  return test;
}

describe('GET /v1/ready', () => {
  it('is 200 while everything is there, and 503 with what is not', async () => {
    const { call, store } = await opened();
    const ok = { database: 'ok', migrations: 'ok', feed: 'ok', service: 'ok' };
    expect(await call(null, 'GET /v1/ready')).toMatchObject({ status: 200, body: { ready: true, checks: ok } });
    await store.feed.beginRecovery(9);
    const recovering = { ready: false, checks: { ...ok, feed: 'recovering' } };
    expect(await call(null, 'GET /v1/ready')).toMatchObject({ status: 503, body: recovering });
    // The proxy of the workstations must let them come: they bring what is missing.
    expect(await call(null, 'GET /v1/ready?recovering=accept')).toMatchObject({ status: 200 });
    await store.feed.endRecovery();
    await sql`update kysely_migration set name = 'x' || name where name = '0006-operation'`.execute(store.db);
    expect(await call(null, 'GET /v1/ready?recovering=accept')).toMatchObject({
      status: 503,
      body: { checks: { ...ok, migrations: 'behind' } },
    });
    await sql`update kysely_migration set name = '0006-operation' where name = 'x0006-operation'`.execute(store.db);
    expect((await call(null, 'GET /v1/ready?recovering=yes')).status).toBe(400);
  });

  it('says that the portal is draining, and that the database does not answer', async () => {
    const { store } = await opened();
    const readiness = new Readiness(store);
    readiness.drain();
    expect(await readiness.check()).toMatchObject({ ready: false, checks: { service: 'draining', database: 'ok' } });
    const broken = new Readiness({ db: store.db.withSchema('nowhere') });
    expect(await broken.check()).toEqual({
      ready: false,
      checks: { database: 'unreachable', migrations: 'unknown', feed: 'unknown', service: 'ok' },
    });
  });
});

describe('GET /metrics', () => {
  it('opens to its own key alone, and without one does not exist', async () => {
    const { call } = await opened();
    expect((await call(null, 'GET /metrics')).status).toBe(401);
    for (const who of ['lab', 'authority', 'operator'] as const)
      expect((await call(who, 'GET /metrics')).status).toBe(401);
    expect((await call({ token: metricsKey }, 'GET /v1/bulletins')).status).toBe(401);
    const page = await call({ token: metricsKey }, 'GET /metrics');
    expect(page).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    });
    expect(page.body).toContain('vigilot_http_requests_total{method="GET",route="/metrics",status="401"} 4\n');
    const shut = await openTestApp();
    onTestFinished(() => shut.dispose());
    expect((await shut.call('operator', 'GET /metrics')).status).toBe(404);
  });

  it('gives every figure of the table, as the database and the gateway have it', async () => {
    const set = await scene();
    const metrics = startMetrics();
    measure(metrics, { store: set.store, gateway: set.gateway, readiness: new Readiness(set.store) });
    const link = set.connect();
    await link.next('tip');
    const { id } = await publishBulletin(set.store);
    await link.next('entry');
    link.event({
      seq: 1,
      id: 'E1',
      kind: 'acknowledged',
      at: new Date().toISOString(),
      bulletin: id,
      revision: 1,
      data: { operator: 'OP1' },
    });
    await link.next('receipt');
    link.event({
      seq: 2,
      id: 'E2',
      kind: 'acknowledged',
      at: new Date().toISOString(),
      bulletin: 'unknown',
      revision: 1,
      data: { operator: 'OP1' },
    });
    await link.next('refused');
    await set.store.db
      .insertInto('alarm')
      .values({ id: 'A', at: new Date(), code: 'feed-fork', detail: '{}' })
      .execute();
    await set.store.db
      .updateTable('feed_head')
      .set({ restored_at: new Date(0) })
      .execute();
    await set.store.db.updateTable('workstation').set({ last_seen_at: new Date() }).execute();
    await enrol(set.store);
    const page = await metrics.text((name, error) => {
      throw new Error(name, { cause: error });
    });
    for (const line of [
      'vigilot_ready 1',
      'vigilot_recovering 0',
      'vigilot_feed_position 2',
      'vigilot_links{state="live"} 1',
      'vigilot_links_accepted_total 1',
      'vigilot_bulletins_published_total 1',
      'vigilot_events_total{result="recorded"} 1',
      'vigilot_events_total{result="refused"} 1',
      'vigilot_event_batch_seconds_count 2',
      'vigilot_outreach_due 0',
      'vigilot_alarms_total{code="feed-fork"} 1',
      'vigilot_restore_workstations{heard="no"} 1',
    ]) {
      expect(page.split('\n')).toContain(line);
    }
    // Those of senders and of the HTTP interface are told elsewhere.
    const told = ['vigilot_messages_total', 'vigilot_http_requests_total', 'vigilot_http_request_seconds'];
    for (const name of Object.keys(portalMetrics)) {
      expect([name, page.includes(`# TYPE ${name} `)]).toEqual([name, !told.includes(name)]);
    }
  });
});

describe('the log of requests', () => {
  it('says who, what and how it ended, and holds no secret and no person', async () => {
    const { call, app } = await opened();
    const officine = { name: 'Pharmacie Secrète', phone: '0102030405', email: 'titulaire@pharmacie.example' };
    const { id } = (await call('operator', 'POST /v1/officines', officine)).body;
    const { token } = (await call('operator', `POST /v1/officines/${id}/enrolment-tokens`, {})).body;
    await call('operator', `GET /v1/officines/${id}?search=${officine.email}`);
    await call('operator', `GET /v1/officines?search=${officine.phone}`);
    await call({ token: 'wrong-secret-key' }, 'GET /v1/bulletins');
    await call(null, `GET /v1/officines/${officine.email}`);
    await call(null, 'GET /r/one-time-secret-of-a-link');
    await call(null, 'GET /nowhere/secret-path?secret=query');
    await call(null, 'POST /v1/session/codes', { email: officine.email });
    await app.inject({
      url: '/v1/bulletins',
      headers: { cookie: 'vigilot_portal=secret-session', 'x-request-id': 'of-the-caller' },
    });
    const said = JSON.stringify(lines);
    const requests = lines.filter(({ msg }) => msg === 'request');
    expect(requests).toHaveLength(10);
    expect(requests[0]).toMatchObject({
      level: 30,
      method: 'POST',
      route: '/v1/officines',
      status: 201,
      role: 'operator',
      request: expect.stringMatching(/^[0-9A-Z]{26}$/),
    });
    expect(requests[2]).toMatchObject({ method: 'GET', route: '/v1/officines/:id', id });
    for (const secret of [
      token,
      'Secrète',
      '0102030405',
      'titulaire',
      'wrong-secret-key',
      'one-time-secret',
      'secret-path',
      'secret=query',
      'secret-session',
      'key-of-operator',
      'of-the-caller',
      '127.0.0.1',
    ]) {
      expect([secret, said.includes(secret)]).toEqual([secret, false]);
    }
  });
});
