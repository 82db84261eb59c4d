/**
 * What people did about the bulletins, in desk.db: acknowledgements, displays, quarantine, alarms. Each fact and the event
 * that tells the portal are one transaction, on disk before the call returns.
 */

import type Database from 'better-sqlite3';
import type { Logger } from 'pino';
import { ulid } from 'ulid';
import type { UpwardEvent } from '../../protocol/frames.ts';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import { tryWriting } from '../database.ts';
import { counter, setCounter } from './counter.ts';
import { Inventories, purgeInventories } from './inventory.ts';
import type {
  Acknowledgement,
  Alarm,
  DealtWith,
  DeskRecovery,
  Display,
  QuarantineLine,
  QuarantineReport,
} from './model.ts';
import { type EventDraft, Outbox } from './outbox.ts';
import { readLines } from './quarantine.ts';
import { purgeShortages, Shortages } from './shortages.ts';
import { DeskStore } from './store.ts';

export interface DeskOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long names of people are kept: the journal's retention, asked at each purge. Five years unless told. */
  readonly retentionDays?: () => number;
  /** The desk was damaged and made again while the agent ran. */
  readonly onRecovered?: (recovery: DeskRecovery) => void;
  /** An alarm was raised, written or not; must not throw. */
  readonly onAlarm?: (alarm: Alarm) => void;
  /** As the store tells of them. */
  readonly onDisk?: (error: unknown) => void;
  readonly onBackupDisk?: (error: unknown) => void;
  readonly backupDelayMs?: number;
}

interface AcknowledgementRow extends Omit<Acknowledgement, 'outdated'> {
  readonly outdated: number;
}

const DAY_MS = 86_400_000;
const FIVE_YEARS_DAYS = 1826;
/** How long a receipted event is kept (feed.md 5). */
const RECEIPTED_DAYS = 30;
/** Details beyond this stay here: the event with them must fit one frame (`MAX_UPWARD_BYTES`). */
const MAX_DETAIL_BYTES = 32 * 1024;
/** Alarms held in memory while the disk takes none. */
const MAX_UNWRITTEN = 100;

export class Desk {
  /** Events for the portal. */
  readonly outbox: Outbox;
  readonly inventories: Inventories;
  readonly shortages: Shortages;
  readonly #store: DeskStore;
  readonly #options: DeskOptions;
  #recovered: DeskRecovery | null = null;
  #unwritten: Alarm[] = [];
  /** Smallest id of the event stream not given yet, where the disk could not be told. */
  #nextEventId = 0;

