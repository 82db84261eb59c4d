/** Upward events into the tables: at least once on the wire, counted once here (feed.md 5). */
import { type Signer, typ } from '../../protocol/envelope.ts';
import { type EventData, type EventRefusal, readEvent } from '../../protocol/events.ts';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { raiseAlarm } from '../store/alarms.ts';
import { digestOf } from '../store/canonical.ts';
import { json, type Trx } from '../store/database.ts';
import type { Store } from '../store/store.ts';

/** What is answered to one event, once it is committed. */
export type EventAnswer =
  | { readonly type: 'receipt'; readonly seq: number; readonly countersignature?: string }
  | { readonly type: 'refused'; readonly seq: number; readonly reason: string };

/** An event number that was used before for something else: two machines speak with one key. */
export class CloneDetected extends Error {
  readonly seq: number;
  constructor(seq: number) {
    super(`event ${seq} came twice with different content`);
    this.name = 'CloneDetected';
    this.seq = seq;
  }
}

/** An event that skips numbers: what lies between would never come. */
export class SequenceGap extends Error {
  readonly expected: number;
  constructor(expected: number, got: number) {
    super(`expected event ${expected}, got ${got}`);
    this.name = 'SequenceGap';
    this.expected = expected;
  }
}

/** An event as it came: only its number is sure. */
export interface RawEvent {
  readonly seq: number;
}

export interface Sender {
  readonly workstation: string;
  /** A headless agent has no screen, so it cannot have displayed anything. */
  readonly headless: boolean;
}

/**
 * Records events of one workstation in one transaction and returns the answers in order, to be sent after it.
 * Throws `CloneDetected`, `SequenceGap` (nothing is recorded then) and database errors.
 */
export async function recordEvents(store: Store, sender: Sender, events: readonly RawEvent[]): Promise<EventAnswer[]> {
  try {
    return await recordBatch(store, sender, events, null);
  } catch (error) {
    if (!isDataError(error)) throw error;
    // One of them holds what the database cannot: alone it is set aside, and the others go on.
    const answers: EventAnswer[] = [];
    for (const event of events) {
      try {
        answers.push(...(await recordBatch(store, sender, [event], null)));
      } catch (cause) {
        if (!isDataError(cause)) throw cause;
        answers.push(...(await recordBatch(store, sender, [event], 'store')));
      }
    }
    return answers;
  }
}

/** SQLSTATE class 22: data exception; 23: integrity constraint violation (PostgreSQL, appendix A). */
function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^2[23]/.test(code);
}

async function recordBatch(
  store: Store,
  sender: Sender,
  events: readonly RawEvent[],
  refuseAs: EventRefusal | null,
): Promise<EventAnswer[]> {
  // Before the transaction: an embedded database has one connection.
  const signer = events.some(isJournalHead) ? await store.feed.tipSigner(await store.feed.head()) : null;
  return store.db.transaction().execute(async (trx) => {
    const row = await trx
      .selectFrom('workstation')
      .select('last_event_seq')
      .where('id', '=', sender.workstation)
      .forUpdate()
      .executeTakeFirstOrThrow();
    const recorder = new Recorder(store, trx, sender, signer, row.last_event_seq);
    const answers: EventAnswer[] = [];
    for (const event of events) answers.push(await recorder.record(event, refuseAs));
    await trx
      .updateTable('workstation')
      .set({ last_event_seq: recorder.last })
      .where('id', '=', sender.workstation)
      .execute();
    return answers;
  });
}

class Recorder {
  readonly #store: Store;
  readonly #trx: Trx;
  readonly #sender: Sender;
  readonly #signer: Signer | null;
  #last: number;

