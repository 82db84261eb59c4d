/** Finding among the rows that are loaded. */
import type { JournalRow } from '../../../agent/hook/schemas.ts';
import { matches } from '../../core/fold.ts';

/** The row of a check whose outcome another row tells, by its id. */
export function checksById(rows: readonly JournalRow[]): ReadonlyMap<string, JournalRow> {
  return new Map(rows.filter(({ kind }) => kind === 'check').map((row) => [row.id, row]));
}

/** Rows with every word of `query` in code, lot, sale, operator, terminal or reference; an outcome is found by its check too. */
export function findRows(rows: readonly JournalRow[], query: string): readonly JournalRow[] {
  if (query.trim() === '') return rows;
  const checks = checksById(rows);
  return rows.filter((row) => matches(`${textOf(row)} ${textOf(checks.get(row.id))}`, query));
}

function textOf(row: JournalRow | undefined): string {
  if (row === undefined) return '';
  const { pack, saleReference, operator, terminal, reasons, id } = row;
  return [
    ...(pack?.codes ?? []),
    ...(pack?.lots ?? []),
    saleReference,
    operator,
    terminal,
    id,
    ...reasons.flatMap(({ reference, title }) => [reference, title]),
  ].join(' ');
}
