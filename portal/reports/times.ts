/** Moments as a report tells them: in the mainland's time, since it is read beside those of other establishments. */
import type { Language } from '../../protocol/messages/index.ts';

const ZONE = 'Europe/Paris';

const sheet = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE });
const page: Readonly<Record<Language, Intl.DateTimeFormat>> = {
  fr: new Intl.DateTimeFormat('fr-FR', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE }),
  en: new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium', timeZone: ZONE }),
};

/** `2026-11-22 10:30:05`, which spreadsheets of every language take for a date. */
export function sheetTime(moment: string | null | undefined): string | null {
  return moment == null ? null : sheet.format(new Date(moment));
}

/** `22/11/2026 10:30:05`; a dash for none. */
export function pageTime(language: Language, moment: string | null | undefined): string {
  return moment == null ? '–' : page[language].format(new Date(moment)).replace(',', '');
}

/** How long something took: `45 s`, `12 min`, `3 h 05`, `2 j 4 h`; a dash for never. */
export function duration(language: Language, seconds: number | null): string {
  if (seconds === null) return '–';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${String(minutes % 60).padStart(2, '0')}`;
  return `${Math.floor(hours / 24)} ${language === 'fr' ? 'j' : 'd'} ${hours % 24} h`;
}
