/**
 * The inventories of this post as they stand in desk.db: one open at a time, a line for each scan. What a pack is worth is
 * not kept, since a recall may come meanwhile: only what is needed to decide again (`agent/kept-pack.ts`).
 */
import type Database from 'better-sqlite3';
import { ulid } from 'ulid';
import { Problem } from '../../protocol/problems.ts';
import type { Clock } from '../clock.ts';
import type { KeptPack } from '../kept-pack.ts';

export interface InventoryHead {
  /** ULID. */
  readonly id: string;
  /** UTC, ISO 8601; of the first scan. */
  readonly startedAt: string;
  /** null: open. */
  readonly closedAt: string | null;
}

export interface InventoryEntry {
  /** ULID. */
  readonly id: string;
  readonly at: string;
  /** Whole packs, from 1. */
  readonly quantity: number;
  readonly pack: KeptPack;
}

/** Packs that read alike, however many lines they came by. */
export interface PacksAlike {
  readonly pack: KeptPack;
  readonly quantity: number;
}

export interface Page<T> {
  readonly entries: readonly T[];
  /** Give it as `before` for the next page; null: there is none. */
  readonly next: number | null;
}

type Numbered<T> = Omit<T, 'pack'> & { readonly number: number; readonly pack: string };

/** Transactions of the desk; both throw Problem store-unavailable. */
interface DeskAccess {
  read<T>(work: (db: Database.Database) => T): T;
  write<T>(work: (db: Database.Database) => T): T;
}

/** A whole pharmacy holds some 20,000 packs: more lines are a program that scans by itself. */
const MAX_LINES = 100_000;

const headColumns = 'id, started_at as startedAt, closed_at as closedAt';

export class Inventories {
  readonly #desk: DeskAccess;
  readonly #clock: Pick<Clock, 'wall'>;
  readonly #maxLines: number;

  constructor(desk: DeskAccess, clock: Pick<Clock, 'wall'>, maxLines = MAX_LINES) {
    this.#desk = desk;
    this.#clock = clock;
    this.#maxLines = maxLines;
  }

  /** The open one, or null. */
  current(): InventoryHead | null {
    return this.#desk.read(openOne);
  }

