/** Dates, times and codes as people read them. Moments are UTC, ISO 8601, and shown in the machine's zone. */
import { locale } from './say.ts';

const DAY_MS = 86_400_000;

/** `2 octobre 2026`. */
export function date(moment: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long' }).format(new Date(moment));
}

/** `14:03` today, `2 oct., 14:03` earlier; with `seconds` `14:03:27`. */
export function time(moment: string, { seconds = false, now = Date.now() } = {}): string {
  const then = new Date(moment);
  const today = new Date(now).toDateString() === then.toDateString();
  const recent = now - then.getTime() < 300 * DAY_MS;
  return new Intl.DateTimeFormat(locale(), {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds && { second: '2-digit' }),
    ...(!today && { day: 'numeric', month: 'short' }),
    ...(!today && !recent && { year: 'numeric' }),
  }).format(then);
}

/** `2 octobre 2026 à 14:03`: whole, for records and print. */
export function moment(at: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'long', timeStyle: 'short' }).format(new Date(at));
}

/** A civil date or month of a pack: `03/2027`, `31/03/2027`. It has no zone, so none may move it. */
export function civil(value: string): string {
  return value.split('-').reverse().join('/');
}

/** CIP13 in the groups printed on packs: `34009 356 766 4 1`; other codes as they are. */
export function code(gtin: string): string {
  const plain = gtin.replace(/^0(?=\d{13}$)/, '');
  const groups = /^(34009)(\d{3})(\d{3})(\d)(\d)$/.exec(plain);
  return groups === null ? plain : groups.slice(1).join(' ');
}
