import { Problem } from '../../protocol/problems.ts';

/** Deeper than any body we take; bounds the recursion below whatever is sent. */
const MAX_DEPTH = 12;

/**
 * A parsed JSON body with every text trimmed, before its schema looks at it: people paste lots, codes and names with blanks
 * around them. Refuses, as `request-invalid` naming the field, what no text may hold (NUL and lone surrogates, which
 * PostgreSQL cannot keep in jsonb) and nesting that no body has.
 */
export function tidy(value: unknown): unknown {
  return walk(value, '', 0);
}

function walk(value: unknown, path: string, depth: number): unknown {
  if (typeof value === 'string') return text(value, path);
  if (value === null || typeof value !== 'object') return value;
  if (depth === MAX_DEPTH) throw new Problem('request-invalid', { field: path, expected: 'schema' });
  if (Array.isArray(value)) return value.map((item, index) => walk(item, `${path}[${index}]`, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, walk(inner, path === '' ? key : `${path}.${key}`, depth + 1)]),
  );
}

function text(value: string, path: string): string {
  if (value.includes('\0') || !value.isWellFormed()) {
    throw new Problem('request-invalid', { ...(path === '' ? {} : { field: path }), expected: 'text-characters' });
  }
  return value.trim();
}
