/** Tells the agent what this application knows of versions, for its diagnostics: again for each agent, and for each change. */
import type { ApplicationReport } from '../../agent/hook/schemas/application.ts';
import type { UpdateState } from './keeper.ts';

/** The agent, as far as it is needed. */
export interface Hearer {
  call(method: 'POST', path: string, request: { body: unknown }): Promise<{ readonly status: number }>;
}

export class UpdateNews {
  readonly #running: string;
  readonly #onFault: (error: unknown) => void;
  #told: { readonly hearer: Hearer; readonly text: string } | null = null;

  constructor(running: string, onFault: (error: unknown) => void) {
    this.#running = running;
    this.#onFault = onFault;
  }

  /** `state` is null where no version is looked for. */
  tell(hearer: Hearer | null, state: UpdateState | null): void {
    if (hearer === null) return;
    const report: ApplicationReport = {
      version: this.#running,
      update: state && { version: state.version, unsupported: state.unsupported, trouble: state.trouble },
    };
    const text = JSON.stringify(report);
    if (this.#told?.hearer === hearer && this.#told.text === text) return;
    this.#told = { hearer, text };
    // A service of an earlier version does not know the path: its diagnostics go without.
    hearer.call('POST', '/v1/application', { body: report }).then(({ status }) => {
      if (status !== 200 && status !== 404) this.#onFault(new Error(`/v1/application: HTTP ${status}`));
    }, this.#onFault);
  }
}
