/** A TCP relay in the load balancer's place: each connection goes to the next gateway that takes it. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';

export interface Relay {
  readonly url: string;
  /** Gateways by address, in turn; may be changed at any time. */
  targets: readonly string[];
}

/** Listens until the test is over; a client whose gateways are all gone is cut off, as a balancer would. */
export async function openRelay(targets: readonly string[]): Promise<Relay> {
  let turn = 0;
  const sockets = new Set<Socket>();
  const relay = { url: '', targets };
  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client));
    client.on('error', () => client.destroy());
    const from = turn++;
    const attempt = (tried: number) => {
      const target = relay.targets[(from + tried) % Math.max(1, relay.targets.length)];
      if (tried >= relay.targets.length || target === undefined) {
        client.destroy();
        return;
      }
      const { hostname, port } = new URL(target);
      const gateway = connect({ host: hostname, port: Number(port) });
      let connected = false;
      gateway.on('connect', () => {
        connected = true;
        client.pipe(gateway).pipe(client);
      });
      gateway.on('error', () => {
        if (!connected) attempt(tried + 1);
      });
      gateway.on('close', () => {
        if (connected) client.destroy();
      });
      client.on('close', () => gateway.destroy());
    };
    attempt(0);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  relay.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return relay;
}
