/** For tests: a journal in a directory of its own, with a clock that is set by hand. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { ulid } from 'ulid';
import type { Clock } from '../clock.ts';
import { Journal, type JournalOptions, type RowFilter } from './journal.ts';
import type { CheckEntry, JournalPack, JournalRow } from './row.ts';

export const silent = pino({ level: 'silent' });

/** A wall clock that stands where it is put; starts on 22 November 2026 at 09:30 UTC. */
export class HandClock implements Clock {
  now = Date.UTC(2026, 10, 22, 9, 30);
  wall = () => this.now;
  monotonic = () => this.now;
  boot = () => this.now;
  days(count: number): void {
    this.now += count * 86_400_000;
  }
}

/** A directory with a journal; `close` and `remove` close what was opened there. */
export class Bench {
  readonly dir: string;
  readonly path: string;
  readonly clock = new HandClock();
  readonly setAside: string[] = [];
  readonly #open: Journal[] = [];

  constructor(dir = mkdtempSync(join(tmpdir(), 'vigilot-journal-'))) {
    this.dir = dir;
    this.path = join(dir, 'journal.db');
  }

  /** Opens the journal; throws where it was set aside, unless that is expected. */
  open(options: Partial<JournalOptions> = {}): { journal: Journal; setAside: string | null } {
    const opened = Journal.open({
      path: this.path,
      clock: this.clock,
      log: silent,
      retentionDays: () => 365,
      onSetAside: (name) => this.setAside.push(name),
      ...options,
    });
    this.#open.push(opened.journal);
    return opened;
  }

  /** Another program's hand in the file. */
  tamper(sql: string, ...values: readonly unknown[]): void {
    const db = new Database(this.path);
    try {
      db.prepare(sql).run(...values);
    } finally {
      db.close();
    }
  }

  async close(): Promise<void> {
    for (const journal of this.#open) await journal.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.dir, { recursive: true, force: true });
  }
}

/** A check of a pack, allowed unless told otherwise. */
export function checkEntry(
  entry: Partial<Omit<CheckEntry, 'pack'>> & { pack?: Partial<JournalPack> } = {},
): CheckEntry {
  return {
    id: ulid(),
    at: '2026-11-22T09:30:00.000Z',
    verdict: 'allow',
    reasons: [],
    feed: { state: 'live', position: 128, asOf: '2026-11-22T09:29:56.000Z', ageSeconds: 4 },
    terminal: 'till-1',
    operator: null,
    saleReference: null,
    ...entry,
    pack: {
      codes: ['09520000000011'],
      lots: ['A123'],
      expiry: '2027-03-31',
      manufactured: null,
      readings: 1,
      ...entry.pack,
    },
  };
}

/** The rows, oldest first. */
export function allRows(journal: Journal, filter: RowFilter = {}): JournalRow[] {
  return [...journal.rows(filter)];
}

/** Appends `count` checks, one turn each. */
export async function appendSome(journal: Journal, count: number): Promise<CheckEntry[]> {
  const entries: CheckEntry[] = [];
  for (let i = 0; i < count; i++) {
    const entry = checkEntry({ saleReference: `sale-${i}` });
    await journal.append(entry);
    entries.push(entry);
  }
  return entries;
}
