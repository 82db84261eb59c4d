/** Questions that cost less together: while one batch is under way the others gather for the next, so a lone one waits for nobody. */

interface Waiting<I, O> {
  readonly item: I;
  readonly told: PromiseWithResolvers<O>;
}

export class Together<I, O> {
  readonly #answer: (items: readonly I[]) => Promise<readonly O[]>;
  readonly #most: number;
  #waiting: Array<Waiting<I, O>> = [];
  #working = false;

  /** `answer` takes what gathered, `most` at a time, and answers in the same order; where it throws, all of these hear it. */
  constructor(answer: (items: readonly I[]) => Promise<readonly O[]>, most = 500) {
    this.#answer = answer;
    this.#most = most;
  }

  ask(item: I): Promise<O> {
    const told = Promise.withResolvers<O>();
    this.#waiting.push({ item, told });
    if (!this.#working) void this.#work();
    return told.promise;
  }

  async #work(): Promise<void> {
    this.#working = true;
    // What comes in this turn comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, this.#most);
      try {
        const answers = await this.#answer(batch.map(({ item }) => item));
        if (answers.length !== batch.length) throw new Error(`${answers.length} answers to ${batch.length} questions`);
        for (const [index, answer] of answers.entries()) batch[index]?.told.resolve(answer);
      } catch (error) {
        for (const { told } of batch) told.reject(error);
      }
    }
    this.#working = false;
  }
}
