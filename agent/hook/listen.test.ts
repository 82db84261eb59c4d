import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import fastify from 'fastify';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import { agentAnswers } from './another-agent.ts';
import { startTestHook } from './hook.testkit.ts';
import { bindLoopback, HookPortError, listen, type PortRefusal } from './listen.ts';

const servers: Array<{ close(): unknown }> = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function hold(): Promise<number> {
  const server: Server = createServer((_request, response) => response.end('not the agent'));
  servers.push(server);
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

async function free(): Promise<number> {
  const server = createNetServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const answer = (status: number, body: string, length = body.length) =>
  `HTTP/1.1 ${status} X\r\nContent-Length: ${length}\r\n\r\n${body}`;

function journalled() {
  const refused: PortRefusal[] = [];
  const lines: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => lines.push(line) });
  return { refused, lines, options: { log, onRefused: (refusal: PortRefusal) => refused.push(refusal) } };
}

describe('listen', () => {
  it('goes on to the next port and tells that the first is held', async () => {
    const app = fastify();
    servers.push(app);
    const [held, other] = [await hold(), await free()];
    const { refused, lines, options } = journalled();
    expect(await listen(bindLoopback(app), [held, other], options)).toBe(other);
    expect(refused).toMatchObject([{ port: held, code: 'EADDRINUSE' }]);
    expect(lines.join('')).toContain('held by another program');
    expect((await fetch(`http://127.0.0.1:${other}/`)).status).toBe(404);
  });

  it('gives way to another agent where it is asked to, and never to a program that is none', async () => {
    const app = fastify();
    const agent = await startTestHook();
    servers.push(app, agent);
    const [squatter, last] = [await hold(), await free()];
    const { options } = journalled();
    const giving = { ...options, anotherAgent: agentAnswers };
    const ports = [squatter, agent.hook.port, last];
    await expect(listen(bindLoopback(app), ports, giving)).rejects.toMatchObject({
      name: 'AgentElsewhere',
      port: agent.hook.port,
    });
    expect(await listen(bindLoopback(app), ports, options)).toBe(last);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['says nothing that is HTTP', (socket) => void socket.end('hello\r\n\r\n')],
    ['claims to be well in other words', (socket) => void socket.end(answer(200, '{"status":"ok"}'))],
    ['refuses', (socket) => void socket.end(answer(401, '{"status":"ok","version":"1"}'))],
    ['never ends', (socket) => void socket.write(answer(200, 'x'.repeat(100_000), 1_000_000))],
    ['hangs up', (socket) => void socket.destroy()],
  ])('takes nobody for an agent who %s', async (_, behave) => {
    const server = createNetServer((socket) => {
      socket.on('error', () => {});
      behave(socket);
    });
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
    });
    servers.push(server);
    expect(await agentAnswers(port)).toBe(false);
  });

  it('takes any free port for 0', async () => {
    const app = fastify();
    servers.push(app);
    expect(await listen(bindLoopback(app), [0], journalled().options)).toBeGreaterThan(0);
  });

  it('tells a reserved port from one that is held', async () => {
    const { refused, lines, options } = journalled();
    const bind = async (port: number) => {
      if (port === 17_013) throw Object.assign(new Error('listen EACCES'), { code: 'EACCES' });
      return port;
    };
    expect(await listen(bind, [17_013, 17_113], options)).toBe(17_113);
    expect(refused).toMatchObject([{ port: 17_013, code: 'EACCES' }]);
    expect(refused[0]?.text).toContain('netsh int ipv4 show excludedportrange protocol=tcp');
    expect(lines.join('')).toContain('EACCES');
  });

  it('says why of each port when there is none', async () => {
    const { refused, options } = journalled();
    const codes: Record<number, string> = { 17013: 'EACCES', 17113: 'EADDRINUSE', 443: 'EACCES' };
    const bind = async (port: number): Promise<number> => {
      throw Object.assign(new Error('listen'), { code: codes[port] });
    };
    const failed = await listen(bind, [17_013, 17_113, 443], options).catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(HookPortError);
    expect((failed as HookPortError).refusals.map(({ code }) => code)).toEqual(['EACCES', 'EADDRINUSE', 'EACCES']);
    expect((failed as HookPortError).message).toMatch(/netsh.*held by another program.*privileged/);
    expect(refused).toHaveLength(3);
  });

  it('passes on what is neither', async () => {
    const bind = async (): Promise<number> => {
      throw Object.assign(new Error('listen'), { code: 'EADDRNOTAVAIL' });
    };
    await expect(listen(bind, [0], journalled().options)).rejects.toMatchObject({ code: 'EADDRNOTAVAIL' });
  });
});
