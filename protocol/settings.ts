/**
 * Settings: the shape of a table of them, and which value counts where several are given. One table a program gives the
 * reading, the types, `--help` and docs/settings.md. By rising precedence: default, config file, environment, command line,
 * machine policy (contract, section 3). Pure: files and the environment are read by the caller.
 */
import type { Machine } from './machine.ts';
import { type Language, type MessageKey, say } from './messages/index.ts';

/** By rising precedence. */
export type SettingSource = 'default' | 'file' | 'environment' | 'flag' | 'policy';

/** What a kind of value looks like from outside: what a schema and the group policy editor are made of. */
export type ValueShape =
  | { readonly type: 'text'; readonly maxLength: number }
  | { readonly type: 'number'; readonly min: number; readonly max: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'choice'; readonly options: readonly string[] };

/** How a raw value (text of a variable or flag, JSON of a file) becomes a value, or what was expected instead. */
export interface SettingKind<T> {
  readonly shape: ValueShape;
  /** A file may say `null`: there is no value. */
  readonly optional?: true;
  /** Stands after the flag in `--help`; none: the flag takes no value. */
  readonly placeholder: string | null;
  readonly expected: MessageKey;
  /** The value, or undefined where `raw` is none. */
  read(raw: unknown): T | undefined;
}

/** Folder of the group policy editor. */
export type PolicyGroup = 'portal' | 'tills' | 'answers' | 'records' | 'workstation';

/** How IT sets it by machine policy. */
export interface PolicyEntry {
  /** The machine's alone, no user's: nobody at the counter may weaken what keeps a recalled lot on the shelf. */
  readonly scope: 'machine';
  readonly group: PolicyGroup;
  /** Heading in the group policy editor. */
  readonly title: Readonly<Record<Language, string>>;
}

export interface Setting<T> {
  readonly kind: SettingKind<T>;
  /** Environment variable, or null for what only a command line says. */
  readonly env: string | null;
  /** Flag without its dashes, or null: a secret on a command line is seen by every process of the machine. */
  readonly flag: string | null;
  readonly default: T | ((machine: Machine) => T);
  /** In words, where the default depends on the machine or is the absence of a value. */
  readonly defaultDoc?: Readonly<Record<Language, string>>;
  /** Never printed, logged or copied. */
  readonly secret?: true;
  /** A new value is taken up while the program runs; others wait for its next start. */
  readonly live?: true;
  /** Sources that may not give it. */
  readonly notFrom?: readonly SettingSource[];
  /** Without it a machine policy may not give it. */
  readonly policy?: PolicyEntry;
  /** Version that brought it. */
  readonly since: string;
  readonly doc: Readonly<Record<Language, string>>;
}

export type SettingsTable = Readonly<Record<string, Setting<unknown>>>;
export type SettingValues<T extends SettingsTable> = {
  readonly [K in keyof T]: T[K] extends Setting<infer V> ? V : never;
};

/** Where one value came from: `where` names the file, variable or flag. */
export interface Provenance {
  readonly source: SettingSource;
  readonly where: string;
}

/** The values in force, each with where it came from; `warnings` are what a person should read but nothing fails for. */
export interface Resolved<T extends SettingsTable> {
  readonly values: SettingValues<T>;
  readonly sources: { readonly [K in keyof T]: Provenance };
  readonly warnings: readonly SettingFault[];
}

/** One thing wrong with one setting, in words on demand. */
export interface SettingFault {
  readonly key: MessageKey;
  readonly setting: string;
  readonly source: SettingSource;
  readonly where: string;
  readonly expected?: MessageKey;
  /** As given, shortened; absent for a secret. Of a file: why it could not be used. */
  readonly value?: string;
  /** Name that was probably meant. */
  readonly meant?: string;
}

/** The sentence for a fault, in that language. */
export function describeFault(language: Language, fault: SettingFault): string {
  return say(language, fault.key, {
    name: fault.setting,
    where: fault.where,
    expected: fault.expected ? say(language, fault.expected) : '',
    value: fault.value ?? say(language, 'setting.hidden'),
    path: fault.where,
    cause: fault.value ?? '',
    hint: fault.meant ? say(language, 'setting.did-you-mean', { name: fault.meant }) : '',
  });
}

/** Settings that cannot be used: every fault found, each naming its setting and source. */
export class SettingsError extends Error {
  readonly faults: readonly SettingFault[];
  constructor(faults: readonly SettingFault[]) {
    super(faults.map((fault) => describeFault('en', fault)).join('\n'));
    this.name = 'SettingsError';
    this.faults = faults;
  }

