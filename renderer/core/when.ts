/** Moments and spans inside a sentence, in the language chosen. */
import { locale, say } from './say.ts';

/** `à 14:03` today, else `le 2 octobre à 14:03`; with the year where it is another one. `at`: UTC, ISO 8601. */
export function when(at: string, now = Date.now()): string {
  const then = new Date(at);
  const today = new Date(now);
  const clock = new Intl.DateTimeFormat(locale(), { hour: '2-digit', minute: '2-digit' }).format(then);
  if (then.toDateString() === today.toDateString()) return say('desk.when.today', { time: clock });
  const day = new Intl.DateTimeFormat(locale(), {
    day: 'numeric',
    month: 'long',
    ...(then.getFullYear() !== today.getFullYear() && { year: 'numeric' }),
  }).format(then);
  return say('desk.when.day', { day, time: clock });
}

/** `24 heures`, `90 minutes`: a span of seconds in hours where they are whole, else in minutes. */
export function span(seconds: number): string {
  const hours = seconds / 3600;
  const [value, unit] = Number.isInteger(hours) ? [hours, 'hour'] : [Math.round(seconds / 60), 'minute'];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
