/** What the journal is narrowed to, and the addresses that ask for it. */
import type { Verdict } from '../../core/model.ts';

export interface Range {
  /** Local days, `YYYY-MM-DD`; '' for open. Both are included. */
  readonly from: string;
  readonly to: string;
  readonly verdict: '' | Verdict;
}

export const everything: Range = { from: '', to: '', verdict: '' };

/** Whether both days are given and the last precedes the first. */
export const isBackwards = ({ from, to }: Range) => from !== '' && to !== '' && to < from;

/**
 * The first and the last moment of a local day, UTC: the agent takes a bare day as one of UTC. By the calendar and not by
 * 24 hours, since days on which the clock changes are shorter or longer. Null for what is no day.
 */
export function bounds(day: string): { readonly first: string; readonly last: string } | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  const [year = Number.NaN, month = Number.NaN, date = Number.NaN] = parts;
  const first = new Date(year, month - 1, date);
  const next = new Date(year, month - 1, date + 1);
  if (Number.isNaN(first.getTime()) || Number.isNaN(next.getTime())) return null;
  return { first: first.toISOString(), last: new Date(next.getTime() - 1).toISOString() };
}

function queryOf({ from, to, verdict }: Range): URLSearchParams {
  const query = new URLSearchParams();
  const [first, last] = [bounds(from)?.first, bounds(to)?.last];
  if (first !== undefined) query.set('from', first);
  if (last !== undefined) query.set('to', last);
  if (verdict !== '') query.set('verdict', verdict);
  return query;
}

/** Rows of one page. */
const PAGE = 200;

/** The address of a page: the newest rows, or those older than `before`. */
export function pageAddress(range: Range, before: number | null): string {
  const query = queryOf(range);
  query.set('limit', String(PAGE));
  if (before !== null) query.set('before', String(before));
  return `/v1/journal?${query}`;
}

/** The address of the same rows, all of them, as a file. */
export function csvAddress(range: Range): string {
  const query = queryOf(range);
  query.set('format', 'csv');
  return `/v1/journal?${query}`;
}
