/**
 * The hash chain of the journal. A row's hash is SHA-256 (hexadecimal) over the UTF-8 text of one JSON array without
 * spaces: the values of the row as `GET /v1/journal` gives it, in this order, the hash itself left out:
 *
 *   [seq, at, id, pack, verdict, reasons, feed, terminal, operator, saleReference, outcome, reason, override, kind,
 *    previousHash]
 *
 * so that whoever has the exported rows can prove them with `JSON.stringify` and any SHA-256. `pack`, `reasons` and `feed`
 * go in as the JSON texts that are stored, which is the same text again. Hexadecimal rather than base64url, since that may
 * begin with `-`, which a spreadsheet takes for a formula.
 */
import { hash } from 'node:crypto';
import type { Verdict } from '../verdict/model.ts';
import type { Outcome, RowKind } from './row.ts';

/** `previousHash` of the first row of every journal: SHA-256 of `vigilot-journal`. */
export const GENESIS = hash('sha256', 'vigilot-journal');

/** A row as it stands in the table: `pack`, `reasons` and `feed` are JSON texts. */
export interface StoredRow {
  readonly seq: number;
  readonly at: string;
  readonly id: string;
  readonly pack: string | null;
  readonly verdict: Verdict | null;
  readonly reasons: string;
  readonly feed: string | null;
  readonly terminal: string | null;
  readonly operator: string | null;
  readonly saleReference: string | null;
  readonly outcome: Outcome | null;
  readonly reason: string | null;
  readonly override: 0 | 1;
  readonly kind: RowKind;
  readonly previousHash: string;
  readonly hash: string;
}

/** The hash that a row must carry. */
export function hashOfRow(row: Omit<StoredRow, 'hash'>): string {
  const text = (value: string | null) => (value === null ? 'null' : JSON.stringify(value));
  const whole = `[${row.seq},${text(row.at)},${text(row.id)},${row.pack ?? 'null'},${text(row.verdict)},${row.reasons},${
    row.feed ?? 'null'
  },${text(row.terminal)},${text(row.operator)},${text(row.saleReference)},${text(row.outcome)},${text(row.reason)},${
    row.override === 1
  },${text(row.kind)},${text(row.previousHash)}]`;
  return hash('sha256', whole);
}
