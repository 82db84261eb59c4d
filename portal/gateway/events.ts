/** Upward events into the tables: at least once on the wire, counted once here (feed.md 5). */
import { sql } from 'kysely';
import { type Signer, typ } from '../../protocol/envelope.ts';
import { type EventData, type EventRefusal, readEvent } from '../../protocol/events.ts';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { recordShortages } from '../shortages/declarations.ts';
import { type AlarmInput, raiseAlarms } from '../store/alarms.ts';
import { digestOf } from '../store/canonical.ts';
import { json, type Trx } from '../store/database.ts';
import type { Store } from '../store/store.ts';
import { EventBooks } from './event-books.ts';

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

/** What one link has to tell, in its order. */
export interface Submission {
  readonly sender: Sender;
  readonly events: readonly RawEvent[];
}

/** The answers in the order of the events; or why nothing of them is recorded. */
export type Outcome = { readonly answers: readonly EventAnswer[] } | { readonly error: CloneDetected | SequenceGap };

/** An event that counts from now on. */
export interface AcceptedEvent {
  readonly workstation: string;
  readonly event: UpwardEvent;
  readonly digest: string;
}

/**
 * Records the events of many workstations in one transaction; the outcomes, in order, are to be told after it. One workstation
 * whose numbers do not hold costs the others nothing. Throws database errors alone.
 */
export async function recordEvents(store: Store, submissions: readonly Submission[]): Promise<Outcome[]> {
  try {
    return await recordBatch(store, submissions, null);
  } catch (error) {
    if (!isDataError(error)) throw error;
    // One of them holds what the database cannot: it is looked for by halves, alone it is set aside, and the others go on.
    if (submissions.length > 1) {
      const half = Math.ceil(submissions.length / 2);
      const first = await recordEvents(store, submissions.slice(0, half));
      return [...first, ...(await recordEvents(store, submissions.slice(half)))];
    }
    const [submission] = submissions;
    return submission === undefined ? [] : [await oneByOne(store, submission)];
  }
}

async function oneByOne(store: Store, { sender, events }: Submission): Promise<Outcome> {
  const answers: EventAnswer[] = [];
  for (const event of events) {
    const alone = [{ sender, events: [event] }];
    const [outcome] = await recordBatch(store, alone, null).catch((cause: unknown) => {
      if (!isDataError(cause)) throw cause;
      return recordBatch(store, alone, 'store');
    });
    if (outcome === undefined || 'error' in outcome) return outcome ?? { answers };
    answers.push(...outcome.answers);
  }
  return { answers };
}

/** SQLSTATE class 22: data exception; 23: integrity constraint violation (PostgreSQL, appendix A). */
function isDataError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^2[23]/.test(code);
}

async function recordBatch(
  store: Store,
  submissions: readonly Submission[],
  refuseAs: EventRefusal | null,
): Promise<Outcome[]> {
  // Before the transaction: an embedded database has one connection.
  const heads = submissions.some(({ events }) => events.some(isJournalHead));
  const signer = heads ? await store.feed.tipSigner(await store.feed.head()) : null;
  const { outcomes, shortages } = await store.db.transaction().execute(async (trx) => {
    const batch = new Batch(store, trx, signer, await EventBooks.open(trx, submissions));
    const outcomes = submissions.map((submission) => batch.decide(submission, refuseAs));
    return { outcomes, shortages: await batch.write() };
  });
  if (shortages) store.news.tell('shortage');
  return outcomes;
}

/** One event's place in a batch. */
interface Decision {
  readonly digest: string;
  /** Replaced before it is told where the event turns out to be a duplicate, or gets a countersignature. */
  answer: EventAnswer;
}

interface SetAside {
  readonly workstation: string;
  readonly raw: RawEvent;
  readonly digest: string;
  readonly reason: string;
}

interface Head {
  readonly workstation: string;
  readonly data: EventData<'journal-head'>;
  readonly answers: EventAnswer[];
  readonly index: number;
}

/** Decides from what was read at its beginning, then writes all of it with a few statements. */
class Batch {
  readonly #store: Store;
  readonly #trx: Trx;
  readonly #signer: Signer | null;
  readonly #books: EventBooks;
  readonly #now: Date;
  /** Numbers of this batch, by workstation. */
  readonly #decided = new Map<string, Map<number, Decision>>();
  readonly #last = new Map<string, number>();
  readonly #accepted: AcceptedEvent[] = [];
  readonly #setAside: SetAside[] = [];
  readonly #heads: Head[] = [];

  constructor(store: Store, trx: Trx, signer: Signer | null, books: EventBooks) {
    this.#store = store;
    this.#trx = trx;
    this.#signer = signer;
    this.#books = books;
    this.#now = new Date(store.clock.wall());
  }

