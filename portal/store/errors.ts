/** Why a store does not open; the sentences are in the message catalogue under `portal.store.<reason>`. */
export type StoreFault =
  /** The database belongs to a feed whose keys are not in this data directory. */
  | 'keys-missing'
  /** Only the public half of a root is here, and it has not signed the portal's keys yet. */
  | 'keys-unsigned'
  /** The keys in this data directory belong to another feed than the database. */
  | 'feed-other'
  /** A key in force is not in this data directory: the portal is one of several, and the keys were not copied to its host. */
  | 'keys-behind'
  /** Another portal over this database has other keys in its portal.json. */
  | 'keys-differ'
  /** A file of keys holds no key: empty, cut short or another thing. */
  | 'key-unreadable'
  /** The first entry does not begin at the root that lies beside it: one of the two files is another's. */
  | 'root-differs'
  /** An entry in the database does not follow the one before, and `feed.log` does not have it either. */
  | 'feed-broken'
  /** Database and `feed.log` hold two signed entries of one position. */
  | 'feed-diverged'
  /** The embedded engine does not start on its own files: it never syncs them, and a power cut may have torn them. */
  | 'embedded-damaged';

/** A store that must not be opened as it is. `values` fill the placeholders of the sentence. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(fault: StoreFault, values: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`${fault}: ${JSON.stringify(values)}`, { cause });
    this.name = 'StoreError';
    this.fault = fault;
    this.values = values;
  }
}
