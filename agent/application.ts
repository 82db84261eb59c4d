/** What the desktop application said of itself last: diagnostics tell it, since its icon's menu cannot be asked from afar. */
import { say } from '../protocol/messages/index.ts';
import type { Clock } from './clock.ts';
import { type Found, momentFor, type Step } from './diagnosis.ts';
import type { ApplicationReport } from './hook/schemas/application.ts';

/** In memory alone: an application that joins says it again. Of several sessions the last to speak counts. */
export class ApplicationNews {
  readonly #clock: Pick<Clock, 'wall'>;
  #last: { readonly report: ApplicationReport; readonly at: number } | null = null;

  constructor(clock: Pick<Clock, 'wall'>) {
    this.#clock = clock;
  }

  tell(report: ApplicationReport): void {
    this.#last = { report, at: this.#clock.wall() };
  }

  step(zone: string): Step {
    return { id: 'application', look: () => this.#found(zone) };
  }

  #found(zone: string): Found {
    if (this.#last === null) return { state: 'unknown', finding: 'agent.diagnostic.application.none' };
    const {
      report: { version, update },
      at,
    } = this.#last;
    const values = { version, at: momentFor(at, zone), next: update?.version ?? '' };
    if (update === null) return { state: 'ok', finding: 'agent.diagnostic.application.not-looking', values };
    const { trouble } = update;
    const advice = 'agent.diagnostic.application.do';
    if (update.unsupported) return { state: 'warning', finding: unsupported(update), values, advice };
    if (trouble !== null) {
      const words: Found['values'] = {
        trouble: (language) => say(language, `tray.update.trouble.${trouble}`, { version: update.version ?? '' }),
      };
      const finding = 'agent.diagnostic.application.trouble';
      return {
        state: 'warning',
        finding,
        values: { ...values, ...words },
        advice: 'agent.diagnostic.application.tell',
      };
    }
    if (update.version !== null) return { state: 'ok', finding: 'agent.diagnostic.application.out', values };
    return { state: 'ok', finding: 'agent.diagnostic.application.ok', values };
  }
}

const unsupported = ({ version }: { readonly version: string | null }): Found['finding'] =>
  version === null ? 'agent.diagnostic.application.unsupported' : 'agent.diagnostic.application.unsupported-out';