  decide({ sender, events }: Submission, refuseAs: EventRefusal | null): Outcome {
    const marks = [this.#accepted.length, this.#setAside.length, this.#heads.length] as const;
    const { workstation } = sender;
    const decided = new Map(this.#decided.get(workstation));
    const last = this.#lastOf(workstation);
    const answers: EventAnswer[] = [];
    try {
      for (const raw of events) answers.push(this.#decideOne(raw, sender, decided, refuseAs, answers));
      this.#decided.set(workstation, decided);
      return { answers };
    } catch (error) {
      if (!(error instanceof CloneDetected || error instanceof SequenceGap)) throw error;
      this.#accepted.length = marks[0];
      this.#setAside.length = marks[1];
      this.#heads.length = marks[2];
      this.#last.set(workstation, last);
      return { error };
    }
  }

  #lastOf(workstation: string): number {
    return this.#last.get(workstation) ?? this.#books.last(workstation);
  }

  #decideOne(
    raw: RawEvent,
    sender: Sender,
    decided: Map<number, Decision>,
    refuseAs: EventRefusal | null,
    answers: EventAnswer[],
  ): EventAnswer {
    const { workstation } = sender;
    const digest = digestOf(raw);
    const last = this.#lastOf(workstation);
    if (raw.seq <= last) return this.#again(raw, digest, workstation, decided.get(raw.seq), answers);
    if (raw.seq !== last + 1) throw new SequenceGap(last + 1, raw.seq);
    const event = refuseAs ?? readEvent(raw);
    const refusal = typeof event === 'string' ? event : this.#refusal(event, sender);
    this.#last.set(workstation, raw.seq);
    if (refusal !== null || typeof event === 'string') {
      this.#setAside.push({ workstation, raw, digest, reason: String(refusal) });
      const answer: EventAnswer = { type: 'refused', seq: raw.seq, reason: String(refusal) };
      decided.set(raw.seq, { digest, answer });
      return answer;
    }
    this.#accepted.push({ workstation, event, digest });
    if (event.kind === 'journal-head') this.#head(workstation, event.data as EventData<'journal-head'>, answers);
    const answer: EventAnswer = { type: 'receipt', seq: raw.seq };
    decided.set(raw.seq, { digest, answer });
    return answer;
  }

  #refusal(event: UpwardEvent, { headless }: Sender): EventRefusal | null {
    if (event.kind === 'displayed' && headless) return 'headless';
    if (event.bulletin === undefined || event.revision === undefined) return null;
    return this.#books.published(event.bulletin, event.revision) ? null : 'bulletin-unknown';
  }

