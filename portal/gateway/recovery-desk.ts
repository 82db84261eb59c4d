/** Whom the gateway asks for missing entries: a few at a time, or every workstation of the country would send the same. */

export interface Witness {
  /** Asks this workstation for the entries that are missing. */
  askForEntries(): void;
}

const AT_ONCE = 3;

export class RecoveryDesk {
  readonly #asked = new Set<Witness>();
  readonly #waiting = new Set<Witness>();

  /** Puts a workstation that holds more than we do in the queue, and asks it when its turn comes. */
  enter(witness: Witness): void {
    this.#waiting.add(witness);
    this.#next();
  }

  /** It has gone, or has nothing more. */
  leave(witness: Witness): void {
    this.#asked.delete(witness);
    this.#waiting.delete(witness);
    this.#next();
  }

  get size(): number {
    return this.#asked.size + this.#waiting.size;
  }

  #next(): void {
    for (const witness of this.#waiting) {
      if (this.#asked.size >= AT_ONCE) return;
      this.#waiting.delete(witness);
      this.#asked.add(witness);
      witness.askForEntries();
    }
  }
}
