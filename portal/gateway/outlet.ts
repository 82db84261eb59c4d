/** What goes down one connection: bounded, and never buffered for a reader that does not read (feed.md 7). */
import { WebSocket } from 'ws';
import type { DownwardFrame } from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import { textFrame } from './tail.ts';

/** More entries are sent only while less than this waits in the socket. */
const HIGH_WATER = 1024 * 1024;
/** Answers pile up like this only for somebody who sends and never reads. */
const LIMIT = 8 * 1024 * 1024;

export class Outlet {
  readonly #socket: WebSocket;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When something last went out, while anything waits. */
  #progressAt: number;
  /** Called when there is room again. */
  onRoom: () => void = () => undefined;
  /** Called once when the reader is given up. */
  onOverflow: () => void = () => undefined;

  constructor(socket: WebSocket, clock: Pick<Clock, 'monotonic'>) {
    this.#socket = socket;
    this.#clock = clock;
    this.#progressAt = clock.monotonic();
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Whether entries may be added; if not, `onRoom` says when. */
  get hasRoom(): boolean {
    return this.#socket.bufferedAmount < HIGH_WATER;
  }

  /** Milliseconds since anything moved; 0 while nothing waits. */
  get stuckFor(): number {
    return this.#socket.bufferedAmount === 0 ? 0 : this.#clock.monotonic() - this.#progressAt;
  }

  /** Monotonic time at which something last went out. */
  get progressAt(): number {
    return this.#progressAt;
  }

  send(frame: DownwardFrame): void {
    this.sendBytes(textFrame(frame));
  }

  /** Sends a frame that was built before; the bytes are shared, never copied. */
  sendBytes(bytes: Buffer): void {
    if (!this.open) return;
    if (this.#socket.bufferedAmount > LIMIT) {
      this.onOverflow();
      return;
    }
    if (this.#socket.bufferedAmount === 0) this.#progressAt = this.#clock.monotonic();
    this.#socket.send(bytes, { binary: false, compress: false }, (error) => {
      if (error) return; // the socket says so itself, by closing
      this.#progressAt = this.#clock.monotonic();
      if (this.hasRoom) this.onRoom();
    });
  }
}