  constructor(store: Store, trx: Trx, sender: Sender, signer: Signer | null, last: number) {
    this.#store = store;
    this.#trx = trx;
    this.#sender = sender;
    this.#signer = signer;
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  async record(raw: RawEvent, refuseAs: EventRefusal | null): Promise<EventAnswer> {
    const digest = digestOf(raw);
    if (raw.seq <= this.#last) return this.#again(raw, digest);
    if (raw.seq !== this.#last + 1) throw new SequenceGap(this.#last + 1, raw.seq);
    const event = refuseAs ?? readEvent(raw);
    const refusal = typeof event === 'string' ? event : await this.#refusal(event);
    this.#last = raw.seq;
    if (refusal !== null || typeof event === 'string') return this.#refuse(raw, digest, String(refusal));
    const counted = await this.#trx
      .selectFrom('workstation_event')
      .select('seq')
      .where('workstation', '=', this.#sender.workstation)
      .where('id', '=', event.id)
      .executeTakeFirst();
    // Sent again under a new number (a desk restored from a backup): counted already, and the number is used up.
    if (counted !== undefined) {
      await this.#setAside(raw, digest, 'duplicate');
      return { type: 'receipt', seq: raw.seq };
    }
    return this.#accept(event, digest);
  }

  async #refusal(event: UpwardEvent): Promise<EventRefusal | null> {
    if (event.kind === 'displayed' && this.#sender.headless) return 'headless';
    if (event.bulletin === undefined || event.revision === undefined) return null;
    const known = await this.#trx
      .selectFrom('bulletin_revision')
      .select('revision')
      .where('bulletin', '=', event.bulletin)
      .where('revision', '=', event.revision)
      .where('position', 'is not', null)
      .executeTakeFirst();
    return known === undefined ? 'bulletin-unknown' : null;
  }

  async #accept(event: UpwardEvent, digest: string): Promise<EventAnswer> {
    const { workstation } = this.#sender;
    const now = this.#store.clock.wall();
    await this.#trx
      .insertInto('workstation_event')
      .values({
        workstation,
        seq: event.seq,
        id: event.id,
        kind: event.kind,
        bulletin: event.bulletin ?? null,
        revision: event.revision ?? null,
        at: event.at,
        received_at: new Date(now),
        data: json(event.data),
        digest,
      })
      .execute();
    if (event.kind === 'alarm') {
      const { code } = event.data as EventData<'alarm'>;
      await raiseAlarm(this.#trx, { code, at: now, workstation, detail: { ...event.data, at: event.at } });
    }
    if (event.kind !== 'journal-head') return { type: 'receipt', seq: event.seq };
    const countersignature = await this.#countersign(event.data as EventData<'journal-head'>, now);
    return { type: 'receipt', seq: event.seq, countersignature };
  }

  /** The proof of a journal starts from a head that somebody else has signed too (docs/architecture.md). */
  async #countersign({ count, hash }: EventData<'journal-head'>, now: number): Promise<string> {
    if (this.#signer === null) throw new Error('a journal head without a signer');
    const { workstation } = this.#sender;
    const at = new Date(now).toISOString();
    const payload = { feed: this.#store.info.feed, workstation, count, hash, at };
    const countersignature = await this.#signer.sign(typ.journal, payload);
    const others = await this.#trx
      .selectFrom('journal_head')
      .select(['hash', 'countersignature'])
      .where('workstation', '=', workstation)
      .where('count', '=', count)
      .execute();
    const same = others.find((other) => other.hash === hash);
    if (same !== undefined) return same.countersignature;
    if (others.length > 0) {
      const detail = { count, hash, before: others.map((other) => other.hash) };
      await raiseAlarm(this.#trx, { code: 'journal-rewritten', at: now, workstation, detail });
    }
    await this.#trx.insertInto('journal_head').values({ workstation, count, hash, at, countersignature }).execute();
    return countersignature;
  }

  async #refuse(raw: RawEvent, digest: string, reason: string): Promise<EventAnswer> {
    await this.#setAside(raw, digest, reason);
    return { type: 'refused', seq: raw.seq, reason };
  }

  async #setAside(raw: RawEvent, digest: string, reason: string): Promise<void> {
    const { id } = raw as { id?: unknown };
    await this.#trx
      .insertInto('event_refused')
      .values({
        workstation: this.#sender.workstation,
        seq: raw.seq,
        id: typeof id === 'string' && !id.includes('\0') && id.isWellFormed() ? id.slice(0, 64) : null,
        reason,
        // As text inside JSON: whatever made it refused may be what the database cannot store.
        body: json(JSON.stringify(raw)),
        received_at: new Date(this.#store.clock.wall()),
        digest,
      })
      .execute();
  }

  /** A number we have had: the same answer again, or two machines with one key. */
  async #again(raw: RawEvent, digest: string): Promise<EventAnswer> {
    const { workstation } = this.#sender;
    const accepted = await this.#trx
      .selectFrom('workstation_event')
      .select(['digest', 'kind', 'data'])
      .where('workstation', '=', workstation)
      .where('seq', '=', raw.seq)
      .executeTakeFirst();
    if (accepted !== undefined) {
      if (accepted.digest !== digest) throw new CloneDetected(raw.seq);
      if (accepted.kind !== 'journal-head') return { type: 'receipt', seq: raw.seq };
      const { count, hash } = accepted.data as EventData<'journal-head'>;
      return {
        type: 'receipt',
        seq: raw.seq,
        countersignature: await this.#countersign({ count, hash }, this.#store.clock.wall()),
      };
    }
    const refused = await this.#trx
      .selectFrom('event_refused')
      .select(['digest', 'reason'])
      .where('workstation', '=', workstation)
      .where('seq', '=', raw.seq)
      .executeTakeFirst();
    if (refused !== undefined && refused.digest !== digest) throw new CloneDetected(raw.seq);
    return refused === undefined || refused.reason === 'duplicate'
      ? { type: 'receipt', seq: raw.seq }
      : { type: 'refused', seq: raw.seq, reason: refused.reason };
  }
}

function isJournalHead(event: RawEvent): boolean {
  return (event as { kind?: unknown }).kind === 'journal-head';
}
