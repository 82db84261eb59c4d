import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readDiscovery } from './client.ts';
import { send, startTestHook } from './hook.testkit.ts';
import { HookPortError, type PortRefusal } from './listen.ts';

describe('startHook', () => {
  it('is found through its files while it runs, and not after', async () => {
    const test = await startTestHook();
    const files = async () => (await readdir(test.dataDir)).filter((name) => name.endsWith('.json')).sort();
    expect(await files()).toEqual(['desk-sessions.json', 'desk.json', 'hook.json', 'till.json']);
    expect(await readDiscovery(test.dataDir, 'admin')).toEqual({
      url: test.hook.url,
      token: test.tokens.admin,
      pid: process.pid,
      version: '0.1.0-test',
    });
    await test.hook.close();
    // The desk's name and who was there; nothing that opens.
    expect(await files()).toEqual(['desk-sessions.json']);
    await test.close();
  });

  it('tells of a port that something else holds, and takes the next', async () => {
    const holder = await startTestHook();
    const refused: PortRefusal[] = [];
    const test = await startTestHook({
      ports: [holder.hook.port, 0],
      onPortRefused: (refusal) => refused.push(refusal),
    });
    try {
      expect(test.hook.port).not.toBe(holder.hook.port);
      expect(refused).toMatchObject([{ port: holder.hook.port, code: 'EADDRINUSE' }]);
      expect((await test.ask('/v1/status')).status).toBe(200);
      // The neighbour's token, and its port as Host, are nothing here.
      expect((await test.ask('/v1/status', { token: holder.tokens.admin })).status).toBe(401);
      expect((await test.ask('/v1/status', { headers: { host: `127.0.0.1:${holder.hook.port}` } })).status).toBe(403);
    } finally {
      await test.close();
      await holder.close();
    }
  });

  it('fails with every reason where no port is to be had, and leaves no file', async () => {
    const bind = () => async (): Promise<number> => {
      throw Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
    };
    await expect(startTestHook({ ports: [17_013], bind })).rejects.toThrow(HookPortError);
  });

  it('fails where its files cannot be written, and holds no port', async () => {
    let port = 0;
    const dataDir = join('/proc', 'nowhere');
    const failed = startTestHook({
      dataDir,
      bind: (app) => async () => {
        await app.listen({ host: '127.0.0.1', port: 0 });
        port = (app.server.address() as { port: number }).port;
        return port;
      },
    });
    await expect(failed).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(send(port, '/v1/health')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('lets running requests end when it closes', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let began = () => {};
    const started = new Promise<void>((resolve) => {
      began = resolve;
    });
    const test = await startTestHook(
      {},
      { feed: () => ({ state: 'live', position: 1, asOf: null, ageSeconds: null }) },
    );
    const slow = await startTestHook(
      {},
      {
        checker: {
          check: async (input, language) => {
            began();
            await held;
            return test.checker.check(input, language);
          },
        },
      },
    );
    const answer = slow.ask('/v1/checks', { method: 'POST', body: { gtin: '03400930000014' } });
    await started;
    const closing = slow.hook.close();
    release();
    expect((await answer).status).toBe(200);
    await closing;
    await slow.close();
    await test.close();
  });

  it('drops a connection that never finishes its request', async () => {
    const test = await startTestHook({ limits: { headersTimeout: 50, requestTimeout: 100, checkingInterval: 20 } });
    const socket = connect(test.hook.port, '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.write('GET /v1/status HTTP/1.1\r\nHost: ');
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 400 .*problem\+json/s);
    await test.close();
  });
});

describe('GET /openapi.json', () => {
  it('describes every route, with its refusals and who may call it', async () => {
    const test = await startTestHook();
    try {
      const { body, text } = await test.ask<OpenApi>('/openapi.json', { token: null });
      expect(body.openapi).toBe('3.1.0');
      expect(Object.keys(body.paths).sort()).toEqual([
        '/desk/{key}',
        '/openapi.json',
        '/v1/application',
        '/v1/attention',
        '/v1/bulletins',
        '/v1/bulletins/{id}',
        '/v1/bulletins/{id}/acknowledgement',
        '/v1/bulletins/{id}/display',
        '/v1/bulletins/{id}/lookback',
        '/v1/bulletins/{id}/quarantine',
        '/v1/checks',
        '/v1/checks/batch',
        '/v1/checks/{id}/outcome',
        '/v1/desk/links',
        '/v1/desk/session',
        '/v1/diagnostics',
        '/v1/events',
        '/v1/health',
        '/v1/inventory',
        '/v1/inventory/close',
        '/v1/inventory/lines/{id}',
        '/v1/inventory/quarantine/{bulletin}',
        '/v1/inventory/scans',
        '/v1/journal',
        '/v1/journal/verify',
        '/v1/operators',
        '/v1/shortages',
        '/v1/status',
        '/v1/support-bundle',
      ]);
      const operations = Object.values(body.paths).flatMap((path) => Object.values(path));
      expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length);
      expect(text).not.toContain('Default Response');
      for (const { operationId, responses, security } of operations) {
        expect([operationId, Object.keys(responses)[0]]).toEqual([
          operationId,
          expect.stringMatching(/^(20[014]|303)$/),
        ]);
        expect(Array.isArray(security)).toBe(true);
        if (operationId === 'openapi') continue;
        expect(responses['4XX']?.content).toHaveProperty(['application/problem+json']);
        expect(responses['5XX']?.content).toHaveProperty(['application/problem+json']);
      }
      expect(body.paths['/v1/journal']?.get?.security).toEqual([
        { deskToken: [] },
        { adminToken: [] },
        { deskCookie: [] },
      ]);
      expect(body.paths['/v1/desk/links']?.post?.security).toEqual([{ adminToken: [] }]);
      const byAddress = [{ tillToken: [] }, { deskToken: [] }, { adminToken: [] }, { tillBasic: [] }];
      expect(body.paths['/v1/checks']?.get?.security).toEqual(byAddress);
      expect(Object.keys(body.paths['/v1/journal']?.get?.responses['200']?.content ?? {})).toContain('text/csv');
      expect(Object.keys(body.components.securitySchemes).sort()).toEqual([
        'adminToken',
        'deskCookie',
        'deskToken',
        'tillBasic',
        'tillToken',
      ]);
    } finally {
      await test.close();
    }
  });

  it('resolves every reference in it, and names its schemas', async () => {
    const test = await startTestHook();
    try {
      const { body, text } = await test.ask<OpenApi>('/openapi.json');
      expect(text).not.toMatch(/\$id|x-schema-name/);
      const references = new Set([...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference ?? ''));
      for (const reference of references) {
        const [hash, ...path] = reference.split('/');
        expect(hash).toBe('#');
        const found = path.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], body);
        expect([reference, typeof found]).toEqual([reference, 'object']);
      }
      expect(Object.keys(body.components.schemas)).toEqual(
        expect.arrayContaining(['Check', 'CheckRequest', 'Feed', 'Problem', 'Status']),
      );
    } finally {
      await test.close();
    }
  });
});

interface OpenApi {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<
      string,
      {
        operationId: string;
        security: object[];
        responses: Record<string, { content?: Record<string, object> }>;
      }
    >
  >;
  readonly components: { readonly schemas: Record<string, object>; readonly securitySchemes: Record<string, object> };
}
