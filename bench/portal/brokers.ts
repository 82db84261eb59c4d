/** What others would send a recall out with: NATS and Mosquitto, over WebSocket, as their packages come. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../../fixtures/demo/places.ts';
import { programOf } from '../install.ts';
import { nanoseconds } from './duties.ts';

export interface Broker {
  /** Where WebSockets are taken. */
  readonly port: number;
  /** Publishes so much to everybody; returns when it began. */
  publish(bytes: number): Promise<number>;
  stop(): Promise<void>;
}

const FIRST_PORT = 24_222;

/** NATS without a store: whoever listens gets it. Throws NotHere. */
export async function startNats(dir: string): Promise<Broker> {
  const own = join(dir, 'nats');
  mkdirSync(own, { recursive: true });
  const port = await freePort(FIRST_PORT);
  const plain = await freePort(port + 1);
  writeFileSync(
    join(own, 'nats.conf'),
    `listen: "127.0.0.1:${plain}"\nmax_connections: 20000\nwebsocket { listen: "127.0.0.1:${port}", no_tls: true }\n`,
  );
  const server = await started(await programOf('nats-server', 'nats-server'), ['-c', join(own, 'nats.conf')], port);
  const publisher = await connected(plain);
  publisher.resume();
  publisher.write('CONNECT {"verbose":false}\r\n');
  return {
    port,
    publish: async (bytes) => {
      const word = Buffer.concat([
        Buffer.from(`PUB recall ${bytes}\r\n`),
        Buffer.alloc(bytes, 'x'),
        Buffer.from('\r\n'),
      ]);
      const began = nanoseconds();
      publisher.write(word);
      return began;
    },
    stop: () => stopped(server, publisher),
  };
}

/** Mosquitto, at most once (QoS 0), which is the least work it offers. Throws NotHere. */
export async function startMosquitto(dir: string): Promise<Broker> {
  const own = join(dir, 'mosquitto');
  mkdirSync(own, { recursive: true });
  const port = await freePort(FIRST_PORT + 10);
  const plain = await freePort(port + 1);
  const listeners = `listener ${plain} 127.0.0.1\nlistener ${port} 127.0.0.1\nprotocol websockets\n`;
  writeFileSync(join(own, 'mosquitto.conf'), `${listeners}allow_anonymous true\nset_tcp_nodelay true\nuser root\n`);
  const server = await started(await programOf('mosquitto', 'mosquitto'), ['-c', join(own, 'mosquitto.conf')], port);
  const publisher = await connected(plain);
  publisher.resume();
  // MQTT 3.1.1: CONNECT with a clean session and the name "p".
  publisher.write(Buffer.from([0x10, 13, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 0, 0, 1, 0x70]));
  return {
    port,
    publish: async (bytes) => {
      const topic = Buffer.from([0, 6, ...Buffer.from('recall')]);
      const left = topic.length + bytes;
      const length = left < 128 ? [left] : left < 16_384 ? [(left % 128) | 128, left >> 7] : null;
      if (length === null) throw new RangeError(`${bytes} bytes in a message`);
      const word = Buffer.concat([Buffer.from([0x30, ...length]), topic, Buffer.alloc(bytes, 'x')]);
      const began = nanoseconds();
      publisher.write(word);
      return began;
    },
    stop: () => stopped(server, publisher),
  };
}

async function started(program: string, args: string[], port: number): Promise<ChildProcess> {
  const child = spawn(program, args, { stdio: 'ignore' });
  const failed = once(child, 'error').then(([error]) => {
    throw error;
  });
  failed.catch(() => undefined);
  for (let tries = 0; ; tries += 1) {
    try {
      (await Promise.race([connected(port), failed])).destroy();
      return child;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNREFUSED' || tries > 100 || child.exitCode !== null) {
        child.kill();
        throw new Error(`${program} does not start`, { cause: error });
      }
      await sleep(50);
    }
  }
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket;
}

async function stopped(server: ChildProcess, publisher: Socket): Promise<void> {
  publisher.destroy();
  const ended = once(server, 'exit');
  server.kill('SIGKILL');
  await ended;
}
