/** A workstation in this process that behaves as an agent does: comes back when it is cut off, and tells each thing until it is receipted. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { payloadOf } from '../store/head.ts';
import type { TestLink, TestWorkstation } from './gateway.testkit.ts';

export class SimulatedAgent {
  readonly workstation: TestWorkstation;
  /** Position of every entry it was sent, in the order of their coming, over all its links. */
  readonly received: number[] = [];
  /** Why its links ended: the close code, and what was said. */
  readonly ends: Array<{ code: number; reason: string }> = [];
  readonly #url: string;
  readonly #outbox: UpwardEvent[] = [];
  readonly #receipted = new Set<number>();
  #link: TestLink | null = null;
  #stopped = false;
  #running: Promise<void> = Promise.resolve();
  /** Called with the position of each entry, once verified. */
  onEntry: (position: number) => void = () => undefined;

  constructor(workstation: TestWorkstation, url: string) {
    this.workstation = workstation;
    this.#url = url;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Whether every event has its receipt. */
  get settled(): boolean {
    return this.#receipted.size === this.#outbox.length;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#link?.socket.terminate();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const link = this.workstation.connect(this.#url);
      this.#link = link;
      let seen = 0;
      let welcomed = false;
      const look = () => {
        for (; seen < link.seen.length; seen += 1) {
          const frame = link.seen[seen];
          if (frame?.type === 'welcome') {
            welcomed = true;
            for (const event of this.#outbox.filter(({ seq }) => seq > frame.lastEvent)) link.event(event);
            // What it holds has been receipted, whether that word arrived or was lost with its gateway.
            for (const { seq } of this.#outbox) if (seq <= frame.lastEvent) this.#receipted.add(seq);
          } else if (frame?.type === 'receipt') this.#receipted.add(frame.seq);
          else if (frame?.type === 'entry') {
            this.received.push(payloadOf(frame.entry).position);
            this.onEntry(this.workstation.head.position);
            this.#acknowledge(frame.entry, welcomed ? link : null);
          }
        }
      };
      link.onFrame = look;
      this.ends.push(await link.closed);
      // As agents do (feed.md 7), in a test's measure.
      if (!this.#stopped) await sleep(Math.random() * 300);
    }
  }

  #acknowledge(jws: string, link: TestLink | null): void {
    const subject = payloadOf(jws).bulletin as { id: string; revision: number } | undefined;
    if (subject === undefined) return;
    const { id: bulletin, revision } = subject;
    const seq = this.#outbox.length + 1;
    const at = new Date().toISOString();
    const event: UpwardEvent = {
      seq,
      id: `E${seq}`,
      kind: 'acknowledged',
      at,
      bulletin,
      revision,
      data: { operator: 'OP1' },
    };
    this.#outbox.push(event);
    link?.event(event);
  }
}
