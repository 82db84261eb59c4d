import { rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { AgentConnection, AgentError, joinAgent, proveAgent } from './client.ts';
import type { Discovery } from './discovery.ts';
import { startTestHook, type TestHook } from './hook.testkit.ts';
import { proofOf, roles } from './tokens.ts';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
});
afterAll(() => test.close());

const opened: Array<{ close(): unknown }> = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});

/** Something else on a port: keeps what it was sent. */
async function impostor(answer: (url: string) => { status?: number; body: string }) {
  const heard: string[] = [];
  const server: Server = createServer((request, response) => {
    heard.push(JSON.stringify([request.url, request.headers]));
    const { status = 200, body } = answer(request.url ?? '');
    response.writeHead(status, { 'content-type': 'application/json' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  opened.push({
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  });
  const discovery: Discovery = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    token: 'T'.repeat(43),
    pid: 1,
    version: '1',
  };
  return { discovery, heard, server };
}

const faultOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'none',
    (error: unknown) => (error instanceof AgentError ? error.fault : String(error)),
  );

describe('proveAgent', () => {
  it('finds the agent and calls it, in each role', async () => {
    for (const role of roles) {
      const agent = await proveAgent(test.dataDir, { role });
      opened.push(agent);
      expect(agent).toMatchObject({ url: test.hook.url, version: '0.1.0-test', pid: process.pid });
      const check = await agent.call('POST', '/v1/checks', { body: { gtin: '03400930000014' }, language: 'en' });
      expect([check.status, check.json<{ verdict: string }>().verdict]).toEqual([200, 'allow']);
      expect((await agent.call('GET', '/v1/journal')).status).toBe(role === 'till' ? 403 : 200);
    }
  });

  it('makes a link to the desk, as admin alone', async () => {
    const admin = await proveAgent(test.dataDir);
    const till = await proveAgent(test.dataDir, { role: 'till' });
    opened.push(admin, till);
    const { url, expiresAt } = await admin.deskLink();
    expect(new URL(url).port).toBe(String(test.hook.port));
    expect(Date.parse(expiresAt)).toBe(test.clock.now + 60_000);
    const refused = await till.deskLink('en').catch((error: unknown) => error);
    expect(refused).toMatchObject({ fault: 'refused' });
    expect((refused as AgentError).say('en')).toContain('This token does not allow this call.');
  });

  it('serves many calls at once on one connection', async () => {
    const agent = await proveAgent(test.dataDir);
    opened.push(agent);
    const calls = Array.from({ length: 20 }, () => agent.call('GET', '/v1/status'));
    expect((await Promise.all(calls)).every(({ status }) => status === 200)).toBe(true);
  });

  it('says what is wrong, in words', async () => {
    const none = await proveAgent(join(test.dataDir, 'nowhere')).catch((error: unknown) => error);
    expect(none).toBeInstanceOf(AgentError);
    expect((none as AgentError).fault).toBe('no-file');
    expect((none as AgentError).say('fr')).toMatch(/^Aucun agent Vigilot ne tourne ici/);
    expect((none as AgentError).message).toMatch(/hook\.json does not exist/);
  });

  it('takes no file that is none', async () => {
    const other = await startTestHook();
    try {
      await writeFile(join(other.dataDir, 'hook.json'), '{"url":"http://evil.example"}');
      expect(await faultOf(proveAgent(other.dataDir))).toBe('unreadable');
    } finally {
      await other.close();
    }
  });

  it('joins as the first whose file it may read; that others are for others is no absence', async () => {
    const other = await startTestHook();
    opened.push(other);
    const joined = () => joinAgent(other.dataDir, ['admin', 'desk']);
    const opens = async (role: string) => {
      const agent = await joined();
      const links = await agent.call('POST', '/v1/desk/links');
      const acts = await agent.call('GET', '/v1/attention');
      agent.close();
      expect([links.status, acts.status]).toEqual([role === 'admin' ? 201 : 403, 200]);
    };
    await opens('admin');
    await writeFile(join(other.dataDir, 'hook.json'), 'not ours to read');
    await opens('desk');
    await rm(join(other.dataDir, 'desk.json'));
    expect(await faultOf(joined())).toBe('unreadable');
    await rm(join(other.dataDir, 'hook.json'));
    expect(await faultOf(joined())).toBe('no-file');
  });

  it('finds nobody where the agent was killed', async () => {
    const { discovery, server } = await impostor(() => ({ body: '{}' }));
    await new Promise((resolve) => server.close(resolve));
    expect(await faultOf(AgentConnection.open(discovery))).toBe('unreachable');
  });

  it.each<[string, (url: string) => { status?: number; body: string }]>([
    ['answers anything', () => ({ body: 'hello' })],
    ['answers no proof', () => ({ body: '{"status":"ok","version":"1"}' })],
    [
      'answers a wrong proof',
      () => ({ body: JSON.stringify({ proofs: { admin: 'f'.repeat(64), till: 'f'.repeat(64) } }) }),
    ],
    ['echoes the challenge', (url) => ({ body: JSON.stringify({ proofs: { admin: url.split('=')[1] } }) })],
    ['answers a number', () => ({ body: JSON.stringify({ proofs: { admin: 1 } }) })],
    ['answers 500', () => ({ status: 500, body: '{}' })],
    ['answers without end', () => ({ body: 'x'.repeat(1_000_000) })],
  ])('sends no token to a stranger that %s', async (_name, answer) => {
    const { discovery, heard } = await impostor(answer);
    expect(await faultOf(AgentConnection.open(discovery))).toBe('not-proved');
    expect(heard).toHaveLength(1);
    expect(heard.join('')).not.toContain(discovery.token);
  });

  it('accuses no program where the agent is only asked too often, and sends it no token', async () => {
    const { discovery, heard } = await impostor(() => ({ status: 429, body: '{}' }));
    expect(await faultOf(AgentConnection.open(discovery))).toBe('unreachable');
    expect(heard.join('')).not.toContain(discovery.token);
  });

  it('believes no proof made for another port', async () => {
    const { discovery } = await impostor((url) => {
      const challenge = url.split('=')[1] ?? '';
      return {
        body: JSON.stringify({ proofs: { admin: proofOf(discovery.token, challenge, 'http://127.0.0.1:17013') } }),
      };
    });
    expect(await faultOf(AgentConnection.open(discovery))).toBe('not-proved');
  });

  it('sends no token to whoever takes the port after the proof', async () => {
    const first = await impostor((url) => {
      const challenge = url.split('=')[1] ?? '';
      return {
        body: JSON.stringify({ proofs: { admin: proofOf(first.discovery.token, challenge, first.discovery.url) } }),
      };
    });
    const agent = await AgentConnection.open(first.discovery);
    opened.push(agent);
    expect((await agent.call('GET', '/v1/status')).status).toBe(200);
    const { port } = new URL(first.discovery.url);
    first.server.closeAllConnections();
    await new Promise((resolve) => first.server.close(resolve));
    const heard: string[] = [];
    const thief = createTcpServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        heard.push(chunk.toString());
        socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}');
      });
    });
    await new Promise<void>((resolve) => thief.listen(Number(port), '127.0.0.1', resolve));
    opened.push({ close: () => new Promise((resolve) => thief.close(resolve)) });
    expect(await faultOf(agent.call('GET', '/v1/status'))).toBe('not-proved');
    expect(heard.join('')).toContain('/v1/health?challenge=');
    expect(heard.join('')).not.toContain(first.discovery.token);
  });

  it('takes up a connection that the agent had closed, proving it again', async () => {
    const other = await startTestHook();
    try {
      const agent = await proveAgent(other.dataDir);
      opened.push(agent);
      expect((await agent.call('GET', '/v1/status', { headers: { connection: 'close' } })).status).toBe(200);
      expect((await agent.call('GET', '/v1/status')).status).toBe(200);
    } finally {
      await other.close();
    }
  });

  it('gives up on one that never answers', async () => {
    const sockets: Socket[] = [];
    const silent = createTcpServer((socket) => sockets.push(socket));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    opened.push({
      close: () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => silent.close(resolve));
      },
    });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const discovery = { url, token: 'T'.repeat(43), pid: 1, version: '1' };
    expect(await faultOf(AgentConnection.open(discovery, { timeoutMs: 50 }))).toBe('unreachable');
  });
});
