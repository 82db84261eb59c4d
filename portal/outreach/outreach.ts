/** Whoever has no agent is told in other ways: what is due is looked for at short intervals, by every portal on the database. */
import type { Logger } from 'pino';
import { readHead } from '../store/head.ts';
import { openCampaigns, openOfficines } from './campaigns.ts';
import { type DispatchContext, sendDue } from './dispatch.ts';
import { planSalvos } from './salvos.ts';

const INTERVAL_MS = 15_000;

export interface Outreach {
  /** Everything that is due now, once; resolves when it was handed over and recorded. */
  run(): Promise<void>;
  /** Waits for what is under way, and does nothing more. */
  close(): Promise<void>;
}

/** `everyMs`: null where the caller decides when to `run` (tests). */
export function startOutreach(o: DispatchContext, everyMs: number | null = INTERVAL_MS): Outreach {
  let running: Promise<void> | null = null;
  const stop = new AbortController();
  let timer: NodeJS.Timeout | null = null;

  const run = (): Promise<void> => {
    running ??= once(o, stop.signal).finally(() => {
      running = null;
    });
    return running;
  };
  const again = () => {
    if (stop.signal.aborted || everyMs === null) return;
    timer = setTimeout(() => {
      run().then(again, (error: unknown) => {
        logged(o.log, error);
        again();
      });
    }, everyMs);
    timer.unref();
  };
  again();
  return {
    run,
    close: async () => {
      stop.abort();
      if (timer !== null) clearTimeout(timer);
      await running?.catch((error: unknown) => logged(o.log, error));
    },
  };
}

async function once(o: DispatchContext, signal: AbortSignal): Promise<void> {
  // A restored portal may not know yet that a measure was revised or ended.
  if ((await readHead(o.db)).recovering) return;
  for (const step of [openCampaigns, openOfficines, planSalvos]) {
    if ((await step(o.db, o.clock)) > 0) o.onChange?.();
  }
  await sendDue(o, signal);
}

function logged(log: Logger, error: unknown): void {
  log.error({ err: error }, 'telling recipients without an agent failed; tried again shortly');
}
