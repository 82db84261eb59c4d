/**
 * Names of products, for people to read: answers, bulletins and CIP7 carry them. Nothing is decided by them: a recalled code
 * need not be in any catalogue, and without one the agent answers the same.
 */
import { statSync, unwatchFile, watchFile } from 'node:fs';
import type { Logger } from 'pino';
import { openDatabase } from '../database.ts';
import { catalogueDatabase } from './catalogue-schema.ts';

export interface CatalogueOptions {
  /** catalogue.db in the agent's data directory; it may be absent, and may come or be replaced later. */
  readonly path: string;
  readonly log: Logger;
  /** How often an import by another process is looked for, in milliseconds. */
  readonly pollMs?: number;
}

/** The names in memory, since a check reads no disk: about 4 MB for the 20,874 presentations of the public database. */
export class Catalogue {
  readonly #path: string;
  readonly #log: Logger;
  readonly #onChange: () => void;
  #names: ReadonlyMap<string, string> = new Map();

  private constructor({ path, log, pollMs = 30_000 }: CatalogueOptions) {
    this.#path = path;
    this.#log = log;
    this.#onChange = () => this.refresh();
    this.refresh();
    watchFile(path, { interval: pollMs, persistent: false }, this.#onChange);
  }

  /** Never throws: a catalogue that cannot be read is logged, and there are no names. */
  static open(options: CatalogueOptions): Catalogue {
    return new Catalogue(options);
  }

  /** The name of this GTIN-14, in French, or null where the catalogue does not know it. */
  names(gtin: string): string | null {
    return this.#names.get(gtin) ?? null;
  }

  get size(): number {
    return this.#names.size;
  }

  /** Reads the file again; keeps the names it had where the file is there but cannot be read. */
  refresh(): void {
    try {
      if (statSync(this.#path, { throwIfNoEntry: false }) === undefined) {
        this.#names = new Map();
        return;
      }
      // Opened for the reading alone, so that Windows lets the next import replace the file.
      const db = openDatabase(this.#path, { ...catalogueDatabase, readonly: true });
      try {
        const rows = db.prepare<[], [string, string]>('select gtin, name from product').raw().all();
        this.#names = new Map(rows);
      } finally {
        db.close();
      }
    } catch (error) {
      this.#log.warn({ err: error, path: this.#path }, 'the catalogue of names cannot be read');
    }
  }

  close(): void {
    unwatchFile(this.#path, this.#onChange);
  }
}
