import { createHash } from 'node:crypto';

/** SHA-256, base64url, of a JSON value whatever the order of its keys: `jsonb` keeps none. */
export function digestOf(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('base64url');
}

/** The one text of a JSON value (RFC 8785): keys sorted by UTF-16 code units, no blanks, ECMAScript's own strings and numbers. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    // Not by Object.fromEntries: an object of its own puts keys that look like numbers first.
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join()}}`;
}
