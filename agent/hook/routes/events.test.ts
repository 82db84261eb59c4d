import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { recallBulletin } from '../../verdict/verdict.testkit.ts';
import { Announcer } from '../announce.ts';
import { type AgentConnection, proveAgent } from '../client.ts';
import { startTestHook, type TestHook } from '../hook.testkit.ts';

const GTIN = '03400930000014';

interface Told {
  readonly id: number;
  readonly event: string;
  readonly data: Record<string, unknown>;
}

/** Reads a stream event by event. */
class Listener {
  readonly #stream: IncomingMessage;
  #text = '';
  #notify = () => {};

  constructor(stream: IncomingMessage) {
    this.#stream = stream;
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      this.#text += chunk;
      this.#notify();
    });
    stream.on('close', () => this.#notify());
    stream.on('error', () => this.#notify());
  }

  get told(): Told[] {
    return [...this.#text.matchAll(/id: (\d+)\nevent: (\w+)\ndata: (.*)\n\n/g)].map(([, id, event, data]) => ({
      id: Number(id),
      event: event ?? '',
      data: JSON.parse(data ?? ''),
    }));
  }

  async until(done: (told: Told[]) => boolean): Promise<Told[]> {
    while (!done(this.told) && !this.#stream.destroyed) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    return this.told;
  }

  async ended(): Promise<void> {
    if (!this.#stream.destroyed) await new Promise((resolve) => this.#stream.once('close', resolve));
  }

  close(): void {
    this.#stream.destroy();
  }
}

let test: TestHook;
let till: AgentConnection;
const listeners: Listener[] = [];

beforeEach(async () => {
  test = await startTestHook();
  till = await proveAgent(test.dataDir, { role: 'till' });
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  till.close();
  await test.close();
});

async function listen(lastEventId?: number | string): Promise<Listener> {
  const headers: Record<string, string> = lastEventId === undefined ? {} : { 'Last-Event-ID': String(lastEventId) };
  const stream = await till.stream('/v1/events', { headers });
  expect(stream.statusCode).toBe(200);
  expect(stream.headers['content-type']).toBe('text/event-stream; charset=utf-8');
  expect(stream.headers['cache-control']).toBe('no-store');
  const listener = new Listener(stream);
  listeners.push(listener);
  return listener;
}

const check = (lot: string) => till.call('POST', '/v1/checks', { body: { gtin: GTIN, lot, serial: 'SERIAL7' } });

describe('GET /v1/events', () => {
  it('tells each check without its serial', async () => {
    const listener = await listen();
    const answer = (await check('A1')).json<{ pack: { serial: string } }>();
    const [told] = await listener.until((all) => all.length === 1);
    const { serial, ...pack } = answer.pack;
    expect(serial).toBe('SERIAL7');
    expect(told).toEqual({ id: expect.any(Number), event: 'check', data: { ...answer, pack } });
  });

  it('tells a bulletin with the number of earlier checks, and the feed once a state', async () => {
    await check('A1');
    await check('A2');
    const listener = await listen();
    const announcer = new Announcer(test);
    test.register.publish(recallBulletin([{ gtin: GTIN, lots: [{ lot: 'A1' }] }], { id: 'B1', attention: 'notify' }));
    await announcer.bulletinChanged('B1');
    announcer.feedChanged(test.world.feed);
    announcer.feedChanged({ ...test.world.feed, ageSeconds: 9 });
    announcer.feedChanged({ ...test.world.feed, state: 'stale' });
    const told = await listener.until((all) => all.length === 3);
    expect(told.map(({ event, data }) => [event, data])).toEqual([
      ['bulletin', { id: 'B1', revision: 1, kind: 'recall', state: 'in-force', lookback: 1 }],
      ['feed', test.world.feed],
      ['feed', { ...test.world.feed, state: 'stale' }],
    ]);
  });

  it('resumes after the last event seen', async () => {
    const first = await listen();
    await check('A1');
    const [seen] = await first.until((all) => all.length === 1);
    first.close();
    await check('A2');
    await check('A3');
    const again = await listen(seen?.id);
    const told = await again.until((all) => all.length === 2);
    expect(told.map(({ data }) => (data.pack as { lot: string }).lot)).toEqual(['A2', 'A3']);
  });

  it.each(['99', '999999999', 'abc', '-5', '1e3'])('says reset for %s, which is not held', async (last) => {
    await check('A1');
    const listener = await listen(last);
    const [told] = await listener.until((all) => all.length === 1);
    expect(told).toEqual({ id: test.hub.lastId, event: 'reset', data: {} });
  });

  it('bounds the streams', async () => {
    const opened: Listener[] = [];
    for (let i = 0; i < 32; i++) opened.push(await listen());
    const refused = await till.call('GET', '/v1/events');
    expect(refused.status).toBe(429);
    expect(refused.json()).toMatchObject({ type: 'rate-limited' });
    opened[0]?.close();
    await expect.poll(() => test.hub.clients).toBe(31);
    await listen();
  });

  it('ends with the agent', async () => {
    const listener = await listen();
    await test.hook.close();
    await listener.ended();
    expect(test.hub.clients).toBe(0);
  });
});
