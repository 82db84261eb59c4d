/** The other end of process.ts: what such a process can be told to do. */
export type Duties = Readonly<Record<string, (...args: never[]) => unknown>>;

/** The duty that ends the process. */
export const end = 'end';

/** Answers orders from the parent until it is told to end. */
export function serve<D extends Duties>(duties: D, atEnd: () => unknown = () => undefined): D {
  process.on('message', async ({ id, duty, args }: { id: number; duty: string; args: never[] }) => {
    if (duty === end) {
      await atEnd();
      process.exit();
    }
    try {
      process.send?.({ id, answer: await duties[duty]?.(...args) });
    } catch (error) {
      process.send?.({ id, error: String((error as Error).stack) });
    }
  });
  return duties;
}

/** Nanoseconds on the clock that all processes of a machine share. */
export function nanoseconds(): number {
  return Number(process.hrtime.bigint());
}

/** What this process holds once nothing is left to collect, in bytes. */
export function memory(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
