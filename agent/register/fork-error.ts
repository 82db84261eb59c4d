/** Two signed statements of one feed that contradict each other; both are kept (feed.md 3). */
export class ForkError extends Error {
  readonly position: number;

  constructor(position: number) {
    super(`two signed statements contradict each other at position ${position}`);
    this.name = 'ForkError';
    this.position = position;
  }
}
