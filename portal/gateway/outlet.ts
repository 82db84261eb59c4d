/** What goes down one connection: bounded, and never buffered for a reader that does not read (feed.md 7). */
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { DownwardFrame } from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import { textFrame } from './frame.ts';

/** More entries are sent only while less than this waits in the socket. */
const HIGH_WATER = 1024 * 1024;
/** Answers pile up like this only for somebody who sends and never reads. */
const LIMIT = 8 * 1024 * 1024;
/** Bytes a millisecond: a quarter of a line of 64 kbit/s. Whoever takes less is not waited for. */
const SLOWEST = 2;

type Raw = Pick<Socket, 'write' | 'writableLength' | 'cork' | 'uncork'>;

export class Outlet {
  readonly #socket: WebSocket;
  /** What the WebSocket stands on: whole frames are written to it as they are, which `ws` would build anew for each link. */
  readonly #raw: Raw;
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** When something last went out, while anything waits. */
  #progressAt: number;
  #held = false;
  /** Called when there is room again. */
  onRoom: () => void = () => undefined;
  /** Called once when the reader is given up. */
  onOverflow: () => void = () => undefined;

  constructor(socket: WebSocket, raw: Raw, clock: Pick<Clock, 'monotonic'>) {
    this.#socket = socket;
    this.#raw = raw;
    this.#clock = clock;
    this.#progressAt = clock.monotonic();
  }

  get open(): boolean {
    return this.#socket.readyState === WebSocket.OPEN;
  }

  /** Whether entries may be added; if not, `onRoom` says when. */
  get hasRoom(): boolean {
    return this.#raw.writableLength < HIGH_WATER;
  }

  /** Whether anything waits to go out. */
  get busy(): boolean {
    return this.#raw.writableLength > 0;
  }

  /**
   * Milliseconds since anything moved, beyond those that the slowest line takes for what waits: that a large frame moves is not
   * seen before it is out. 0 while nothing waits.
   */
  get stuckFor(): number {
    if (!this.busy) return 0;
    return Math.max(0, this.#clock.monotonic() - this.#progressAt - this.#raw.writableLength / SLOWEST);
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
    const waiting = this.#raw.writableLength;
    if (waiting > LIMIT) {
      this.onOverflow();
      return;
    }
    if (waiting === 0) this.#progressAt = this.#clock.monotonic();
    this.#raw.write(bytes, this.#written);
  }

  /** Keeps what is sent from now on for one packet, until `release`. */
  hold(): void {
    if (this.#held) return;
    this.#held = true;
    this.#raw.cork();
  }

  /** Lets what was held go. */
  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#raw.uncork();
  }

  /** One function for all frames of a link: 15,000 links are written to in one turn. */
  readonly #written = (error?: Error | null): void => {
    if (error) return; // the socket says so itself, by closing
    this.#progressAt = this.#clock.monotonic();
    if (this.hasRoom) this.onRoom();
  };
}