  private constructor(options: DeskOptions) {
    this.#options = options;
    const { path, clock, log, backupDelayMs, onDisk, onBackupDisk } = options;
    this.#store = new DeskStore({
      path,
      clock,
      log,
      backupDelayMs,
      onDisk,
      onBackupDisk,
      onRecovered: (recovery) => {
        this.#recovered = recovery;
      },
    });
    this.outbox = new Outbox(this.#store, clock, log);
    this.inventories = new Inventories(
      { read: (work) => this.#read(work), write: (work) => this.#write((db) => work(db)) },
      clock,
    );
    this.shortages = new Shortages({ read: (work) => this.#read(work), write: (work) => this.#write(work) }, clock);
  }

  /**
   * Opens or creates the desk; `recovered` says that it was damaged or gone and what it was made again from. While the
   * disk cannot be used it opens all the same, answers store-unavailable, and comes back with the disk. Rejects with
   * `DatabaseVersionError` for a file of a newer version.
   */
  static async open(options: DeskOptions): Promise<{ desk: Desk; recovered: DeskRecovery | null }> {
    const desk = new Desk(options);
    try {
      desk.#store.open();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    return { desk, recovered: desk.#reportRecovery() };
  }

  /** Tries whether the disk takes a write, and its backup; tells `onDisk` and `onBackupDisk`. Never rejects. */
  async probe(): Promise<void> {
    try {
      this.#write((db) => tryWriting(db));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    await this.#store.backup();
  }

  /**
   * Somebody has read this revision. The first acknowledgement of a revision is kept and given back. Throws Problem
   * request-invalid for a revision that does not exist, store-unavailable.
   */
  acknowledge(act: { bulletin: string; revision: number; currentRevision: number; operator: string }): {
    readonly acknowledgement: Acknowledgement;
    readonly created: boolean;
  } {
    const { bulletin, revision, currentRevision, operator } = act;
    if (!Number.isInteger(revision) || revision < 1 || revision > currentRevision) {
      throw new Problem('request-invalid', {
        field: 'revision',
        expected: 'revision',
        values: { current: currentRevision },
      });
    }
    return this.#write((db, tell) => {
      const first = db
        .prepare<[string, number], AcknowledgementRow>(
          'select * from acknowledgement where bulletin = ? and revision = ?',
        )
        .get(bulletin, revision);
      if (first !== undefined) return { acknowledgement: acknowledgementOf(first), created: false };
      const acknowledgement = { bulletin, revision, operator, at: this.#now(), outdated: revision < currentRevision };
      db.prepare('insert into acknowledgement (bulletin, revision, operator, at, outdated) values (?, ?, ?, ?, ?)').run(
        bulletin,
        revision,
        operator,
        acknowledgement.at,
        acknowledgement.outdated ? 1 : 0,
      );
      tell({ kind: 'acknowledged', at: acknowledgement.at, bulletin, revision, data: { operator } });
      return { acknowledgement, created: true };
    });
  }

  /** The acknowledgements of a bulletin, by revision. */
  acknowledgements(bulletin: string): Acknowledgement[] {
    return this.#read((db) =>
      db
        .prepare<[string], AcknowledgementRow>('select * from acknowledgement where bulletin = ? order by revision')
        .all(bulletin)
        .map(acknowledgementOf),
    );
  }

  /** A person could see this revision on a screen here. Only the first time of a revision is told; gives it back. */
  displayed({ bulletin, revision }: { bulletin: string; revision: number }): Display {
    return this.#write((db, tell) => {
      const first = db
        .prepare<[string, number], Display>('select revision, at from displayed where bulletin = ? and revision = ?')
        .get(bulletin, revision);
      if (first !== undefined) return first;
      const at = this.#now();
      db.prepare('insert into displayed (bulletin, revision, at) values (?, ?, ?)').run(bulletin, revision, at);
      tell({ kind: 'displayed', at, bulletin, revision, data: {} });
      return { revision, at };
    });
  }

  /** What of a bulletin was on a screen here, by revision. */
  displays(bulletin: string): Display[] {
    return this.#read((db) =>
      db
        .prepare<[string], Display>('select revision, at from displayed where bulletin = ? order by revision')
        .all(bulletin),
    );
  }

  /** Of every bulletin that people here have dealt with, how far: one question for a list of thousands. */
  dealtWith(): ReadonlyMap<string, DealtWith> {
    return this.#read((db) => {
      const rows = db
        .prepare<[], DealtWith & { bulletin: string }>(
          `select bulletin, max(acknowledged) as acknowledged, min(revision) as first from (
             select bulletin, revision, revision as acknowledged from acknowledgement
             union all select bulletin, revision, null from displayed)
           group by bulletin`,
        )
        .all();
      return new Map(rows.map(({ bulletin, acknowledged, first }) => [bulletin, { acknowledged, first }]));
    });
  }

  /** Names used here in acknowledgements, quarantine reports and shortages, the most recent first; those emptied are gone. */
  operators(most: number): string[] {
    return this.#read((db) =>
      db
        .prepare<[number], string>(
          `select operator from (
             select operator, at from acknowledgement union all select operator, at from quarantine_report
             union all select operator, noted_at from shortage)
           where operator <> '' group by operator order by max(at) desc, operator limit ?`,
        )
        .pluck()
        .all(most),
    );
  }

  /**
   * The packs set apart, or none found (no lines); the latest report counts, the earlier ones are kept. Throws Problem
   * request-invalid, check-digit, lot-invalid or too-large, which name the line; store-unavailable.
   */
  quarantine(report: {
    bulletin: string;
    revision: number;
    operator: string;
    lines: readonly QuarantineLine[];
  }): QuarantineReport {
    const { bulletin, revision, operator } = report;
    const lines = readLines(report.lines);
    return this.#write((db, tell) => {
      const kept = { id: ulid(this.#options.clock.wall()), bulletin, revision, operator, at: this.#now(), lines };
      db.prepare(
        `insert into quarantine_report (id, bulletin, revision, operator, at, lines)
         values (@id, @bulletin, @revision, @operator, @at, @lines)`,
      ).run({ ...kept, lines: JSON.stringify(lines) });
      tell({ kind: 'reported', at: kept.at, bulletin, revision, data: { operator, lines } });
      return kept;
    });
  }

  /** The report that counts: the latest; null where none was made. */
  quarantineOf(bulletin: string): QuarantineReport | null {
    return this.#read((db) => {
      const row = db
        .prepare<[string], Omit<QuarantineReport, 'lines'> & { lines: string }>(
          `select id, bulletin, revision, operator, at, lines from quarantine_report
           where bulletin = ? order by number desc limit 1`,
        )
        .get(bulletin);
      return row === undefined ? null : { ...row, lines: JSON.parse(row.lines) };
    });
  }

  /**
   * Records an alarm and tells the portal. While the disk takes nothing it is held in memory and written later, since it
   * may be the disk that the alarm is about: never throws for that.
   */
  alarm({ code, detail }: { code: string; detail: Readonly<Record<string, unknown>> }): void {
    const alarm = { id: ulid(this.#options.clock.wall()), code, detail, at: this.#now() };
    this.#options.log.error({ code, detail }, 'alarm');
    this.#options.onAlarm?.(alarm);
    this.#unwritten = [...this.#unwritten, alarm].slice(-MAX_UNWRITTEN);
    this.#writeAlarms();
  }

  /** The alarms kept, oldest first. */
  alarms(): Alarm[] {
    this.#writeAlarms();
    let written: Alarm[] = [];
    try {
      written = this.#read((db) =>
        db
          .prepare<[], Omit<Alarm, 'detail'> & { detail: string }>(
            'select id, code, detail, at from alarm order by at, id',
          )
          .all()
          .map((row) => ({ ...row, detail: JSON.parse(row.detail) })),
      );
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
    return [...written, ...this.#unwritten];
  }

  /** Tells the portal where the journal stands, for its countersignature; once for each head. */
  journalHead({ count, hash }: { count: number; hash: string }): void {
    this.#write((db, tell) => {
      const data = { count, hash };
      const last = db
        .prepare<[], string>(`select data from event where kind = 'journal-head' order by seq desc limit 1`)
        .pluck()
        .get();
      if (last !== JSON.stringify(data)) tell({ kind: 'journal-head', at: this.#now(), data });
    });
  }

  /**
   * The first of `count` ids for the event stream, larger than any given before, restarts included. With a disk that
   * takes nothing they come from the wall clock's milliseconds: an agent must be able to start and block all the same.
   */
  reserveEventIds(count: number): number {
    const floor = this.#nextEventId;
    let first: number;
    try {
      first = this.#write((db) => {
        const next = Math.max(counter(db, 'next-event-id', 1), floor);
        setCounter(db, 'next-event-id', next + count);
        return next;
      });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      first = Math.max(floor, Math.floor(this.#options.clock.wall()));
    }
    this.#nextEventId = first + count;
    return first;
  }

  /**
   * Lets go of what need not be kept: receipted events after 30 days; names of people, refused events, alarms and
   * inventories after the retention. A name in an event that the portal does not have yet stays until it does.
   */
  purge(): void {
    const before = (days: number) => new Date(this.#options.clock.wall() - days * DAY_MS).toISOString();
    const retention = before(this.#options.retentionDays?.() ?? FIVE_YEARS_DAYS);
    this.#write((db) => {
      db.prepare('delete from event where receipted_at < ?').run(before(RECEIPTED_DAYS));
      db.prepare('delete from event where refused_at < ?').run(retention);
      db.prepare('delete from alarm where at < ?').run(retention);
      purgeInventories(db, retention);
      purgeShortages(db, retention);
      db.prepare(`update acknowledgement set operator = '' where at < ? and operator <> ''`).run(retention);
      db.prepare(`update quarantine_report set operator = '' where at < ? and operator <> ''`).run(retention);
    });
  }

  /** Backs up what has changed since the last backup. */
  backup(): Promise<void> {
    return this.#store.backup();
  }

  /** Writes what waits, backs up and closes; later calls are refused. */
  async close(): Promise<void> {
    this.#writeAlarms();
    await this.#store.close();
  }

  #now(): string {
    return new Date(this.#options.clock.wall()).toISOString();
  }

  #read<T>(work: (db: Database.Database) => T): T {
    const value = this.#store.read(work);
    this.#notice();
    return value;
  }

  /** One transaction; the events told in it are announced after its commit. */
  #write<T>(work: (db: Database.Database, tell: (event: EventDraft) => void) => T): T {
    const { value, events } = this.#store.write((db) => {
      const told: UpwardEvent[] = [];
      const result = work(db, (event) => told.push(this.outbox.add(db, event)));
      return { value: result, events: told };
    });
    for (const event of events) this.outbox.announce(event);
    this.#notice();
    // The disk takes something again.
    this.#writeAlarms();
    return value;
  }

  /** Reports a recovery that the call just made went through. */
  #notice(): void {
    const recovery = this.#reportRecovery();
    if (recovery !== null) this.#options.onRecovered?.(recovery);
  }

  #reportRecovery(): DeskRecovery | null {
    const recovery = this.#recovered;
    if (recovery === null) return null;
    this.#recovered = null;
    this.alarm({ code: `desk-from-${recovery.from}`, detail: { setAside: recovery.setAside } });
    return recovery;
  }

  #writeAlarms(): void {
    const alarms = this.#unwritten;
    if (alarms.length === 0) return;
    this.#unwritten = [];
    try {
      this.#write((db, tell) => {
        for (const { id, code, detail, at } of alarms) {
          const text = JSON.stringify(detail);
          db.prepare('insert into alarm (id, code, detail, at) values (?, ?, ?, ?)').run(id, code, text, at);
          const bytes = Buffer.byteLength(text);
          tell({ kind: 'alarm', at, data: { code, detail: bytes > MAX_DETAIL_BYTES ? { keptHere: bytes } : detail } });
        }
      });
    } catch (error) {
      this.#unwritten = [...alarms, ...this.#unwritten];
      if (!(error instanceof Problem)) throw error;
    }
  }
}

function acknowledgementOf({ bulletin, revision, operator, at, outdated }: AcknowledgementRow): Acknowledgement {
  return { bulletin, revision, operator, at, outdated: outdated === 1 };
}
