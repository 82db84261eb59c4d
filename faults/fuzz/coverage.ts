/** Which parts of our own code have run: V8's precise block coverage, by the inspector of this process. */
import { Session } from 'node:inspector';
import { pathToFileURL } from 'node:url';

interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[];
  }[];
}

const root = pathToFileURL(new URL('../..', import.meta.url).pathname).href;

/** Begin it before the code is loaded: V8 counts the blocks of what it compiles from then on. */
export class Coverage {
  readonly #session = new Session();

  constructor() {
    this.#session.connect();
    this.#session.post('Profiler.enable');
    this.#session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  }

  /** Counts no more. */
  stop(): void {
    this.#session.post('Profiler.stopPreciseCoverage');
  }

  /** The blocks that ran since the last call. */
  take(): Set<string> {
    const ran = new Set<string>();
    this.#session.post('Profiler.takePreciseCoverage', (error, { result }: { result: ScriptCoverage[] }) => {
      if (error !== null) throw error;
      for (const { url, functions } of result) {
        if (!url.startsWith(root) || url.includes('/node_modules/') || url.includes('/faults/')) continue;
        for (const { ranges } of functions) {
          for (const { startOffset, endOffset, count } of ranges) {
            if (count > 0) ran.add(`${url}:${startOffset}:${endOffset}`);
          }
        }
      }
    });
    return ran;
  }
}