  /** The same, in that language. */
  describe(language: Language): string {
    return this.faults.map((fault) => describeFault(language, fault)).join('\n');
  }
}

/** A file of settings that is there and cannot be used. */
export class SettingsFileError extends Error {
  readonly key: 'setting.file-unreadable' | 'setting.policy-unreadable';
  readonly path: string;
  readonly reason: string;
  constructor(key: 'setting.file-unreadable' | 'setting.policy-unreadable', path: string, reason: string) {
    super(say('en', key, { path, cause: reason }));
    this.name = 'SettingsFileError';
    this.key = key;
    this.path = path;
    this.reason = reason;
  }

  /** The same, in that language. */
  describe(language: Language): string {
    return say(language, this.key, { path: this.path, cause: this.reason });
  }
}

/** The object that a file of settings holds (JSON, a byte order mark allowed). Throws `SettingsFileError` with `key`. */
export function parseSettings(
  key: SettingsFileError['key'],
  path: string,
  text: string,
): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (cause) {
    throw new SettingsFileError(key, path, reasonOf(cause));
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new SettingsFileError(key, path, 'not a JSON object');
  }
  return value as Readonly<Record<string, unknown>>;
}

/**
 * The layer that a config file gives, read by `read`. A file that is only the default place may be absent: null. Throws
 * `SettingsFileError` where it cannot be read or is no JSON object.
 */
export function configLayer(
  { configFile }: { readonly configFile: string },
  { source }: Provenance,
  read: (path: string) => string,
): SettingLayer | null {
  let text: string;
  try {
    text = read(configFile);
  } catch (cause) {
    const reason = reasonOf(cause);
    if (reason === 'ENOENT' && source === 'default') return null;
    throw new SettingsFileError('setting.file-unreadable', configFile, reason);
  }
  return { where: configFile, values: parseSettings('setting.file-unreadable', configFile, text) };
}

/** A setting that IT may set by machine policy. */
export const byPolicy = (group: PolicyGroup, fr: string, en: string): PolicyEntry => ({
  scope: 'machine',
  group,
  title: { fr, en },
});

/** The name of a setting where Windows keeps it, in the registry and in Group Policy: `PortalUrl` for `portalUrl`. */
export const registryName = (setting: string): string => setting.slice(0, 1).toUpperCase() + setting.slice(1);

/** Keeps each setting's own type while its shape is checked. */
export const setting = <T>(definition: Setting<T>): Setting<T> => definition;

/** Short reason of an error of the file system or of JSON: its code where it has one. A JSON error quotes no value. */
export function reasonOf(cause: unknown): string {
  if (cause instanceof SyntaxError) return 'not JSON';
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : String(cause);
}

