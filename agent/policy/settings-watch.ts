/**
 * Settings that change while the agent runs: IT edits the machine policy, or the config file. What can be taken up at once
 * is; of the rest it is said that it waits for a restart. What cannot be read or used changes nothing, and is said.
 */
import type { Logger } from 'pino';
import type { Language } from '../../protocol/messages/index.ts';
import { describeFault, type Provenance, SettingsError, SettingsFileError } from '../../protocol/settings.ts';
import type { Timers } from '../link/timers.ts';
import { type AgentSettings, agentSettings, type ResolvedSettings } from './settings.ts';

/** Small files of the local disk; IT does not wait for a quarter of a minute. Milliseconds. */
const INTERVAL = 15_000;

export interface SettingsChange {
  /** Names now in force. */
  readonly applied: readonly string[];
  /** Names of every setting whose new value waits for a restart. */
  readonly afterRestart: readonly string[];
}

/** A source that cannot be read or used, in words of that language. */
export type FaultWords = (language: Language) => string;

export interface SettingsWatchOptions {
  /** What the agent started with. */
  readonly settings: ResolvedSettings;
  /** Reads every source again, as at the start. */
  readonly read: () => ResolvedSettings | Promise<ResolvedSettings>;
  readonly timers: Timers;
  readonly log: Logger;
  readonly onChange: (change: SettingsChange) => void;
  /** Once for each new fault. */
  readonly onFault: (words: FaultWords) => void;
}

type Name = keyof AgentSettings;
const names = Object.keys(agentSettings) as Name[];
const isLive = (name: Name) => 'live' in agentSettings[name];

export class SettingsWatch {
  readonly #options: SettingsWatchOptions;
  readonly #stop: () => void;
  #current: ResolvedSettings;
  #waiting = '';
  #faults: readonly string[];
  #looking = false;

  constructor(options: SettingsWatchOptions) {
    this.#options = options;
    this.#current = options.settings;
    this.#faults = wordsOf(options.settings).map((words) => words('en'));
    this.#stop = options.timers.every(INTERVAL, () => void this.look());
  }

  /** The settings in force now. */
  get current(): ResolvedSettings {
    return this.#current;
  }

  /** Reads the sources again; a look under way is enough. Never rejects: what goes wrong is told as a fault. */
  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const next = await this.#options.read();
      this.#tell(wordsOf(next));
      this.#take(next);
    } catch (error) {
      const known = error instanceof SettingsError || error instanceof SettingsFileError;
      if (!known) this.#options.log.error({ err: error }, 'the settings cannot be read again');
      this.#tell([(language) => (known ? error.describe(language) : (error as Error).message)]);
    } finally {
      this.#looking = false;
    }
  }

  close(): void {
    this.#stop();
  }

  #take(next: ResolvedSettings): void {
    const now = this.#current;
    const differs = (name: Name) => next.values[name] !== now.values[name];
    const applied = names.filter((name) => isLive(name) && differs(name));
    const afterRestart = names.filter((name) => !isLive(name) && differs(name));
    const live = names.filter(isLive);
    const values: Record<string, unknown> = { ...now.values };
    const sources: Record<string, Provenance> = { ...now.sources };
    for (const name of live) {
      values[name] = next.values[name];
      sources[name] = next.sources[name];
    }
    this.#current = { values, sources, warnings: next.warnings } as ResolvedSettings;
    const waiting = afterRestart.join(', ');
    if (applied.length === 0 && waiting === this.#waiting) return;
    this.#waiting = waiting;
    this.#options.log.info({ applied, afterRestart }, 'settings changed');
    this.#options.onChange({ applied, afterRestart });
  }

  #tell(faults: readonly FaultWords[]): void {
    const known = new Set(this.#faults);
    this.#faults = faults.map((words) => words('en'));
    for (const words of faults) {
      const text = words('en');
      if (known.has(text)) continue;
      this.#options.log.warn({ text }, 'a setting cannot be taken up');
      this.#options.onFault(words);
    }
  }
}

const wordsOf = ({ warnings }: ResolvedSettings): FaultWords[] =>
  warnings.map((fault) => (language) => describeFault(language, fault));
