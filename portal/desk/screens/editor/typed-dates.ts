/** Dates as people type them: `31/03/2027`, `03/2027`, `2027-03-31`. Nothing is guessed: what is not surely a date is none. Pure. */
import { isCivilDate } from '../../../../protocol/date.ts';

/** The civil date or month (`2027-03-31`, `2027-03`) of what was typed, or null: 31 November is none. */
export function readDate(text: string): string | null {
  const typed = text.trim();
  const french = /^(?:(\d{1,2})[/.-])?(\d{1,2})[/.-](\d{4})$/.exec(typed);
  const [, day, month = '', year = ''] = french ?? [];
  const two = (number: string) => number.padStart(2, '0');
  const civil = french === null ? typed : [year, two(month), ...(day === undefined ? [] : [two(day)])].join('-');
  return isCivilDate(civil) ? civil : null;
}

/** The moment (UTC, ISO 8601) of a date and a time (`09:30`, `9h30`) typed in this computer's zone, or null. */
export function momentOf(date: string, time: string): string | null {
  const civil = readDate(date);
  const clock = /^(\d{1,2})\s*[:hH]\s*(\d{2})$/.exec(time.trim());
  if (civil === null || civil.length < 10 || clock === null) return null;
  const [hours, minutes] = [Number(clock[1]), Number(clock[2])];
  if (hours > 23 || minutes > 59) return null;
  const [year = 0, month = 0, day = 0] = civil.split('-').map(Number);
  return new Date(year, month - 1, day, hours, minutes).toISOString();
}

/** A moment as date and time are typed in this computer's zone. */
export function partsOf(moment: string): { date: string; time: string } {
  const at = new Date(moment);
  const two = (number: number) => String(number).padStart(2, '0');
  return {
    date: `${two(at.getDate())}/${two(at.getMonth() + 1)}/${at.getFullYear()}`,
    time: `${two(at.getHours())}:${two(at.getMinutes())}`,
  };
}
