/** Days of a calendar field (`2026-11-23`) as moments, by the clock of this computer. Pure. */

/** The moment at which the day begins, in UTC. */
export const dayStart = (day: string): string => new Date(`${day}T00:00:00`).toISOString();

/** The moment at which the day is over, in UTC; with summer time a day has 23 or 25 hours. */
export function dayEnd(day: string): string {
  const moment = new Date(`${day}T00:00:00`);
  moment.setDate(moment.getDate() + 1);
  return moment.toISOString();
}
