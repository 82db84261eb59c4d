import type { Duplex } from 'node:stream';

/** Both ends together, until either is gone. */
export function joined(a: Duplex, b: Duplex): void {
  a.pipe(b).pipe(a);
  for (const [one, other] of [
    [a, b],
    [b, a],
  ] as const) {
    one.on('error', () => undefined);
    one.on('close', () => other.destroy());
  }
}
