/** What a command is: data that `--help` and the argument reader share, and the work itself. */
import type { Language, MessageKey } from '../protocol/messages/index.ts';
import { say } from '../protocol/messages/index.ts';
import { kinds, type SettingsTable, setting } from '../protocol/settings.ts';
import type { ExitStatus } from './exit.ts';
import type { Keyboard } from './keyboard.ts';

export interface Command {
  /** `['portal', 'keys', 'sign']`. */
  readonly words: readonly [string, ...string[]];
  readonly summary: MessageKey;
  /** A paragraph more, where the summary is not enough. */
  readonly details?: MessageKey;
  /** After the words: `<scan>`; `many`: none or more, the last one. */
  readonly operands: ReadonlyArray<{ readonly name: string; readonly doc: MessageKey; readonly many?: true }>;
  /** At least one: help teaches by them. `line` follows `vigilot `. */
  readonly examples: ReadonlyArray<{ readonly line: string; readonly doc: MessageKey }>;
  /** Settings it reads, from the table of the program it belongs to. */
  readonly settings: SettingsTable;
  /** Flags of its own. */
  readonly flags: SettingsTable;
  /** Beyond those that every command has. */
  readonly exits?: ReadonlyArray<{ readonly status: ExitStatus; readonly doc: MessageKey }>;
  run(invocation: Invocation): Promise<ExitStatus>;
}

/** Flags of every command. */
export const commonFlags = {
  json: setting<boolean>({
    kind: kinds.boolean(),
    env: null,
    flag: 'json',
    default: false,
    since: '0.1.0',
    doc: { fr: 'Répond en JSON, pour un programme.', en: 'Answers in JSON, for a program.' },
  }),
  lang: setting<Language>({
    kind: kinds.choice(['fr', 'en'], 'expected.language'),
    env: null,
    flag: 'lang',
    default: 'fr',
    defaultDoc: { fr: 'fr, ou en selon LC_ALL et LANG', en: 'fr, or en by LC_ALL and LANG' },
    since: '0.1.0',
    doc: { fr: 'Langue des réponses.', en: 'Language of the answers.' },
  }),
  help: setting<boolean>({
    kind: kinds.boolean(),
    env: null,
    flag: 'help',
    default: false,
    since: '0.1.0',
    doc: { fr: 'Cette aide.', en: 'This help.' },
  }),
} as const satisfies SettingsTable;

/** The outside world of a command: the process in production, anything in tests. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  out(text: string): void;
  err(text: string): void;
  input(): Promise<string>;
  /** Standard input line by line, as it is typed or scanned. */
  keyboard(): Keyboard;
  /** Resolves when the command should stop (Ctrl-C, SIGTERM, the parent gone). */
  stopped(): Promise<void>;
}

/** One call of a command, its arguments read. */
export interface Invocation extends Surroundings {
  readonly language: Language;
  readonly json: boolean;
  readonly operands: readonly string[];
  /** Settings and own flags that the command line gave, by name, as text or true. */
  readonly flags: Readonly<Record<string, string | boolean>>;
}

/** What was typed cannot be used: exit 2, the sentence, and where help is. */
export class UsageError extends Error {
  readonly key: MessageKey;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(key: MessageKey, values: Readonly<Record<string, string | number>> = {}) {
    super(say('en', key, values));
    this.name = 'UsageError';
    this.key = key;
    this.values = values;
  }
}

/** A failure with its own exit status and sentence. */
export class CommandError extends Error {
  readonly status: ExitStatus;
  readonly key: MessageKey;
  readonly values: Readonly<Record<string, string | number>>;
  constructor(status: ExitStatus, key: MessageKey, values: Readonly<Record<string, string | number>> = {}) {
    super(say('en', key, values));
    this.name = 'CommandError';
    this.status = status;
    this.key = key;
    this.values = values;
  }
}
