/** Days of a calendar field (`2026-11-23`) as moments, by the clock of this computer. Pure. */

/** The moment at which the day begins, in UTC. */
export const dayStart = (day: string): string => new Date(`${day}T00:00:00`).toISOString();

/** The moment at which the day is over, in UTC; with summer time a day has 23 or 25 hours. */
export function dayEnd(day: string): string {
  const moment = new Date(`${day}T00:00:00`);
  moment.setDate(moment.getDate() + 1);
  return moment.toISOString();
}

/** The month of now (`2026-11`), by the clock of this computer. */
export function thisMonth(now = new Date()): string {
  return `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}`;
}

/** The month that follows (`2026-12` → `2027-01`). */
export function monthAfter(month: string): string {
  const [year = 0, number = 1] = month.split('-').map(Number);
  return number === 12 ? `${year + 1}-01` : `${year}-${String(number + 1).padStart(2, '0')}`;
}