  /** One inventory, closed or not, or null. */
  find(id: string): InventoryHead | null {
    return this.#desk.read(
      (db) => db.prepare<[string], InventoryHead>(`select ${headColumns} from inventory where id = ?`).get(id) ?? null,
    );
  }

  /** Adds a line to the open inventory, or begins one with it. Throws Problem too-large, store-unavailable. */
  add({ quantity, pack }: { quantity: number; pack: KeptPack }): InventoryEntry & { readonly inventory: string } {
    const entry = { id: ulid(this.#clock.wall()), at: this.#now(), quantity, pack };
    const inventory = this.#desk.write((db) => {
      const open = openOne(db)?.id ?? begin(db, entry.at, ulid(this.#clock.wall()));
      const lines = db.prepare<[string], number>('select count(*) from inventory_line where inventory = ?').pluck();
      if ((lines.get(open) ?? 0) >= this.#maxLines) {
        throw new Problem('too-large', {
          field: 'lines',
          expected: 'items-at-most',
          values: { limit: this.#maxLines },
        });
      }
      const alike = db
        .prepare<[string, string, number], number>(
          `insert into inventory_pack (inventory, pack, quantity) values (?, ?, ?)
           on conflict (inventory, pack) do update set quantity = quantity + excluded.quantity returning number`,
        )
        .pluck()
        .get(open, JSON.stringify(pack), quantity);
      db.prepare('insert into inventory_line (id, inventory, pack, at, quantity) values (?, ?, ?, ?, ?)').run(
        entry.id,
        open,
        alike,
        entry.at,
        quantity,
      );
      return open;
    });
    return { ...entry, inventory };
  }

  /** Up to `limit` lines, newest first; `before`: the cursor that the page before gave. */
  lines(id: string, limit: number, before: number | null): Page<InventoryEntry> {
    const rows = this.#desk.read((db) =>
      db
        .prepare<[string, number, number], Numbered<InventoryEntry>>(
          `select line.number, line.id, line.at, line.quantity, alike.pack
           from inventory_line line join inventory_pack alike on alike.number = line.pack
           where line.inventory = ? and line.number < ? order by line.number desc limit ?`,
        )
        .all(id, before ?? Number.MAX_SAFE_INTEGER, limit),
    );
    return pageOf(rows, limit);
  }

  /** Up to `limit` kinds of pack with how many there are of each; `before` as in `lines`. */
  packs(id: string, limit: number, before: number | null): Page<PacksAlike> {
    const rows = this.#desk.read((db) =>
      db
        .prepare<[string, number, number], Numbered<PacksAlike>>(
          `select number, pack, quantity from inventory_pack where inventory = ? and number < ?
           order by number desc limit ?`,
        )
        .all(id, before ?? Number.MAX_SAFE_INTEGER, limit),
    );
    return pageOf(rows, limit);
  }

  /**
   * Takes a line of the open inventory back; nothing of it stays. Returns the inventory's id. Throws Problem not-found,
   * state-conflict (of a closed one), store-unavailable.
   */
  undo(line: string): string {
    return this.#desk.write((db) => {
      const found = db
        .prepare<[string], { inventory: string; closedAt: string | null; pack: number; quantity: number }>(
          `select line.inventory, closed_at as closedAt, line.pack, line.quantity
           from inventory_line line join inventory on inventory.id = line.inventory where line.id = ?`,
        )
        .get(line);
      if (found === undefined) throw new Problem('not-found', { field: 'id', expected: 'inventory-line' });
      if (found.closedAt !== null) throw new Problem('state-conflict', { state: 'closed' });
      db.prepare('delete from inventory_line where id = ?').run(line);
      db.prepare('update inventory_pack set quantity = quantity - ? where number = ?').run(found.quantity, found.pack);
      db.prepare('delete from inventory_pack where number = ? and quantity = 0').run(found.pack);
      return found.inventory;
    });
  }

  /** Closes the open inventory and gives it; null where none is open. Throws Problem store-unavailable. */
  close(): InventoryHead | null {
    return this.#desk.write((db) => {
      const open = openOne(db);
      if (open === null) return null;
      const closedAt = this.#now();
      db.prepare('update inventory set closed_at = ? where id = ?').run(closedAt, open.id);
      return { ...open, closedAt };
    });
  }

  #now(): string {
    return new Date(this.#clock.wall()).toISOString();
  }
}

/** Deletes the inventories in which nothing was scanned since `moment` (UTC, ISO 8601); inside a transaction. */
export function purgeInventories(db: Database.Database, moment: string): void {
  const old = `select id from inventory where coalesce(closed_at,
    (select max(at) from inventory_line where inventory = inventory.id), started_at) < ?`;
  const ids = db.prepare<[string], string>(old).pluck().all(moment);
  for (const table of ['inventory_line', 'inventory_pack']) {
    const remove = db.prepare(`delete from ${table} where inventory = ?`);
    for (const id of ids) remove.run(id);
  }
  const remove = db.prepare('delete from inventory where id = ?');
  for (const id of ids) remove.run(id);
}

function pageOf<R extends { readonly number: number; readonly pack: string }>(rows: readonly R[], limit: number) {
  return {
    entries: rows.map(({ number: _, pack, ...row }) => ({ ...row, pack: JSON.parse(pack) as KeptPack })),
    next: rows.length < limit ? null : (rows.at(-1)?.number ?? null),
  };
}

function openOne(db: Database.Database): InventoryHead | null {
  return db.prepare<[], InventoryHead>(`select ${headColumns} from inventory where closed_at is null`).get() ?? null;
}

function begin(db: Database.Database, at: string, id: string): string {
  db.prepare('insert into inventory (id, started_at) values (?, ?)').run(id, at);
  return id;
}
