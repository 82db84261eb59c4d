/**
 * What may leave this machine in a log or a support bundle: no credential, no name of a person or of a sale, no name of a
 * home directory. Product codes, lots and bulletin ids stay, since a recall cannot be looked into without them: nothing here
 * is recognised by being a long number. Applied when a line is written, so that a file that was copied is safe too.
 */
import { homedir } from 'node:os';

const HIDDEN = '[redacted]';

/** Names of fields whose values never leave, whatever they hold; compared without case. */
const hiddenFields: ReadonlySet<string> = new Set(
  [
    ['authorization', 'cookie', 'set-cookie', 'token', 'enrolmentToken', 'password', 'secret', 'privateKey', 'proof'],
    ['operator', 'operators', 'saleReference', 'sale_reference', 'scan', 'serial'],
  ]
    .flat()
    .map((name) => name.toLowerCase()),
);

/** Fields that hold hashes and thumbprints: public, as long as a token, and what support compares first. */
const publicFields: ReadonlySet<string> = new Set(['hash', 'previoushash', 'previous', 'root', 'kid', 'thumbprint']);

const fieldNames = [...hiddenFields].join('|');

/** Each with the invariant that makes it one: a credential has a form, a number has none. */
const patterns: ReadonlyArray<readonly [pattern: RegExp, replacement: string]> = [
  // RFC 7617, RFC 6750.
  [/\b(Bearer|Basic) +[\w.~+/=-]{6,}/gi, `$1 ${HIDDEN}`],
  // protocol/enrolment.ts.
  [/\bvgt1\.[\w-]+(?:\.[\w-]+)?/g, `vgt1.${HIDDEN}`],
  // Compact JWS and JWT: a header in base64url begins `{"`.
  [/\beyJ[\w-]+\.[\w-]*\.[\w-]*/g, '[jws]'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, HIDDEN],
  // The private half of a JWK (RFC 8037), also inside JSON inside JSON.
  [/((?<!\\)\\{0,15}"d\\{0,15}"\s*:\s*\\{0,15}")[\w-]{43}(?=\\{0,15}")/g, `$1${HIDDEN}`],
  // A one-time link of the desk.
  [/(\/desk\/)[\w-]{16,}/g, `$1${HIDDEN}`],
  [/((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,20}:\/\/)[^/\s@"']+@/gi, `$1${HIDDEN}@`],
  [/([?&](?:scan|challenge|token|key)=)[^&\s"'\\]+/gi, `$1${HIDDEN}`],
  // A field inside text: JSON at any depth of escaping, then as programs print it.
  [
    new RegExp(`(?<!\\\\)(\\\\{0,15})"(${fieldNames})\\1"(\\s*:\\s*)\\1"(?:(?!(?<!\\\\)\\1").)*\\1"`, 'gi'),
    `$1"$2$1"$3$1"${HIDDEN}$1"`,
  ],
  [new RegExp(`\\b(${fieldNames})(\\s*[:=]\\s*)'[^'\\n]*'`, 'gi'), `$1$2'${HIDDEN}'`],
  [new RegExp(`\\b(${fieldNames})=[^\\s'",;&]+`, 'gi'), `$1=${HIDDEN}`],
];

/** The folder of a person, on any system; the rest of the path stays. A name of several words must end at a separator. */
const homes: ReadonlyArray<readonly [pattern: RegExp, replacement: string]> = [
  [/\b([a-z]:(\\+|\/)Users\2)(?:[^\\/"'<>|:*?\r\n]+(?=[\\/])|[^\\/"'<>|:*?\s]+)/gi, '$1[user]'],
  [/(\/(?:home|Users)\/)[^\\/"'\s]+(?: \p{Lu}\p{L}*)*(?=\/)/gu, '$1[user]'],
  [/(\/(?:home|Users)\/)(?!\[user\])[^\\/"'\s,;:)]+/g, '$1[user]'],
];

/** 24 random bytes in base64url or more. Codes and lots mix no cases over such a length, hashes in hexadecimal neither. */
const longToken = /(?<![\w-])(?=[\w-]*[A-Z])(?=[\w-]*[a-z])(?=[\w-]*\d)[\w-]{32,}(?![\w-])/g;

export interface Known {
  /** Credentials of this run, which are hidden wherever they stand. */
  readonly secrets?: Iterable<string>;
  /** Names of people who worked here, as whole words. */
  readonly people?: Iterable<string>;
  /** This account's own folder. */
  readonly home?: string;
}

/** Takes out what must not leave. Never throws; what is no JSON is read as text. */
export class Redactor {
  readonly #known: ReadonlyArray<readonly [pattern: RegExp, replacement: string]>;

  constructor({ secrets = [], people = [], home = homedir() }: Known = {}) {
    const exact = [...secrets].filter((secret) => secret.length >= 6).map(literal);
    const names = [...new Set(people)].map((name) => name.trim()).filter(isName);
    this.#known = [
      ...(exact.length > 0 ? [[new RegExp(exact.join('|'), 'g'), HIDDEN] as const] : []),
      ...(names.length > 0
        ? [
            [
              new RegExp(`(?<![\\p{L}\\p{N}])(?:${names.map(literal).join('|')})(?![\\p{L}\\p{N}])`, 'giu'),
              HIDDEN,
            ] as const,
          ]
        : []),
      ...(home.length > 1 ? [[new RegExp(`${literal(home)}(?![\\w.-])`, 'g'), '~'] as const] : []),
    ];
  }

  /** A text, wherever it comes from. */
  text(text: string): string {
    return this.#clean(text, true);
  }

  /** A copy of a JSON value. */
  value(value: unknown): unknown {
    return this.#walk(value, '');
  }

  /** A line of the log: JSON, as pino writes it, or any text. Keeps its end. */
  line(line: string): string {
    const [, body = '', end = ''] = /^([\s\S]*?)(\r?\n?)$/.exec(line) ?? [];
    if (!body.startsWith('{')) return this.text(body) + end;
    let value: unknown;
    try {
      value = JSON.parse(body);
    } catch {
      return this.text(body) + end;
    }
    return JSON.stringify(this.value(value)) + end;
  }

  #walk(value: unknown, field: string): unknown {
    if (typeof value === 'string') return this.#clean(value, !publicFields.has(field.toLowerCase()));
    if (value === null || typeof value !== 'object') return value;
    if (Array.isArray(value)) return value.map((one) => this.#walk(one, field));
    const isKey = 'kty' in value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => {
        const hide = hiddenFields.has(name.toLowerCase()) || (isKey && name === 'd');
        return [name, hide && inner !== null ? HIDDEN : this.#walk(inner, name)];
      }),
    );
  }

  #clean(text: string, tokens: boolean): string {
    let clean = text;
    for (const [pattern, replacement] of [...this.#known, ...patterns, ...homes]) {
      clean = clean.replace(pattern, replacement);
    }
    return tokens ? clean.replace(longToken, HIDDEN) : clean;
  }
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}

/** One letter would take letters out of every text, and a number may be a product code. */
function isName(name: string): boolean {
  return name.length >= 2 && /\p{L}/u.test(name) && !/^\d{7,}$/.test(name);
}
