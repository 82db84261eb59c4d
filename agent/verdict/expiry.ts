/** When an expiry is past: the day after it, by the calendar of the officine's zone (docs/verdict.md). */

interface Calendar {
  readonly format: Intl.DateTimeFormat;
  minute: number;
  day: string;
}

/** A formatter costs some 50 µs to make and 1 µs to use; a day lasts at least a minute, as zones change at whole ones. */
const calendars = new Map<string, Calendar>();

/** Largest moment that ECMAScript can name; beyond it, or without a number, every expiry is past: a person looks. */
const LAST_MOMENT = 8.64e15;

/** Whether a civil date (`YYYY-MM-DD`, or a month: all of it) is past at `now` (ms) in an IANA zone. Never throws. */
export function isPast(expiry: string, now: number, zone: string): boolean {
  return today(now, zone).slice(0, expiry.length) > expiry;
}

/** The civil date at `now` in an IANA zone; one that the platform does not know is read as the machine's own. */
function today(now: number, zone: string): string {
  const moment = Math.abs(now) <= LAST_MOMENT ? now : LAST_MOMENT;
  let calendar = calendars.get(zone);
  if (calendar === undefined) {
    calendar = { format: formatFor(zone), minute: Number.NaN, day: '' };
    calendars.set(zone, calendar);
  }
  const minute = Math.floor(moment / 60_000);
  if (calendar.minute !== minute) {
    calendar.day = civilDate(calendar.format, moment);
    calendar.minute = minute;
  }
  return calendar.day;
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const fields = {
    calendar: 'iso8601',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  } as const;
  try {
    return new Intl.DateTimeFormat('en', { ...fields, timeZone: zone });
  } catch {
    // RangeError: settings refuse such a zone; should one pass all the same, a verdict must still come out.
    return new Intl.DateTimeFormat('en', fields);
  }
}

function civilDate(format: Intl.DateTimeFormat, moment: number): string {
  const parts: Partial<Record<Intl.DateTimeFormatPartTypes, string>> = {};
  for (const { type, value } of format.formatToParts(moment)) parts[type] = value;
  return `${parts.year?.padStart(4, '0')}-${parts.month}-${parts.day}`;
}
