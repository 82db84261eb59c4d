/** A pack as somebody names it to the agent: a scan untouched, or what they keyed. */
import { ApiProblem } from './api.ts';
import type { DeskKey } from './say.ts';

/** Goes into the body of a check or of an inventory scan. */
export type PackInput =
  | { readonly scan: string }
  | { readonly gtin: string; readonly lot?: string; readonly expiry?: string }
  | { readonly cip7: string; readonly lot?: string; readonly expiry?: string };

export interface Keyed {
  readonly code: string;
  readonly lot: string;
  readonly expiry: string;
}

export type KeyedFault = { readonly field: keyof Keyed; readonly says: DeskKey };

/**
 * What was keyed, as the agent takes it. Codes are read with the spaces and dots that packs print in them; a text that is no
 * code goes to the agent as a scan. What a code or lot must be beyond its form is the agent's to judge.
 */
export function keyedPack(keyed: Keyed): PackInput | { readonly fault: KeyedFault } {
  const code = keyed.code.trim();
  const lot = keyed.lot.trim();
  if (code === '') return { fault: { field: 'code', says: 'desk.pack-form.error.code' } };
  const expiry = keyed.expiry.trim() === '' ? '' : civilDateOf(keyed.expiry.trim());
  if (expiry === null) return { fault: { field: 'expiry', says: 'desk.pack-form.error.expiry' } };
  const rest = { ...(lot !== '' && { lot }), ...(expiry !== '' && { expiry }) };
  const digits = code.replace(/[\s.]/g, '');
  if (/^\d{7}$/.test(digits)) return { cip7: digits, ...rest };
  if (/^(\d{8}|\d{12,14})$/.test(digits)) return { gtin: digits, ...rest };
  if (lot !== '' || expiry !== '') return { fault: { field: 'code', says: 'desk.pack-form.error.digits' } };
  return { scan: code };
}

/** `31/03/2027`, `03/2027`, `03/27`, `2027-03-31`, `2027-03` as a civil date or month; null where it is none. */
function civilDateOf(text: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$/.exec(text);
  const printed = /^(?:(\d{1,2})[/. -])?(\d{1,2})[/. -](\d{4}|\d{2})$/.exec(text);
  const [year = '', month = '', day] = iso?.slice(1) ?? printed?.slice(1).reverse() ?? [];
  if (year === '') return null;
  const parts = [year.padStart(4, '20'), month.padStart(2, '0'), ...(day === undefined ? [] : [day.padStart(2, '0')])];
  const date = parts.join('-');
  // Date takes 30 February for 1 March: only a day that stays itself exists.
  const whole = day === undefined ? `${date}-01` : date;
  const parsed = new Date(`${whole}T00:00:00Z`);
  return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(whole) ? date : null;
}

/** Whether the agent answered that this names no pack: asking the same again helps nobody. Else it gave no answer at all. */
export function isUnread(error: Error): error is ApiProblem {
  return error instanceof ApiProblem && [400, 413, 422].includes(error.problem.status);
}
