import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, startTestHook, statusSources, type TestHook } from '../hook.testkit.ts';
import { proofOf } from '../tokens.ts';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
});
afterAll(() => test.close());

describe('GET /v1/status', () => {
  it('tells how the agent is, and no secret', async () => {
    const answer = await test.ask('/v1/status', { token: test.tokens.till });
    expect(answer.body).toMatchObject({
      ...statusSources,
      versions: { vigilot: '0.1.0-test', node: process.versions.node },
      pid: process.pid,
      url: test.hook.url,
      feed: { state: 'live', position: 1 },
      positions: { register: { position: 0 }, journal: { count: 0 } },
    });
    expect(answer.text).not.toContain(test.tokens.admin);
    expect(answer.text).not.toContain(test.tokens.till);
  });
});

describe('GET /v1/health', () => {
  const health = (query = '') => test.ask(`/v1/health${query}`, { token: null });

  it('is open to all and says little', async () => {
    expect((await health()).body).toEqual({ status: 'ok', version: '0.1.0-test' });
  });

  it('names what the disk refuses, in words, while it does', async () => {
    const fault = { file: 'journal.db', kind: 'full', said: 'ENOSPC', since: '2026-11-22T09:30:00.000Z' } as const;
    const faults = [fault];
    const full = await startTestHook({}, { storage: () => faults });
    try {
      const asked = { token: null, headers: { 'accept-language': 'fr' } };
      expect((await full.ask('/v1/health', asked)).body).toMatchObject({
        status: 'ok',
        storage: [{ ...fault, text: 'journal.db : plus de place sur le disque (ENOSPC).' }],
      });
      faults.pop();
      expect((await full.ask('/v1/health', asked)).body).not.toHaveProperty('storage');
    } finally {
      await full.close();
    }
  });

  it('proves both tokens over challenge and url', async () => {
    const challenge = 'c'.repeat(16);
    expect((await health(`?challenge=${challenge}`)).body).toMatchObject({
      proofs: {
        admin: proofOf(test.tokens.admin, challenge, test.hook.url),
        till: proofOf(test.tokens.till, challenge, test.hook.url),
      },
    });
    expect((await health(`?challenge=${'é'.repeat(16)}`)).status).toBe(400);
  });

  it.each(['short', 'c'.repeat(15), 'c'.repeat(129), '', `${'a'.repeat(15)}%0a`, `${'a'.repeat(16)}%20`])(
    'refuses the challenge %j',
    async (challenge) => {
      expect(await health(`?challenge=${challenge}`)).toMatchObject({ status: 400, body: { field: 'challenge' } });
    },
  );

  it('proves so often and no more, while checks go on', async () => {
    const fresh = await startTestHook();
    try {
      const asked: Array<Promise<Answered<unknown>>> = [];
      for (let i = 0; i < 310; i++) asked.push(fresh.ask(`/v1/health?challenge=${'c'.repeat(16)}`, { token: null }));
      const statuses = (await Promise.all(asked)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 200)).toHaveLength(300);
      expect(statuses.filter((status) => status === 429)).toHaveLength(10);
      expect((await fresh.ask('/v1/checks', { method: 'POST', body: { gtin: '03400930000014' } })).status).toBe(200);
      expect((await fresh.ask('/v1/health', { token: null })).status).toBe(200);
    } finally {
      await fresh.close();
    }
  });
});