  /** A number we have had: the same answer again, or two machines with one key. */
  #again(
    raw: RawEvent,
    digest: string,
    workstation: string,
    here: Decision | undefined,
    answers: EventAnswer[],
  ): EventAnswer {
    const before = here ?? this.#books.before(workstation, raw.seq);
    if (before === null) return { type: 'receipt', seq: raw.seq };
    if (before.digest !== digest) throw new CloneDetected(raw.seq);
    if (before.answer.type === 'receipt' && isJournalHead(raw)) {
      const event = readEvent(raw);
      if (typeof event !== 'string') this.#head(workstation, event.data as EventData<'journal-head'>, answers);
    }
    return before.answer;
  }

  /** The answer that is about to be added to `answers` gets a countersignature. */
  #head(workstation: string, data: EventData<'journal-head'>, answers: EventAnswer[]): void {
    this.#heads.push({ workstation, data, answers, index: answers.length });
  }

  /** Returns whether a shortage is not what it was. */
  async write(): Promise<boolean> {
    const counted = await this.#insertEvents();
    const accepted = this.#accepted.filter(({ workstation, event }) => counted.has(`${workstation} ${event.seq}`));
    for (const { workstation, event, digest } of this.#accepted) {
      // Sent again under a new number (a desk restored from a backup): counted already, and the number is used up.
      if (!counted.has(`${workstation} ${event.seq}`)) {
        this.#setAside.push({ workstation, raw: event, digest, reason: 'duplicate' });
      }
    }
    await this.#insertSetAside();
    const shortages = await recordShortages(this.#trx, accepted, this.#now);
    const alarms = [...this.#alarmsOf(accepted), ...(await this.#countersign())];
    await raiseAlarms(this.#trx, alarms);
    await this.#moveOn();
    return shortages;
  }

  /** Returns `workstation seq` of those that were not counted before. */
  async #insertEvents(): Promise<Set<string>> {
    if (this.#accepted.length === 0) return new Set();
    const rows = json(
      this.#accepted.map(({ workstation, event, digest }) => ({
        workstation,
        seq: event.seq,
        id: event.id,
        kind: event.kind,
        bulletin: event.bulletin ?? null,
        revision: event.revision ?? null,
        at: event.at,
        received_at: this.#now.toISOString(),
        data: event.data,
        digest,
      })),
    );
    const { rows: counted } = await sql<{ workstation: string; seq: number }>`
      insert into workstation_event (workstation, seq, id, kind, bulletin, revision, at, received_at, data, digest)
      select workstation, seq, id, kind, bulletin, revision, at, received_at, data, digest
      from jsonb_to_recordset(${rows}::jsonb) as t(workstation text, seq int, id text, kind text, bulletin text,
        revision int, at timestamptz, received_at timestamptz, data jsonb, digest text)
      on conflict (workstation, id) do nothing returning workstation, seq`.execute(this.#trx);
    return new Set(counted.map(({ workstation, seq }) => `${workstation} ${seq}`));
  }

  async #insertSetAside(): Promise<void> {
    if (this.#setAside.length === 0) return;
    const values = this.#setAside.map(({ workstation, raw, digest, reason }) => {
      const { id } = raw as { id?: unknown };
      return {
        workstation,
        seq: raw.seq,
        id: typeof id === 'string' && !id.includes('\0') && id.isWellFormed() ? id.slice(0, 64) : null,
        reason,
        // As text inside JSON: whatever made it refused may be what the database cannot store.
        body: json(JSON.stringify(raw)),
        received_at: this.#now,
        digest,
      };
    });
    for (let from = 0; from < values.length; from += 1_000) {
      await this.#trx
        .insertInto('event_refused')
        .values(values.slice(from, from + 1_000))
        .execute();
    }
  }

  #alarmsOf(accepted: readonly AcceptedEvent[]): AlarmInput[] {
    return accepted
      .filter(({ event }) => event.kind === 'alarm')
      .map(({ workstation, event }) => {
        const { code } = event.data as EventData<'alarm'>;
        return { code, at: this.#now.getTime(), workstation, detail: { ...event.data, at: event.at } };
      });
  }

  /** The proof of a journal starts from a head that somebody else has signed too; a head that contradicts another is an alarm. */
  async #countersign(): Promise<AlarmInput[]> {
    if (this.#heads.length === 0) return [];
    if (this.#signer === null) throw new Error('a journal head without a signer');
    const wanted = json(this.#heads.map(({ workstation, data }) => ({ workstation, count: data.count })));
    const { rows } = await sql<{ workstation: string; count: number; hash: string; countersignature: string }>`
      select h.workstation, h.count, h.hash, h.countersignature from journal_head h
      where (h.workstation, h.count) in
        (select workstation, count from jsonb_to_recordset(${wanted}::jsonb) as t(workstation text, count int))
      `.execute(this.#trx);
    const known = Map.groupBy(rows, ({ workstation, count }) => `${workstation} ${count}`);
    const alarms: AlarmInput[] = [];
    const fresh: Array<(typeof rows)[number] & { at: Date }> = [];
    for (const { workstation, data, answers, index } of this.#heads) {
      const { count, hash } = data;
      const others = known.get(`${workstation} ${count}`) ?? [];
      const same = others.find((other) => other.hash === hash);
      let countersignature = same?.countersignature;
      if (countersignature === undefined) {
        const at = this.#now.toISOString();
        const payload = { feed: this.#store.info.feed, workstation, count, hash, at };
        countersignature = await this.#signer.sign(typ.journal, payload);
        if (others.length > 0) {
          const detail = { count, hash, before: others.map((other) => other.hash) };
          alarms.push({ code: 'journal-rewritten', at: this.#now.getTime(), workstation, detail });
        }
        const row = { workstation, count, hash, countersignature };
        known.set(`${workstation} ${count}`, [...others, row]);
        fresh.push({ ...row, at: this.#now });
      }
      const answer = answers[index];
      if (answer?.type === 'receipt') answers[index] = { ...answer, countersignature };
    }
    if (fresh.length > 0) await this.#trx.insertInto('journal_head').values(fresh).execute();
    return alarms;
  }

  async #moveOn(): Promise<void> {
    const moved = [...this.#last].filter(([workstation, last]) => last > this.#books.last(workstation));
    if (moved.length === 0) return;
    await sql`update workstation set last_event_seq = t.last
      from jsonb_to_recordset(${json(moved.map(([id, last]) => ({ id, last })))}::jsonb) as t(id text, last int)
      where workstation.id = t.id`.execute(this.#trx);
  }
}

function isJournalHead(event: RawEvent): boolean {
  return (event as { kind?: unknown }).kind === 'journal-head';
}
