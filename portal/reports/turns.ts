/** One after the other, whoever asks: what takes much of a processor and must not take all of it. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `work` when what was asked for before it has ended, and gives its result. */
  take<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine.catch(() => undefined);
    return mine;
  }
}
