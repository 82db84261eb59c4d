/**
 * The outbox (feed.md 5): events for the portal, each written in the transaction of the fact it tells, numbered without
 * gaps, sent until receipted or refused, and kept 30 days after that for a portal that comes back from a backup.
 */
import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import type { EventType, UpwardEvent } from '../../protocol/frames.ts';
import type { Clock } from '../clock.ts';
import { clearCounter, counter, setCounter } from './counter.ts';
import type { DeskStore } from './store.ts';

interface EventRow {
  readonly seq: number;
  readonly id: string;
  readonly kind: EventType;
  readonly at: string;
  readonly bulletin: string | null;
  readonly revision: number | null;
  readonly data: string;
}

export interface EventDraft {
  readonly kind: EventType;
  readonly at: string;
  readonly bulletin?: string;
  readonly revision?: number;
  readonly data: Readonly<Record<string, unknown>>;
}

/** An event that the portal would not take, kept for people to see. */
export interface RefusedEvent {
  readonly event: UpwardEvent;
  /** In the portal's words. */
  readonly reason: string;
  readonly at: string;
}

const columns = 'seq, id, kind, at, bulletin, revision, data';

export class Outbox {
  readonly #store: DeskStore;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #listeners = new Set<(event: UpwardEvent) => void>();
  readonly #receiptListeners = new Set<(event: UpwardEvent) => void>();

  constructor(store: DeskStore, clock: Clock, log: Logger) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** The number of the newest event ever written; 0 before the first. */
  lastSeq(): number {
    return this.#store.read((db) => counter(db, 'last-seq'));
  }

