/**
 * Places for connections. Whoever has shown a credential keeps his place; when all are taken, the stranger that came first
 * gives his to the newcomer. A program that only opens connections so turns out its own, and a till is answered meanwhile.
 */
import type { Socket } from 'node:net';

export class Places {
  readonly #most: number;
  /** In the order they came. */
  readonly #strangers = new Set<Socket>();
  readonly #known = new Set<Socket>();

  /** `most`: connections at a time. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Gives a new connection a place, or closes it where everybody who has one is known. */
  take(socket: Socket): void {
    if (this.#strangers.size + this.#known.size >= this.#most) {
      const [first] = this.#strangers;
      if (first === undefined) {
        socket.destroy();
        return;
      }
      this.#strangers.delete(first);
      first.destroy();
    }
    this.#strangers.add(socket);
    socket.once('close', () => {
      this.#strangers.delete(socket);
      this.#known.delete(socket);
    });
  }

  /** A request with a right credential came on this connection. */
  know(socket: Socket): void {
    // One that was never given a place here, or has lost it, gets none by this.
    if (this.#strangers.delete(socket)) this.#known.add(socket);
  }
}
