/**
 * The shortages of this post as they stand in desk.db: one open at a time for a product, each change one transaction with
 * the event that tells the portal. An order that waits is declared by itself once 72 h have passed.
 */
import type Database from 'better-sqlite3';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import { AUTOMATIC_AFTER_MS, type ShortageSource } from '../../protocol/shortages.ts';
import type { Clock } from '../clock.ts';
import type { EventDraft } from './outbox.ts';

/** Who ended it: people or software here, or the laboratory, whose product is supplied again everywhere. */
export type ShortageEnd = 'supplied' | 'laboratory';

export interface ShortageRecord {
  /** ULID. */
  readonly id: string;
  /** GTIN-14. */
  readonly gtin: string;
  readonly source: ShortageSource;
  /** Who declared it, as the officine calls them; empty: not told, or past the retention. */
  readonly operator: string;
  /** UTC, ISO 8601, as all moments here. */
  readonly notedAt: string;
  /** Since when nothing was supplied; null: not told. */
  readonly unavailableSince: string | null;
  /** When it is declared by itself; null: it was declared at once. */
  readonly dueAt: string | null;
  /** null: not yet. */
  readonly declaredAt: string | null;
  readonly closedAt: string | null;
  readonly closedBy: ShortageEnd | null;
  /** The portal has everything that was said of it. */
  readonly told: boolean;
}

interface DeskAccess {
  read<T>(work: (db: Database.Database) => T): T;
  write<T>(work: (db: Database.Database, tell: (event: EventDraft) => void) => T): T;
}

type Row = Omit<ShortageRecord, 'told'> & { readonly toldAt: string | null; readonly told: number };

/** Open at a time: more than any pharmacy lacks; a program that declares its whole catalogue. */
const MAX_OPEN = 5_000;
/** Said again after this long, it is told again: another post of the officine may have ended it meanwhile. */
const TELL_AGAIN_MS = 3_600_000;

const columns = `id, gtin, source, operator, noted_at as notedAt, unavailable_since as unavailableSince, due_at as dueAt,
  declared_at as declaredAt, told_at as toldAt, closed_at as closedAt, closed_by as closedBy,
  not exists (select 1 from event where receipted_at is null and refused_at is null
    and kind in ('shortage', 'shortage-ended') and data ->> 'declaration' = shortage.id) as told`;

export class Shortages {
  readonly #desk: DeskAccess;
  readonly #clock: Pick<Clock, 'wall'>;
  readonly #maxOpen: number;

  constructor(desk: DeskAccess, clock: Pick<Clock, 'wall'>, maxOpen = MAX_OPEN) {
    this.#desk = desk;
    this.#clock = clock;
    this.#maxOpen = maxOpen;
  }

