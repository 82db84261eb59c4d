/** A real HTTP proxy for tests: tunnels lead to one place whatever name is asked for, and it can refuse, fall silent and cut. */
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import { createServer as createTls } from 'node:tls';
import { onTestFinished } from 'vitest';
import { joined } from './joined.testkit.ts';
import { testCertificate } from './tls.testkit.ts';

export interface TestProxy {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string;
  /** `host:port` of each tunnel asked for. */
  readonly asked: string[];
  /** All that came in before a tunnel stood. */
  readonly heard: () => string;
  /** What it answers in place of a tunnel; 0: nothing at all. */
  refusal: number | null;
  /** Ends every tunnel at once, as a proxy does with what it takes for idle. */
  cut(): void;
}

const listening = async (server: Server, sockets: Set<Socket>): Promise<number> => {
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
};

/** A proxy whose tunnels lead to that port of loopback. */
export async function openProxy(port: number): Promise<TestProxy> {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  const proxy = { url: '', asked: [] as string[], refusal: null as number | null };
  const server = createServer();
  server.on('connect', (request, socket: Socket) => {
    proxy.asked.push(request.url ?? '');
    heard.push(JSON.stringify(request.headers));
    if (proxy.refusal === 0) return;
    if (proxy.refusal !== null) {
      const challenge = proxy.refusal === 407 ? 'Proxy-Authenticate: Basic realm="relais"\r\n' : '';
      socket.end(`HTTP/1.1 ${proxy.refusal} No\r\n${challenge}Content-Length: 0\r\n\r\n`);
      return;
    }
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      joined(socket, far);
    });
  });
  proxy.url = `http://127.0.0.1:${await listening(server, sockets)}`;
  return Object.assign(proxy, {
    heard: () => heard.join('\n'),
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
  });
}

/** TLS as `portail.test` before a plain server at that port; returns the port to call. */
export async function openTlsFront(port: number): Promise<number> {
  const server = createTls(testCertificate, (socket) => {
    joined(socket, connect(port, '127.0.0.1'));
  });
  server.on('tlsClientError', () => undefined);
  return listening(server, new Set());
}
