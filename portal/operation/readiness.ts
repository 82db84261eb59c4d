/** Whether this portal can do all that it is there for: what a load balancer and the operator ask. */

import { readHead } from '../store/head.ts';
import { migrations } from '../store/migrations/index.ts';
import type { Store } from '../store/store.ts';
import { migrationsOf } from './catalogue.ts';

export interface ReadinessChecks {
  readonly database: 'ok' | 'unreachable';
  /** `behind`: tables of an older version than this program's. */
  readonly migrations: 'ok' | 'behind' | 'unknown';
  readonly feed: 'ok' | 'recovering' | 'unknown';
  readonly service: 'ok' | 'draining';
}

export interface Verdict {
  readonly ready: boolean;
  readonly checks: ReadinessChecks;
}

/** A database that takes longer is none that can be published with. */
const PATIENCE_MS = 3_000;

export class Readiness {
  readonly #db: Store['db'];
  #draining = false;

  constructor({ db }: Pick<Store, 'db'>) {
    this.#db = db;
  }

  /** From now on the portal sends its workstations elsewhere. */
  drain(): void {
    this.#draining = true;
  }

  async check(): Promise<Verdict> {
    const service = this.#draining ? 'draining' : 'ok';
    const seen = await this.#database();
    const checks: ReadinessChecks =
      seen === null
        ? { database: 'unreachable', migrations: 'unknown', feed: 'unknown', service }
        : { database: 'ok', ...seen, service };
    return { ready: Object.values(checks).every((state) => state === 'ok'), checks };
  }

  async #database(): Promise<Pick<ReadinessChecks, 'migrations' | 'feed'> | null> {
    const late = Promise.withResolvers<null>();
    const timer = setTimeout(() => late.resolve(null), PATIENCE_MS);
    const read = async () => {
      const [head, applied] = await Promise.all([readHead(this.#db), migrationsOf(this.#db)]);
      // A database that a newer portal beside us has brought further serves us too.
      const behind = Object.keys(migrations).some((name) => !applied.includes(name));
      return { migrations: behind ? 'behind' : 'ok', feed: head.recovering ? 'recovering' : 'ok' } as const;
    };
    // Why it does not answer is logged where it is used; here it only counts that it does not.
    const answer = await Promise.race([read().catch(() => null), late.promise]);
    clearTimeout(timer);
    return answer;
  }
}
