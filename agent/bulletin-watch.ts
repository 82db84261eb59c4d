/**
 * Notices when a bulletin changes for this workstation: a revision came, or one that was scheduled began to count. The second
 * has no event of its own, so it is looked for in the quiet.
 */
import type { BulletinRecord } from './register/register.ts';

export interface BulletinWatchOptions {
  readonly bulletins: () => Iterable<BulletinRecord>;
  readonly onChange: (id: string) => void;
}

export class BulletinWatch {
  readonly #options: BulletinWatchOptions;
  readonly #seen = new Map<string, string>();

  /** What stands at the start is no change. */
  constructor(options: BulletinWatchOptions) {
    this.#options = options;
    for (const record of options.bulletins()) this.#seen.set(record.id, markOf(record));
  }

  /** Compares, and tells each bulletin that is not what it was. */
  look(): void {
    for (const record of this.#options.bulletins()) {
      const mark = markOf(record);
      if (this.#seen.get(record.id) === mark) continue;
      this.#seen.set(record.id, mark);
      this.#options.onChange(record.id);
    }
  }
}

function markOf({ revisions, revision, state }: BulletinRecord): string {
  return `${revisions.length} ${revision} ${state}`;
}
