/** Events on their way up (feed.md 5): in order, a window at a time, each settled by the portal's answer and nothing else. */
import type { Logger } from 'pino';
import { FeedError, type Signer, typ } from '../../protocol/envelope.ts';
import { type DownwardFrame, MAX_UPWARD_BYTES, type UpwardEvent } from '../../protocol/frames.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { Outbox } from '../desk/outbox.ts';
import type { FeedRegister } from './register-port.ts';

/** What the link asks of the outbox; the desk's own fits. */
export type OutboxPort = Pick<Outbox, 'pending' | 'receipt' | 'refused' | 'resume' | 'onEvent'>;

/** A journal head that the portal has signed too. */
export interface Countersigned {
  readonly count: number;
  readonly hash: string;
  /** UTC, ISO 8601, by the portal's clock. */
  readonly at: string;
}

export interface UpwardOptions {
  readonly outbox: OutboxPort;
  readonly register: Pick<FeedRegister, 'verifyStatement'>;
  readonly signer: Signer;
  readonly feed: string;
  readonly workstation: string;
  readonly clock: Pick<Clock, 'monotonic'>;
  readonly log: Logger;
  readonly send: (text: string) => void;
  readonly onCountersigned: (head: Countersigned, jws: string) => void;
}

type Receipt = Extract<DownwardFrame, { type: 'receipt' }>;
type Refused = Extract<DownwardFrame, { type: 'refused' }>;

/** Events without an answer, at most. */
const WINDOW = 64;
/** The portal answers after its commit; one that does not is asked again on a new connection. */
const ANSWER_MS = 60_000;

export class Upward {
  readonly #o: UpwardOptions;
  /** What the portal said it has; null once the outbox agrees with it. */
  #resumeAt: number | null = null;
  #started = false;
  #sent = 0;
  #answered = 0;
  #movedAt: number;
  #filling = false;
  #again = false;
  #stopped = false;
  #unsubscribe: () => void = () => undefined;

  constructor(options: UpwardOptions) {
    this.#o = options;
    this.#movedAt = options.clock.monotonic();
  }

  /** Begins after the last event that the portal holds. While the disk fails, `tick` tries again. */
  start(lastEvent: number): void {
    this.#started = true;
    this.#resumeAt = lastEvent;
    this.#sent = lastEvent;
    this.#answered = lastEvent;
    this.#unsubscribe = this.#o.outbox.onEvent(() => this.#pump());
    this.#pump();
  }

  /** Looks again after a fault of the disk. Returns false once the portal owes an answer for too long. */
  tick(): boolean {
    if (!this.#started) return true;
    this.#pump();
    return this.#sent === this.#answered || this.#o.clock.monotonic() - this.#movedAt <= ANSWER_MS;
  }

  /** What it owes comes behind a large frame that is still coming in: that is no fault of its. */
  behind(): void {
    this.#movedAt = this.#o.clock.monotonic();
  }

  /** The portal holds an event. Returns false where it was never sent. */
  async receipt({ seq, countersignature }: Receipt): Promise<boolean> {
    if (seq > this.#sent) return false;
    const signed = countersignature === undefined ? null : await this.#countersigned(countersignature);
    this.#settle(seq, () => {
      const event = this.#o.outbox.receipt(seq, signed === null ? undefined : countersignature);
      if (signed === null || countersignature === undefined || event?.kind !== 'journal-head') return;
      const { count, hash } = event.data;
      if (signed.count === count && signed.hash === hash) this.#o.onCountersigned(signed, countersignature);
      else this.#o.log.error({ seq }, 'a countersignature is about another journal head');
    });
    return true;
  }

  /** The portal will not take an event. Returns false where it was never sent. */
  refused({ seq, reason }: Refused): boolean {
    if (seq > this.#sent) return false;
    this.#settle(seq, () => this.#o.outbox.refused(seq, reason));
    return true;
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
  }

  #settle(seq: number, work: () => void): void {
    this.#answered = Math.max(this.#answered, seq);
    this.#movedAt = this.#o.clock.monotonic();
    // An answer that the disk does not take is asked for again on the next connection.
    this.#onDisk(work);
    this.#pump();
  }

  /** Whether `work` was done; a disk that cannot be used is logged, since recalls must go on coming. */
  #onDisk(work: () => void): boolean {
    try {
      work();
      return true;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#o.log.warn({ err: error }, 'the outbox cannot be used now');
      return false;
    }
  }

  #pump(): void {
    if (this.#filling) {
      this.#again = true;
      return;
    }
    this.#filling = true;
    this.#fill()
      .catch((error: unknown) => this.#o.log.error({ err: error }, 'events cannot be sent'))
      .finally(() => {
        this.#filling = false;
        if (!this.#again) return;
        this.#again = false;
        this.#pump();
      });
  }

  async #fill(): Promise<void> {
    const { outbox, clock, send } = this.#o;
    const resumeAt = this.#resumeAt;
    if (this.#stopped) return;
    if (resumeAt !== null) {
      if (!this.#onDisk(() => outbox.resume(resumeAt))) return;
      this.#resumeAt = null;
    }
    for (;;) {
      const room = WINDOW - (this.#sent - this.#answered);
      let events: UpwardEvent[] = [];
      if (room <= 0 || !this.#onDisk(() => (events = outbox.pending(this.#sent, room)))) return;
      if (events.length === 0) return;
      for (const event of events) {
        const text = await this.#frame(event);
        if (this.#stopped) return;
        if (this.#sent === this.#answered) this.#movedAt = clock.monotonic();
        this.#sent = event.seq;
        send(text);
      }
    }
  }

  async #frame(event: UpwardEvent): Promise<string> {
    const text = JSON.stringify({
      type: 'event',
      event: event.kind === 'journal-head' ? await this.#signed(event) : event,
    });
    const bytes = Buffer.byteLength(text);
    if (bytes <= MAX_UPWARD_BYTES) return text;
    this.#o.log.error({ seq: event.seq, kind: event.kind, bytes }, 'an event is too large for a frame');
    // Its number must go up all the same, or nothing after it could: the portal refuses it and both sides set it aside.
    return JSON.stringify({ type: 'event', event: { ...event, data: { tooLarge: bytes } } });
  }

  /** Signed as it is sent; Ed25519 is deterministic (RFC 8032), so sent again it is the same event. */
  async #signed(event: UpwardEvent): Promise<UpwardEvent> {
    const { signer, feed, workstation } = this.#o;
    const { count, hash } = event.data;
    const signature = await signer.sign(typ.journal, { feed, workstation, count, hash });
    return { ...event, data: { ...event.data, signature } };
  }

  /** What the portal countersigned, or null where it proves nothing: then it is not kept, and the next head gets another. */
  async #countersigned(jws: string): Promise<Countersigned | null> {
    const { register, feed, workstation, log } = this.#o;
    try {
      const claimed = (await register.verifyStatement(jws, typ.journal, 'tip')) as Record<string, unknown> | null;
      const { count, hash, at } = claimed ?? {};
      const ours = claimed?.feed === feed && claimed.workstation === workstation;
      if (ours && typeof count === 'number' && typeof hash === 'string' && typeof at === 'string')
        return { count, hash, at };
      log.error('a countersignature is not about this workstation');
    } catch (error) {
      if (!(error instanceof FeedError)) throw error;
      log.error({ err: error }, 'a countersignature does not hold');
    }
    return null;
  }
}
