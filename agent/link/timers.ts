/** Timers as the link uses them; each call returns how to stop it. Injected, so that tests need not wait. */
export interface Timers {
  after(ms: number, work: () => void): () => void;
  every(ms: number, work: () => void): () => void;
}

export const systemTimers: Timers = {
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
  every: (ms, work) => {
    const timer = setInterval(work, ms);
    return () => clearInterval(timer);
  },
};