/** Values of one source: by setting name in files, policies and flags; by variable in the environment. */
export interface SettingLayer {
  /** Path of the file; empty for environment and flags, which name themselves. */
  readonly where: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface SettingLayers {
  /** What an installer was told, below a config file. */
  readonly installed?: SettingLayer;
  readonly file?: SettingLayer;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly flags?: Readonly<Record<string, unknown>>;
  readonly policy?: SettingLayer;
}

/**
 * The values in force. Throws `SettingsError` with every value that is none of its kind, and every unknown name in a config
 * file (a misspelt setting must not be lost in silence). An unknown name in a policy is only a warning: IT writes one policy
 * for a fleet, and an older agent must go on blocking recalls.
 */
export function resolve<T extends SettingsTable>(table: T, layers: SettingLayers, machine: Machine): Resolved<T> {
  const faults: SettingFault[] = [];
  const warnings: SettingFault[] = [];
  for (const [source, layer] of [
    ['file', layers.file],
    ['policy', layers.policy],
  ] as const) {
    for (const name of Object.keys(layer?.values ?? {})) {
      if (Object.hasOwn(table, name)) continue;
      const meant = closest(name, Object.keys(table));
      const fault = { key: 'setting.unknown', setting: name, source, where: layer?.where ?? '', meant } as const;
      (source === 'policy' ? warnings : faults).push(fault);
    }
  }
  const values: Record<string, unknown> = {};
  const sources: Record<string, Provenance> = {};
  for (const [name, setting] of Object.entries(table)) {
    const fallback = setting.default;
    values[name] = typeof fallback === 'function' ? fallback(machine) : fallback;
    sources[name] = { source: 'default', where: '' };
    for (const { source, where, raw } of given(name, setting, layers)) {
      if (setting.notFrom?.includes(source) || (source === 'policy' && setting.policy === undefined)) {
        faults.push({ key: 'setting.misplaced', setting: name, source, where });
        continue;
      }
      const value = setting.kind.read(raw);
      if (value === undefined) {
        const shown = setting.secret ? {} : { value: JSON.stringify(raw)?.slice(0, 80) ?? '' };
        faults.push({
          key: 'setting.invalid',
          setting: name,
          source,
          where,
          expected: setting.kind.expected,
          ...shown,
        });
        continue;
      }
      values[name] = value;
      sources[name] = { source, where };
    }
  }
  if (faults.length > 0) throw new SettingsError(faults);
  return { values, sources, warnings } as Resolved<T>;
}

/** What each source says of one setting, by rising precedence. An empty variable counts as not set, as shells leave them. */
function* given(
  name: string,
  setting: Setting<unknown>,
  layers: SettingLayers,
): Generator<Provenance & { readonly raw: unknown }> {
  const { installed, file, environment, flags, policy } = layers;
  if (installed && Object.hasOwn(installed.values, name)) {
    yield { source: 'file', where: installed.where, raw: installed.values[name] };
  }
  if (file && Object.hasOwn(file.values, name)) yield { source: 'file', where: file.where, raw: file.values[name] };
  const variable = setting.env === null ? undefined : environment?.[setting.env];
  if (variable) yield { source: 'environment', where: setting.env ?? '', raw: variable };
  if (flags?.[name] !== undefined) yield { source: 'flag', where: `--${setting.flag ?? name}`, raw: flags[name] };
  if (policy && Object.hasOwn(policy.values, name)) {
    yield { source: 'policy', where: policy.where, raw: policy.values[name] };
  }
}

/** One line a setting for status and diagnostics: the value as text (hidden for a secret) and where it came from. */
export function listSettings<T extends SettingsTable>(
  table: T,
  resolved: Resolved<T>,
  language: Language,
): Array<{ name: string; value: string; source: SettingSource; where: string }> {
  return Object.entries(table).map(([name, setting]) => {
    const value = resolved.values[name];
    const text = value === null ? say(language, 'setting.none') : String(value);
    return {
      name,
      value: setting.secret && value !== null ? say(language, 'setting.hidden') : text,
      ...(resolved.sources[name] ?? { source: 'default', where: '' }),
    };
  });
}

/** The candidate that a person who typed `text` most probably meant, or undefined where none is near. */
export function closest(text: string, candidates: Iterable<string>): string | undefined {
  let best: { name: string; distance: number } | undefined;
  for (const name of candidates) {
    const distance = editDistance(text.toLowerCase(), name.toLowerCase());
    if (
      distance <= Math.max(1, Math.floor(name.length / 3)) &&
      distance < (best?.distance ?? Number.POSITIVE_INFINITY)
    ) {
      best = { name, distance };
    }
  }
  return best?.name;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

export const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** A whole number from `min` to `max`, which the registry can hold as a DWORD. */
const whole = (min: number, max: number): Pick<SettingKind<number>, 'shape' | 'read'> => ({
  shape: { type: 'number', min, max },
  read: (raw) => {
    const number = typeof raw === 'string' && /^\d{1,15}$/.test(raw.trim()) ? Number(raw) : raw;
    return typeof number === 'number' && Number.isInteger(number) && number >= min && number <= max
      ? number
      : undefined;
  },
});

/** The kinds of value that tables are made of. */
export const kinds = {
  text: (expected: MessageKey = 'expected.text', maxLength = 1000): SettingKind<string> => ({
    shape: { type: 'text', maxLength },
    placeholder: 'TEXT',
    expected,
    read: (raw) => {
      const text = typeof raw === 'string' ? raw.trim() : '';
      return text.length >= 1 && text.length <= maxLength ? text : undefined;
    },
  }),
  /** Long enough not to be guessed; what a header can carry (RFC 6750, section 2.1). */
  secret: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 200 },
    placeholder: 'TEXT',
    expected: 'expected.secret',
    read: (raw) => (typeof raw === 'string' && /^[\x21-\x7e]{16,200}$/.test(raw) ? raw : undefined),
  }),
  path: (): SettingKind<string> => ({ ...kinds.text('expected.path'), placeholder: 'PATH' }),
  port: (): SettingKind<number> => ({
    ...whole(0, 65_535),
    placeholder: 'PORT',
    expected: 'expected.port',
  }),
  seconds: (): SettingKind<number> => ({
    ...whole(0, 10 ** 9),
    placeholder: 'SECONDS',
    expected: 'expected.seconds',
  }),
  positive: (placeholder: string): SettingKind<number> => ({
    ...whole(1, 10 ** 9),
    placeholder,
    expected: 'expected.positive-number',
  }),
  boolean: (): SettingKind<boolean> => ({
    shape: { type: 'boolean' },
    placeholder: null,
    expected: 'expected.boolean',
    read: (raw) => {
      if (typeof raw === 'boolean') return raw;
      const text = String(raw).trim().toLowerCase();
      if (['true', '1', 'yes', 'on', 'oui'].includes(text)) return true;
      return ['false', '0', 'no', 'off', 'non'].includes(text) ? false : undefined;
    },
  }),
  choice: <const T extends string>(options: readonly T[], expected: MessageKey): SettingKind<T> => ({
    shape: { type: 'choice', options },
    placeholder: options.join('|'),
    expected,
    read: (raw) => options.find((option) => option === raw),
  }),
  timeZone: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 100 },
    placeholder: 'ZONE',
    expected: 'expected.time-zone',
    read: (raw) => {
      if (typeof raw !== 'string') return undefined;
      try {
        return new Intl.DateTimeFormat('fr', { timeZone: raw }).resolvedOptions().timeZone;
      } catch {
        return undefined; // RangeError: no such zone
      }
    },
  }),
  /** https, or http where the portal is on this machine (feed.md); without query or fragment; no slash at the end. */
  portalUrl: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 1000 },
    placeholder: 'URL',
    expected: 'expected.portal-url',
    read: (raw) => {
      if (typeof raw !== 'string' || !URL.canParse(raw)) return undefined;
      const url = new URL(raw);
      const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
      if (url.protocol !== 'https:' && !(url.protocol === 'http:' && loopback)) return undefined;
      if (url.search || url.hash || url.username || url.password) return undefined;
      return url.href.replace(/\/+$/, '');
    },
  }),
  /** An HTTP proxy, without a name and password: whoever reads the settings would read them. */
  proxyUrl: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 1000 },
    placeholder: 'URL',
    expected: 'expected.proxy-url',
    read: (raw) => {
      if (typeof raw !== 'string' || !URL.canParse(raw)) return undefined;
      const { protocol, host, href } = new URL(raw);
      return protocol === 'http:' && host !== '' && href === `http://${host}/` ? `http://${host}` : undefined;
    },
  }),
  databaseUrl: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 1000 },
    placeholder: 'URL',
    expected: 'expected.database-url',
    read: (raw) => (typeof raw === 'string' && /^postgres(ql)?:\/\/\S+$/.test(raw) ? raw : undefined),
  }),
  /** Addresses or networks (CIDR), commas between. */
  networks: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 1000 },
    placeholder: 'NETWORKS',
    expected: 'expected.networks',
    read: (raw) => {
      const networks = typeof raw === 'string' ? raw.split(',').map((each) => each.trim()) : [];
      const plain = (each: string) => /^(\d{1,3}(\.\d{1,3}){3}|[\da-f]*:[\da-f:.]+)(\/\d{1,3})?$/i.test(each);
      return networks.length > 0 && networks.every(plain) ? networks.join(',') : undefined;
    },
  }),
  faxGateway: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 200 },
    placeholder: 'ADDRESS',
    expected: 'expected.fax-gateway',
    read: (raw) =>
      typeof raw === 'string' && /^[^\s@]*\{(number|digits)\}[^\s@]*@[^\s@{}]+$/.test(raw) ? raw : undefined,
  }),
  smtpUrl: (): SettingKind<string> => ({
    shape: { type: 'text', maxLength: 1000 },
    placeholder: 'URL',
    expected: 'expected.smtp-url',
    read: (raw) => (typeof raw === 'string' && /^smtps?:\/\/\S+$/.test(raw) && URL.canParse(raw) ? raw : undefined),
  }),
} as const;

/** The same kind where a setting may have no value; written `null` in a file. */
export function optional<T>(kind: SettingKind<T>): SettingKind<T | null> {
  return { ...kind, optional: true, read: (raw) => (raw === null ? null : kind.read(raw)) };
}
