/**
 * Civil dates as packs and notices carry them: `2027-03-31`, or a month alone (`2027-03`) where the day is not known, as in
 * AI 17 with day 00 (GS1 General Specifications 3.4.7). A date is an interval of days, bounds included.
 */

/** Inclusive bounds, each `YYYY-MM-DD`; null means open on that side. ISO order is text order. */
export interface DateInterval {
  readonly from: string | null;
  readonly to: string | null;
}

/** Last day of a month, 1 to 12, in the Gregorian calendar. Asked for each date of each scan, where a `Date` was a tenth of a check. */
export function lastDayOfMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  // Every other month has 31 days, and August begins anew.
  return 30 + ((month + (month >> 3)) & 1);
}

/** Whether `text` is `YYYY-MM` or `YYYY-MM-DD` and names a day or month that exists (31 November does not). */
export function isCivilDate(text: string): boolean {
  const match = /^(\d{4})-(\d{2})(?:-(\d{2}))?$/.exec(text);
  if (!match) return false;
  const year = Number(match[1]);
  const month = Number(match[2]);
  if (year < 1 || month < 1 || month > 12) return false;
  if (match[3] === undefined) return true;
  const day = Number(match[3]);
  return day >= 1 && day <= lastDayOfMonth(year, month);
}

/** The days a valid civil date may mean: itself, or all days of its month. */
export function daysOf(date: string): { from: string; to: string } {
  if (date.length > 7) return { from: date, to: date };
  const last = lastDayOfMonth(Number(date.slice(0, 4)), Number(date.slice(5, 7)));
  return { from: `${date}-01`, to: `${date}-${last}` };
}

/** The interval between two civil dates, either absent: from the first day of `from` to the last day of `to`. */
export function intervalOf(range: { from?: string | null; to?: string | null }): DateInterval {
  return { from: range.from ? daysOf(range.from).from : null, to: range.to ? daysOf(range.to).to : null };
}

/** How an interval lies to another: wholly inside it, wholly outside, or partly in. */
export function relation(a: DateInterval, b: DateInterval): 'inside' | 'disjoint' | 'partly' {
  const startsAfterEnd = a.from !== null && b.to !== null && a.from > b.to;
  const endsBeforeStart = a.to !== null && b.from !== null && a.to < b.from;
  if (startsAfterEnd || endsBeforeStart) return 'disjoint';
  const startInside = b.from === null || (a.from !== null && a.from >= b.from);
  const endInside = b.to === null || (a.to !== null && a.to <= b.to);
  return startInside && endInside ? 'inside' : 'partly';
}
