/** Why a backup is not made or not put back; the sentences are in the message catalogue under `portal.backup.<fault>`. */
export type BackupFault =
  /** There is no portal in this database yet. */
  | 'nothing'
  /** The file to write stands there already. */
  | 'exists'
  /** It cannot be read or written; `cause` says why. */
  | 'file'
  /** No backup of a portal, or one of a format that this version does not know. */
  | 'not-backup'
  /** It ends before its end. */
  | 'truncated'
  /** Its content is not what was written. */
  | 'altered'
  /** Its entries are not a feed signed by the root that it names; `position` is the first that does not hold. */
  | 'feed-broken'
  /** It was made by a version with tables that this one does not know. */
  | 'newer'
  /** The database holds something already. */
  | 'not-empty'
  /** The keys in the data folder are those of another feed. */
  | 'keys-other';

/** A backup that is not made or not put back; nothing was changed. `values` fill the placeholders of the sentence. */
export class BackupError extends Error {
  readonly fault: BackupFault;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(fault: BackupFault, values: Readonly<Record<string, string | number>>, cause?: unknown) {
    super(`${fault}: ${JSON.stringify(values)}`, cause === undefined ? {} : { cause });
    this.name = 'BackupError';
    this.fault = fault;
    this.values = values;
  }
}
