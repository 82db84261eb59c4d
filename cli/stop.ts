/** What of the process it listens to. */
interface Stoppable {
  readonly connected: boolean;
  /** Present where a parent opened a channel, also after it is gone. */
  readonly send?: unknown;
  on(event: string, listener: () => void): unknown;
}

/**
 * Resolves at the first Ctrl-C, SIGTERM, SIGHUP, or when the parent that started us with a channel goes away or lets go of
 * it (the way to stop a process cleanly on Windows, which has no SIGTERM). Later signals change nothing: a terminal's Ctrl-C
 * reaches a process twice where its launcher passes it on, and closing must not be cut short.
 */
export function untilStopped(process: Stoppable): Promise<void> {
  return new Promise((stop) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop());
    if (process.send === undefined) return;
    if (process.connected) process.on('disconnect', () => stop());
    else stop();
  });
}
