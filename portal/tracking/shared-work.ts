/**
 * One answer for everybody who asks the same at the same time: pages ask again whenever one of 110,000 workstations answered.
 * Nobody is given what was begun before they asked, so that an answer is never older than its question.
 */
export class SharedWork<T> {
  readonly #running = new Map<string, { readonly now: Promise<T>; next: Promise<T> | null }>();

  /** The result of `work` begun after this call, by this caller or by another one with the same `key`. */
  ask(key: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(key);
    if (running === undefined) return this.#start(key, work);
    // Whether the one before succeeds is no matter: its own callers are told.
    running.next ??= running.now.catch(() => undefined).then(() => this.#start(key, work));
    return running.next;
  }

  #start(key: string, work: () => Promise<T>): Promise<T> {
    const now = work();
    const running = { now, next: null };
    this.#running.set(key, running);
    const done = () => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    };
    now.then(done, done);
    return now;
  }
}
