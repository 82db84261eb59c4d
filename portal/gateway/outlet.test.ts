import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LINK_SILENCE_MS } from '../../protocol/frames.ts';
import { Outlet } from './outlet.ts';

/** An outlet over a socket that takes a frame when it is told to, and a clock that stands. */
function bench() {
  let now = 0;
  let taken: () => void = () => undefined;
  const raw = new Writable({
    write: (_chunk, _encoding, done) => {
      taken = done;
    },
  });
  const socket = { readyState: WebSocket.OPEN } as WebSocket;
  const outlet = new Outlet(socket, raw as unknown as ConstructorParameters<typeof Outlet>[1], {
    monotonic: () => now,
  });
  return {
    outlet,
    pass: (seconds: number) => {
      now += seconds * 1_000;
    },
    taken: async () => {
      taken();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

it('a large entry on a slow line is not stuck before the line could have taken it', async () => {
  const { outlet, pass, taken } = bench();
  outlet.sendBytes(Buffer.alloc(1_000_000));
  // A quarter of 64 kbit/s.
  pass(500);
  expect(outlet.stuckFor).toBe(0);
  await taken();
  expect([outlet.busy, outlet.stuckFor]).toEqual([false, 0]);
});

it('a reader that takes nothing is stuck: soon where little waits, in the end where much does', () => {
  const { outlet, pass } = bench();
  pass(60);
  outlet.sendBytes(Buffer.alloc(1_000));
  pass(31);
  expect(outlet.stuckFor).toBeGreaterThan(LINK_SILENCE_MS);
  outlet.sendBytes(Buffer.alloc(1_000_000));
  expect(outlet.stuckFor).toBe(0);
  pass(501);
  expect(outlet.stuckFor).toBeGreaterThan(LINK_SILENCE_MS);
});