  /**
   * Declares a product that cannot be had. One that is open is given back; where it only waited, it is declared now.
   * Throws Problem too-large, store-unavailable.
   */
  declare(said: {
    gtin: string;
    source: Exclude<ShortageSource, 'automatic'>;
    operator: string;
    unavailableSince: string | null;
  }): { readonly shortage: ShortageRecord; readonly created: boolean } {
    const now = this.#now();
    return this.#desk.write((db, tell) => {
      const open = openOf(db, said.gtin);
      const { source, operator } = said;
      const unavailableSince = said.unavailableSince ?? open?.unavailableSince ?? null;
      if (open === null) {
        const row = this.#insert(db, { ...said, dueAt: null, declaredAt: now });
        tell(declared({ ...row, declaredAt: now }));
      } else if (open.declaredAt === null) {
        db.prepare(
          `update shortage set source = ?, operator = ?, unavailable_since = ?, due_at = null, declared_at = ?, told_at = ?
           where id = ?`,
        ).run(source, operator, unavailableSince, now, now, open.id);
        tell(declared({ ...open, source, operator, unavailableSince, declaredAt: now }));
      } else if (Date.parse(now) - Date.parse(open.toldAt ?? open.declaredAt) >= TELL_AGAIN_MS) {
        db.prepare('update shortage set told_at = ? where id = ?').run(now, open.id);
        tell({ ...declared({ ...open, operator, declaredAt: open.declaredAt }), at: now });
      }
      return { shortage: required(db, said.gtin), created: open === null };
    });
  }

  /**
   * An order is not supplied since `unavailableSince`: declared by itself 72 h later, at once where they have passed. One
   * that is open is given back; it keeps the earlier beginning. Throws as `declare`.
   */
  wait(said: { gtin: string; operator: string; unavailableSince: string }): {
    readonly shortage: ShortageRecord;
    readonly created: boolean;
  } {
    const dueAt = dueOf(said.unavailableSince);
    const made = this.#desk.write((db) => {
      const open = openOf(db, said.gtin);
      if (open === null) {
        this.#insert(db, { ...said, source: 'automatic', dueAt, declaredAt: null });
      } else if (open.declaredAt === null && dueAt < (open.dueAt ?? '')) {
        db.prepare('update shortage set unavailable_since = ?, due_at = ? where id = ?').run(
          said.unavailableSince,
          dueAt,
          open.id,
        );
      }
      return { created: open === null };
    });
    this.declareDue();
    return { shortage: this.#desk.read((db) => required(db, said.gtin)), ...made };
  }

  /** Declares the orders that have waited long enough, and gives them. Throws Problem store-unavailable. */
  declareDue(): ShortageRecord[] {
    const now = this.#now();
    const due = `select ${columns} from shortage
      where declared_at is null and closed_at is null and due_at <= ? order by due_at`;
    if (this.#desk.read((db) => db.prepare<[string], Row>(due).get(now)) === undefined) return [];
    return this.#desk.write((db, tell) => {
      const rows = db.prepare<[string], Row>(due).all(now);
      for (const row of rows) {
        db.prepare('update shortage set declared_at = ?, told_at = ? where id = ?').run(now, now, row.id);
        tell(declared({ ...row, declaredAt: now }));
      }
      return rows.map(({ gtin }) => required(db, gtin));
    });
  }

  /** It was supplied again: ends what is open of the product and gives it; null where nothing is. Throws store-unavailable. */
  supplied({ gtin, operator }: { gtin: string; operator: string }): ShortageRecord | null {
    const now = this.#now();
    return this.#desk.write((db, tell) => {
      const open = openOf(db, gtin);
      if (open === null) return null;
      close(db, open.id, now, 'supplied');
      // An order that only waited was never told.
      if (open.declaredAt !== null) {
        tell({ kind: 'shortage-ended', at: now, data: { gtin, declaration: open.id, ...(operator && { operator }) } });
      }
      return byId(db, open.id);
    });
  }

  /**
   * The laboratory ended the shortage at `moment` (UTC): what was declared before is over. The portal does the same by
   * itself, so nothing is told. Gives those that ended.
   */
  endedByLaboratory(gtin: string, moment: string): ShortageRecord | null {
    const over = (db: Database.Database) => {
      const open = openOf(db, gtin);
      return open === null || open.notedAt > moment ? null : open;
    };
    if (this.#desk.read(over) === null) return null;
    return this.#desk.write((db) => {
      const open = over(db);
      if (open === null) return null;
      close(db, open.id, this.#now(), 'laboratory');
      return byId(db, open.id);
    });
  }

  /** One of them, or null. */
  find(id: string): ShortageRecord | null {
    return this.#desk.read((db) => byId(db, id));
  }

  /** The open ones, all of them, newest first. */
  open(): ShortageRecord[] {
    return this.#desk.read((db) =>
      db
        .prepare<[], Row>(`select ${columns} from shortage where closed_at is null order by noted_at desc, id desc`)
        .all()
        .map(recordOf),
    );
  }

  /** Up to `limit` that are closed, the last closed first. */
  closed(limit: number): ShortageRecord[] {
    return this.#desk.read((db) =>
      db
        .prepare<[number], Row>(
          `select ${columns} from shortage where closed_at is not null order by closed_at desc, id desc limit ?`,
        )
        .all(limit)
        .map(recordOf),
    );
  }

  #insert(
    db: Database.Database,
    said: Pick<Row, 'gtin' | 'source' | 'operator' | 'unavailableSince' | 'dueAt' | 'declaredAt'>,
  ): Row {
    const count = db.prepare<[], number>('select count(*) from shortage where closed_at is null').pluck().get() ?? 0;
    if (count >= this.#maxOpen) {
      throw new Problem('too-large', {
        field: 'shortages',
        expected: 'items-at-most',
        values: { limit: this.#maxOpen },
      });
    }
    const id = ulid(this.#clock.wall());
    db.prepare(
      `insert into shortage (id, gtin, source, operator, noted_at, unavailable_since, due_at, declared_at, told_at)
       values (@id, @gtin, @source, @operator, @notedAt, @unavailableSince, @dueAt, @declaredAt, @declaredAt)`,
    ).run({ ...said, id, notedAt: this.#now() });
    const row = db.prepare<[string], Row>(`select ${columns} from shortage where id = ?`).get(id);
    if (row === undefined) throw new Error(`shortage ${id} was written and is not there`);
    return row;
  }

  #now(): string {
    return new Date(this.#clock.wall()).toISOString();
  }
}

/** Names are emptied and closed ones deleted that are older than `moment` (UTC, ISO 8601); inside a transaction. */
export function purgeShortages(db: Database.Database, moment: string): void {
  db.prepare('delete from shortage where closed_at < ?').run(moment);
  db.prepare(`update shortage set operator = '' where noted_at < ? and operator <> ''`).run(moment);
}

/** When an order that is not supplied since `unavailableSince` is declared. */
function dueOf(unavailableSince: string): string {
  return new Date(Date.parse(unavailableSince) + AUTOMATIC_AFTER_MS).toISOString();
}

function declared({
  id,
  gtin,
  source,
  operator,
  unavailableSince,
  declaredAt,
}: Pick<Row, 'id' | 'gtin' | 'source' | 'operator' | 'unavailableSince'> & {
  readonly declaredAt: string;
}): EventDraft {
  return {
    kind: 'shortage',
    at: declaredAt,
    data: {
      gtin,
      declaration: id,
      source,
      ...(unavailableSince !== null && { unavailableSince }),
      ...(operator !== '' && { operator }),
    },
  };
}

function openOf(db: Database.Database, gtin: string): Row | null {
  const row = db.prepare<[string], Row>(`select ${columns} from shortage where gtin = ? and closed_at is null`);
  return row.get(gtin) ?? null;
}

function required(db: Database.Database, gtin: string): ShortageRecord {
  const row = openOf(db, gtin);
  if (row === null) throw new Error(`no open shortage of ${gtin}`);
  return recordOf(row);
}

function byId(db: Database.Database, id: string): ShortageRecord | null {
  const row = db.prepare<[string], Row>(`select ${columns} from shortage where id = ?`).get(id);
  return row === undefined ? null : recordOf(row);
}

function close(db: Database.Database, id: string, at: string, by: ShortageEnd): void {
  db.prepare('update shortage set closed_at = ?, closed_by = ? where id = ?').run(at, by, id);
}

function recordOf({ toldAt: _, told, ...row }: Row): ShortageRecord {
  return { ...row, told: told === 1 && row.declaredAt !== null };
}
