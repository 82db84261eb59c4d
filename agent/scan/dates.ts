/** Two-digit dates of AIs 11, 12, 13, 15, 16 and 17: YYMMDD (GS1 General Specifications, section 3.4). */
import { lastDayOfMonth } from '../../protocol/date.ts';
import { areDigits } from './characters.ts';

/**
 * The year of the Gregorian calendar that two digits stand for, seen from `currentYear`: 49 years back to 50 ahead (GS1
 * General Specifications, section 7.12).
 */
export function fullYear(twoDigits: number, currentYear: number): number {
  const century = currentYear - (currentYear % 100);
  const ahead = twoDigits - (currentYear % 100);
  if (ahead >= 51) return century - 100 + twoDigits;
  if (ahead <= -50) return century + 100 + twoDigits;
  return century + twoDigits;
}

/** `-03-31`, or `-03` for day 00, by month * 32 + day: put together once, since every scan needs one. */
const monthsAndDays = Array.from({ length: 13 * 32 }, (_, at) => {
  const month = String(at >> 5).padStart(2, '0');
  return at % 32 === 0 ? `-${month}` : `-${month}-${String(at % 32).padStart(2, '0')}`;
});

/**
 * The civil date of the six characters from `at`: `2027-03-31`, or `2027-03` where the day is 00; null where they are no
 * digits or name a day that does not exist.
 */
export function readDate(text: string, at: number, currentYear: number): string | null {
  if (at + 6 > text.length || !areDigits(text, at, at + 6)) return null;
  const year = fullYear(twoDigitsAt(text, at), currentYear);
  const month = twoDigitsAt(text, at + 2);
  const day = twoDigitsAt(text, at + 4);
  if (month < 1 || month > 12 || !dayExists(year, month, day)) return null;
  return `${year}${monthsAndDays[month * 32 + day]}`;
}

function dayExists(year: number, month: number, day: number): boolean {
  // Every month has 28 days, and all but February 30: the calendar is asked for the rest, since it costs a Date.
  return day <= 28 || (day <= 30 && month !== 2) || (day <= 31 && day <= lastDayOfMonth(year, month));
}

function twoDigitsAt(text: string, at: number): number {
  return (text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30;
}
