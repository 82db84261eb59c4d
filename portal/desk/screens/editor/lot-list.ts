/**
 * Lots as a spreadsheet gives them, one a line: lot, expiry where there is one, then serial numbers; between them tabs,
 * semicolons, commas or blanks, none of which a lot may hold but the comma and semicolon that nobody prints. Pure.
 */
import type { ListedLot } from '../../../../protocol/bulletin.ts';
import { isLot } from '../../../../protocol/lot.ts';
import { readDate } from './typed-dates.ts';

export interface LineFault {
  /** From 1. */
  readonly line: number;
  /** As it stands there. */
  readonly text: string;
  readonly why: 'lot' | 'date' | 'serial';
}

export interface LotReading {
  readonly lots: ReadonlyArray<ListedLot & { readonly line: number }>;
  readonly faults: readonly LineFault[];
  /** Lines that say what an earlier one said; they are left out. */
  readonly repeated: number;
}

/** Characters that show nothing and come along from web pages and spreadsheets. */
const invisible = /[\u200b-\u200d\u2060\ufeff]/g;
const header = /^(n(°|o|um[ée]ro)?\s*(de\s*)?)?(lots?|batch)\b[^0-9]*$/i;
const looksLikeDate = /^\d{1,4}[/.-]\d{1,4}([/.-]\d{1,4})?$/;

/** Reads such a text whole: what is wrong is told at its line, and the rest is read. */
export function readLots(text: string): LotReading {
  const lots: Array<ListedLot & { line: number }> = [];
  const faults: LineFault[] = [];
  const seen = new Set<string>();
  let repeated = 0;
  text.split(/\r\n|\r|\n/).forEach((raw, index) => {
    const line = index + 1;
    const shown = raw.replace(invisible, '').trim();
    if (shown === '' || (line === 1 && header.test(shown))) return;
    const cells = cellsOf(shown);
    const [lot = '', second = '', ...rest] = cells;
    if (!isLot(lot)) {
      faults.push({ line, text: shown, why: 'lot' });
      return;
    }
    const dated = second !== '' && (looksLikeDate.test(second) || rest.length === 0);
    const expiry = dated ? readDate(second) : null;
    if (dated && expiry === null) {
      faults.push({ line, text: shown, why: 'date' });
      return;
    }
    const serials = (dated ? rest : [second, ...rest]).filter((cell) => cell !== '');
    if (!serials.every(isLot)) {
      faults.push({ line, text: shown, why: 'serial' });
      return;
    }
    const listed = { lot, ...(expiry !== null && { expiry }), ...(serials.length > 0 && { serials }) };
    const same = JSON.stringify(listed);
    if (seen.has(same)) repeated += 1;
    else lots.push({ ...listed, line });
    seen.add(same);
  });
  return { lots, faults, repeated };
}

/** By tabs where there is one, else by semicolons, commas, blanks: whatever this line uses; quotes of a CSV taken off. */
function cellsOf(line: string): string[] {
  const unquoted = (cell: string) => /^"(.*)"$/.exec(cell)?.[1]?.replaceAll('""', '"') ?? cell;
  const separator = ['\t', ';', ','].find((one) => line.includes(one));
  const [lot = '', expiry = '', ...serials] = (separator === undefined ? line.split(/\s+/) : line.split(separator)).map(
    (cell) => unquoted(cell.trim()).trim(),
  );
  return [lot, expiry, ...serials.flatMap((cell) => cell.split(/[\s,]+/))];
}
