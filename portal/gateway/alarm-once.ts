/** A workstation that reconnects all day with the same contradiction is one alarm, not a thousand. */
import { raiseAlarm } from '../store/alarms.ts';
import type { Store } from '../store/store.ts';

/** Records an alarm unless this process has recorded the same one for this workstation already. */
export class Alarms {
  readonly #store: Store;
  readonly #raised = new Set<string>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** `about` tells one occasion from the next: a position, a number. */
  async raise(
    code: string,
    workstation: string,
    about: string | number,
    detail: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const key = `${code} ${workstation} ${about}`;
    if (this.#raised.has(key)) return;
    await raiseAlarm(this.#store.db, { code, at: this.#store.clock.wall(), workstation, detail });
    if (this.#raised.size > 100_000) this.#raised.clear();
    this.#raised.add(key);
  }
}
