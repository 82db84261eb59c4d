/** Dates and lists as people read them, by the platform's own data for the language (Intl). Pure. */
import { isCivilDate } from './date.ts';
import { type Language, type MessageKey, say } from './messages/index.ts';

const locales: Record<Language, string> = { fr: 'fr-FR', en: 'en-GB' };

/** Formatters are slow to make and few. */
const formatters = new Map<string, Intl.DateTimeFormat>();
function formatter(language: Language, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify([language, options]);
  const made = formatters.get(key) ?? new Intl.DateTimeFormat(locales[language], options);
  formatters.set(key, made);
  return made;
}

/** In French the first of a month is `1er` (Imprimerie nationale, Lexique des règles typographiques); Intl writes 1. */
function written(language: Language, format: Intl.DateTimeFormat, time: number): string {
  const parts = format.formatToParts(time);
  return parts
    .map(({ type, value }) => (language === 'fr' && type === 'day' && value === '1' ? '1er' : value))
    .join('');
}

/**
 * A civil date in words: `31 mars 2027`, or `mars 2027` for a month. The same everywhere, since a civil date has no time
 * zone. What is no date of the calendar (notices do carry 31 November) is given back as it stands.
 */
export function dateInWords(language: Language, date: string): string {
  if (!isCivilDate(date)) return date;
  const [year = 0, month = 1, day] = date.split('-').map(Number);
  const time = new Date(0).setUTCFullYear(year, month - 1, day ?? 1);
  const options: Intl.DateTimeFormatOptions = { year: 'numeric', month: 'long', timeZone: 'UTC' };
  if (day !== undefined) options.day = 'numeric';
  return written(language, formatter(language, options), time);
}

/** A moment (ISO 8601 with an offset or Z) in the IANA zone given: `1er décembre 2026 à 09:00`. As it stands if it is none. */
export function momentInWords(language: Language, moment: string, zone: string): string {
  const time = Date.parse(moment);
  if (Number.isNaN(time)) return moment;
  return written(language, formatter(language, { dateStyle: 'long', timeStyle: 'short', timeZone: zone }), time);
}

/**
 * A range of civil dates, bounds included, either may be absent: `de janvier 2026 à décembre 2026`, `à partir du 15 février
 * 2017`, `jusqu’à octobre 2018 inclus`. Empty where both are absent.
 */
export function rangeInWords(
  language: Language,
  { from, to }: { readonly from?: string; readonly to?: string },
): string {
  if (from !== undefined && to !== undefined) {
    return from === to ? dateInWords(language, from) : `${startOf(language, from)} ${bound(language, 'to', to)}`;
  }
  if (from !== undefined) return say(language, 'words.date.since', { from: startOf(language, from) });
  return to === undefined ? '' : bound(language, 'until', to);
}

const isMonth = (date: string) => /^\d{4}-\d{2}$/.test(date) && isCivilDate(date);

function bound(language: Language, side: 'to' | 'until', date: string): string {
  const key: MessageKey = `words.date.${side}-${isMonth(date) ? 'month' : 'day'}`;
  return say(language, key, { date: dateInWords(language, date) });
}

function startOf(language: Language, from: string): string {
  const date = dateInWords(language, from);
  const elided = /^[aeiou]/i.test(date);
  const key = !isMonth(from) ? 'from-day' : elided ? 'from-month-vowel' : 'from-month';
  return say(language, `words.date.${key}`, { date });
}

/** One of two sentences by the language's own plural rule: in French zero is singular. */
export function plural(language: Language, n: number): 'one' | 'other' {
  return new Intl.PluralRules(locales[language]).select(n) === 'one' ? 'one' : 'other';
}

/** A list in words, shortened so that it cannot drown a screen: `A, B et 12 autres`. At least two are left out, or none. */
export function listInWords(language: Language, items: readonly string[], most: number): string {
  const list = new Intl.ListFormat(locales[language], { type: 'conjunction' });
  if (items.length <= most + 1) return list.format(items);
  const n = items.length - most;
  const others = say(language, `words.others.${plural(language, n)}`, { n });
  return list.format([...items.slice(0, most), others]);
}
