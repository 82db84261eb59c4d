import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { SUBPROTOCOL } from '../protocol/frames.ts';
import { AccessFileError } from './access-file.ts';
import { enrolmentBody, newKey } from './enrolment/workstation.testkit.ts';
import { type RunningPortal, startPortal } from './portal.ts';
import { DataDirectoryHeld, lockDirectory } from './store/lock.ts';
import { newTestPlace, seedEmbedded, type TestPlace } from './store/store.testkit.ts';
import { bulletinBody } from './workflow/drafts.testkit.ts';

const log = pino({ level: 'silent' });
let test: TestPlace;
let dataDir: string;
let running: RunningPortal[];

const start = async (port = 0) => {
  const portal = await startPortal({ dataDir, port, databaseUrl: test.databaseUrl, log });
  running.push(portal);
  return portal;
};
const file = () => JSON.parse(readFileSync(join(dataDir, 'portal.json'), 'utf8'));

async function call(portal: RunningPortal, key: string, route: string, body?: unknown) {
  const [method = 'GET', path = '/'] = route.split(' ');
  const answer = await fetch(`${portal.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  return { status: answer.status, body: (await answer.json()) as any };
}

beforeEach(async () => {
  running = [];
  test = await newTestPlace();
  dataDir = test.dataDir;
});
afterEach(async () => {
  for (const portal of running) await portal.close();
  await test.dispose();
});

describe('a portal', () => {
  it('writes portal.json for its owner alone, listens on loopback, and answers with the keys in it', async () => {
    const portal = await start();
    expect(file()).toEqual({ url: portal.url, keys: portal.keys });
    expect(statSync(join(dataDir, 'portal.json')).mode & 0o777).toBe(0o600);
    expect(portal.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(new Set(Object.values(portal.keys)).size).toBe(3);
    const made = await call(portal, portal.keys.lab, 'POST /v1/bulletins', bulletinBody());
    expect(made.status).toBe(201);
    expect((await call(portal, portal.keys.operator, 'POST /v1/bulletins', bulletinBody())).status).toBe(403);
    expect((await call(portal, 'nobody', 'GET /v1/bulletins')).status).toBe(401);
    const health = await fetch(`${portal.url}/v1/health`).then((answer) => answer.json());
    expect(health).toMatchObject({ status: 'ok', feed: portal.store.info.feed, position: 1 });
  });

  it('finds everything again after a restart: keys, bulletins, officines, tokens, the feed', async () => {
    const first = await start();
    const { lab, authority, operator } = first.keys;
    const { id } = (await call(first, lab, 'POST /v1/bulletins', bulletinBody())).body;
    await call(first, lab, `POST /v1/bulletins/${id}/submit`);
    await call(first, authority, `POST /v1/bulletins/${id}/validate`);
    await call(first, lab, `POST /v1/bulletins/${id}/messages`, { text: 'Urgent' });
    const officine = (await call(first, operator, 'POST /v1/officines', { name: 'Pharmacie' })).body;
    const { token } = (await call(first, operator, `POST /v1/officines/${officine.id}/enrolment-tokens`, {})).body;
    const seen = async (portal: RunningPortal) => ({
      bulletin: (await call(portal, lab, `GET /v1/bulletins/${id}`)).body,
      messages: (await call(portal, lab, `GET /v1/bulletins/${id}/messages`)).body,
      officine: (await call(portal, operator, `GET /v1/officines/${officine.id}`)).body,
      tracking: (await call(portal, operator, `GET /v1/bulletins/${id}/tracking`)).body,
      entries: await portal.store.feed.entries(0, 10),
    });
    const before = await seen(first);
    expect(before.entries).toHaveLength(2);
    await first.close();
    const second = await start();
    expect(second.keys).toEqual(first.keys);
    expect(file().url).toBe(second.url);
    expect(await seen(second)).toEqual(before);
    expect((await call(second, authority, `POST /v1/bulletins/${id}/validate`)).status).toBe(200);
    expect(await second.store.feed.entries(0, 10)).toHaveLength(2);
    expect((await call(second, token, 'POST /v1/enrolments', await enrolmentBody(await newKey(), token))).status).toBe(
      201,
    );
  });

  it('serves the feed on the same port', async () => {
    const portal = await start();
    const socket = new WebSocket(`${portal.url.replace('http', 'ws')}/v1/feed`, SUBPROTOCOL);
    const first = await new Promise((resolve, reject) => {
      socket.once('message', (data) => resolve(JSON.parse(String(data))));
      socket.once('error', reject);
    });
    expect(first).toMatchObject({ type: 'challenge', feed: portal.store.info.feed, portal: portal.store.info.portal });
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await portal.close();
    await closed;
  });

  it('refuses a portal.json that it cannot read, rather than making new keys, and leaves nothing open', async () => {
    for (const text of ['', '{"url":"x"}', '{"url":"x","keys":{"lab":"a","authority":"b","operator":"c"}}']) {
      writeFileSync(join(dataDir, 'portal.json'), text);
      await expect(start()).rejects.toThrow(AccessFileError);
      expect(readFileSync(join(dataDir, 'portal.json'), 'utf8')).toBe(text);
    }
    rmSync(join(dataDir, 'portal.json'));
    mkdirSync(join(dataDir, 'portal.json'));
    await expect(start()).rejects.toThrow(AccessFileError);
    rmSync(join(dataDir, 'portal.json'), { recursive: true });
    await expect(start()).resolves.toBeDefined();
  });

  it('says who holds the port, and frees the data directory again', async () => {
    const portal = await start();
    const other = mkdtempSync(join(tmpdir(), 'vigilot-portal-'));
    try {
      const port = Number(new URL(portal.url).port);
      await portal.close();
      const holder = await start(port);
      expect(holder.url).toBe(portal.url);
      if (test.databaseUrl === undefined) await expect(start()).rejects.toThrow(DataDirectoryHeld);
      await seedEmbedded(other);
      await expect(startPortal({ dataDir: other, port, log })).rejects.toMatchObject({ code: 'EADDRINUSE' });
      lockDirectory(other).release();
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it('closes once, however often it is told', async () => {
    const portal = await start();
    await Promise.all([portal.close(), portal.close()]);
    await portal.close();
  });
});
