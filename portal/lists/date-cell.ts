/** Expiry dates as lists carry them, in the day-first order of France. Pure. */
import { isCivilDate } from '../../protocol/date.ts';
import { searchable } from '../products/search.ts';

const months: Readonly<Record<string, number>> = {
  ...{
    janvier: 1,
    janv: 1,
    jan: 1,
    january: 1,
    fevrier: 2,
    fevr: 2,
    fev: 2,
    february: 2,
    feb: 2,
    mars: 3,
    mar: 3,
    march: 3,
  },
  ...{
    avril: 4,
    avr: 4,
    april: 4,
    apr: 4,
    mai: 5,
    may: 5,
    juin: 6,
    june: 6,
    jun: 6,
    juillet: 7,
    juil: 7,
    july: 7,
    jul: 7,
  },
  ...{ aout: 8, august: 8, aug: 8, septembre: 9, sept: 9, sep: 9, september: 9, octobre: 10, oct: 10, october: 10 },
  ...{ novembre: 11, nov: 11, november: 11, decembre: 12, dec: 12, december: 12 },
};

/** `form`: no date as they are written; `day`: a day or month that does not exist; `number`: what Excel counts days by. */
export type ListDateFault = 'form' | 'day' | 'number';

/** `11/2027`, `11/27`, `2027-11`, `30/11/2027`, `2027-11-30`, `nov. 2027`, `30 novembre 2027` → `2027-11-30` or `2027-11`. */
export function readListDate(text: string): { readonly date: string } | { readonly fault: ListDateFault } {
  // Excel for 1 January 2000 to 2100; a year and month without a separator would be six digits.
  if (/^\d{5}$/.test(text)) return { fault: 'number' };
  const parts = partsOf(text);
  if (parts === null) return { fault: 'form' };
  const [year, month, day] = parts;
  const two = (n: number) => String(n).padStart(2, '0');
  const date = [year < 100 ? 2000 + year : year, two(month), ...(day === null ? [] : [two(day)])].join('-');
  return isCivilDate(date) ? { date } : { fault: 'day' };
}

function partsOf(text: string): readonly [year: number, month: number, day: number | null] | null {
  const iso = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(text);
  if (iso !== null) return [Number(iso[1]), Number(iso[2]), iso[3] === undefined ? null : Number(iso[3])];
  const french = /^(?:(\d{1,2})[-/. ])?(\d{1,2})[-/. ](\d{4}|\d{2})(?: 00:00(?::00)?)?$/.exec(text);
  if (french !== null)
    return [Number(french[3]), Number(french[2]), french[1] === undefined ? null : Number(french[1])];
  const named = /^(?:(\d{1,2})(?:er)? )?([a-z]+) (\d{4}|\d{2})$/.exec(searchable(text));
  const month = months[named?.[2] ?? ''];
  if (named === null || month === undefined) return null;
  return [Number(named[3]), month, named[1] === undefined ? null : Number(named[1])];
}
