/** One program at work on a disk that writes down all it is told, and what has to be true of it afterwards. */
import type { DiskRecord } from '../disk/log.ts';
import type { Chance } from '../random.ts';

/** Something a program said, when the log was that long. */
export type Fact = { readonly size: number } & (
  | { readonly kind: 'recall'; readonly gtin: string; readonly lot: string; readonly position: number }
  | { readonly kind: 'answer'; readonly id: string }
  | { readonly kind: 'acknowledgement'; readonly bulletin: string }
  | { readonly kind: 'published'; readonly bulletin: string }
);

export interface Recording {
  /** The data folder as it was before. */
  readonly base: string;
  readonly dir: string;
  readonly records: readonly DiskRecord[];
  readonly facts: readonly Fact[];
  /** Any sync of its file system makes names sure: what PostgreSQL asks of one. */
  readonly journaled?: boolean;
  /** What does not hold of the program once it has started on the disk in `dir`. Throws where it does not start. */
  readonly startOn: (dir: string, told: readonly Fact[], records: readonly DiskRecord[]) => Promise<readonly string[]>;
  readonly close: () => Promise<void>;
}

export interface Subject {
  readonly name: string;
  /** Why it cannot be had here; null where it can. */
  readonly lack: () => string | null;
  /** Lets it work with the shim, and ends it. */
  readonly record: (library: string, chance: Chance) => Promise<Recording>;
}