  /**
   * Up to `limit` events numbered above `after`, in order, whatever became of them: a portal restored from a backup lacks
   * receipted ones too, and takes no number before the one it follows.
   */
  pending(after: number, limit: number): UpwardEvent[] {
    return this.#store.read((db) =>
      db
        .prepare<[number, number], EventRow>(`select ${columns} from event where seq > ? order by seq limit ?`)
        .all(after, limit)
        .map(eventOf),
    );
  }

  /** The portal holds this event. Returns it, or null where there is none of this number. Idempotent. */
  receipt(seq: number, countersignature?: string): UpwardEvent | null {
    const event = this.#settle(
      seq,
      `update event set receipted_at = coalesce(receipted_at, ?), countersignature = coalesce(?, countersignature)
       where seq = ? returning ${columns}`,
      countersignature ?? null,
    );
    if (event !== null) this.#tell(this.#receiptListeners, event);
    return event;
  }

  /** The portal will not take this event: it is set aside with the reason, and the next ones go on. Idempotent. */
  refused(seq: number, reason: string): UpwardEvent | null {
    const event = this.#settle(
      seq,
      `update event set refused_at = coalesce(refused_at, ?), refusal = coalesce(refusal, ?)
       where seq = ? returning ${columns}`,
      reason,
    );
    if (event !== null) this.#log.warn({ seq, kind: event.kind, reason }, 'the portal refused an event');
    return event;
  }

  #settle(seq: number, sql: string, value: string | null): UpwardEvent | null {
    const row = this.#store.write((db) =>
      db.prepare<[string, string | null, number], EventRow>(sql).get(this.#now(), value, seq),
    );
    if (row === undefined) this.#log.warn({ seq }, 'the portal answered an event that is not here');
    return row === undefined ? null : eventOf(row);
  }

  /**
   * Brings the outbox in line with a portal whose last event of ours is `portalLast`, at hello. Events written since this
   * desk was restored from a backup are renumbered above it, since their numbers may have been used by events now lost;
   * what the portal has is taken as receipted; what is to be sent follows without a gap. An event that the portal turns
   * out to have under another number is counted once there, by its id.
   */
  resume(portalLast: number): void {
    const moved = this.#store.write((db) => {
      const last = counter(db, 'last-seq');
      // Without a restore on record, a portal that is ahead means that an older desk was put in this one's place unseen.
      const sound = counter(db, 'restored-at-seq', portalLast > last ? 0 : last);
      clearCounter(db, 'restored-at-seq');
      const numbers = db
        .prepare<[{ portalLast: number; sound: number }], number>(
          `select seq from event where seq > @portalLast
             or (seq > @sound and receipted_at is null and refused_at is null) order by seq`,
        )
        .pluck()
        .all({ portalLast, sound });
      const moves = numbers
        .map((from, index) => ({ from, to: portalLast + 1 + index }))
        .filter((one) => one.from !== one.to);
      // First out of the way, since a new number may be the old one of another event.
      const move = db.prepare<[number, number]>('update event set seq = ? where seq = ?');
      for (const { from } of moves) move.run(-from, from);
      db.prepare(
        'update event set receipted_at = ? where seq between 1 and ? and receipted_at is null and refused_at is null',
      ).run(this.#now(), portalLast);
      for (const { from, to } of moves) move.run(to, -from);
      setCounter(db, 'last-seq', portalLast + numbers.length);
      return moves.length;
    });
    if (moved > 0) this.#log.warn({ moved, portalLast }, 'events were renumbered to follow the portal’s last');
  }

  /** Calls `listener` with each new event once it is on disk; returns how to stop. */
  onEvent(listener: (event: UpwardEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `listener` with each event that the portal turns out to hold, perhaps again; returns how to stop. */
  onReceipt(listener: (event: UpwardEvent) => void): () => void {
    this.#receiptListeners.add(listener);
    return () => this.#receiptListeners.delete(listener);
  }

  /** How many events have neither receipt nor refusal, and the moment of the oldest. */
  waiting(): { readonly count: number; readonly oldest: string | null } {
    return this.#store.read(
      (db) =>
        db
          .prepare<[], { count: number; oldest: string | null }>(
            `select count(*) as count, (
               select at from event where receipted_at is null and refused_at is null order by seq limit 1
             ) as oldest from event where receipted_at is null and refused_at is null`,
          )
          .get() ?? { count: 0, oldest: null },
    );
  }

  /** The events set aside, oldest first. */
  refusedEvents(): RefusedEvent[] {
    return this.#store.read((db) =>
      db
        .prepare<[], EventRow & { refusal: string; refused_at: string }>(
          `select ${columns}, refusal, refused_at from event where refused_at is not null order by seq`,
        )
        .all()
        .map((row) => ({ event: eventOf(row), reason: row.refusal, at: row.refused_at })),
    );
  }

  /** Adds an event in the transaction of its fact; the caller announces it after the commit. */
  add(db: Database.Database, { kind, at, bulletin, revision, data }: EventDraft): UpwardEvent {
    const seq = counter(db, 'last-seq') + 1;
    const row = {
      seq,
      id: ulid(this.#clock.wall()),
      kind,
      at,
      bulletin: bulletin ?? null,
      revision: revision ?? null,
      data: JSON.stringify(data),
    };
    db.prepare(`insert into event (${columns}) values (@seq, @id, @kind, @at, @bulletin, @revision, @data)`).run(row);
    setCounter(db, 'last-seq', seq);
    return eventOf(row);
  }

  /** Tells the listeners. One that throws is logged: the fact stands, and the others have a right to hear of it. */
  announce(event: UpwardEvent): void {
    this.#tell(this.#listeners, event);
  }

  #tell(listeners: ReadonlySet<(event: UpwardEvent) => void>, event: UpwardEvent): void {
    for (const listener of listeners) {
      try {
        listener(event);
      } catch (error) {
        this.#log.error({ err: error, seq: event.seq }, 'a listener of the outbox failed');
      }
    }
  }

  #now(): string {
    return new Date(this.#clock.wall()).toISOString();
  }
}

function eventOf({ seq, id, kind, at, bulletin, revision, data }: EventRow): UpwardEvent {
  return {
    seq,
    id,
    kind,
    at,
    ...(bulletin !== null && { bulletin }),
    ...(revision !== null && { revision }),
    data: JSON.parse(data),
  };
}
