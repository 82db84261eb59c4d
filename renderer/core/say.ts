/** The words of the screens: the catalogue's texts in the language chosen, numbers and dates by `Intl`. */

import { messages } from 'virtual:messages';
import { signal } from '@preact/signals';

export type Language = 'fr' | 'en';
export type DeskKey = keyof typeof messages;
/** Keys that exist as `<key>.one` and `<key>.other`. */
export type CountKey = DeskKey extends infer K ? (K extends `${infer Base}.other` ? Base : never) : never;
type Values = Readonly<Record<string, string | number>>;

const KEPT = 'vigilot-language';

/** What somebody chose here before, else what the address asks for (`?lang=en`), else French unless the browser prefers English. */
export const language = signal<Language>(chosen());

function chosen(): Language {
  const asked = new URLSearchParams(globalThis.location?.search).get('lang');
  for (const one of [globalThis.localStorage?.getItem(KEPT), asked]) if (one === 'fr' || one === 'en') return one;
  const first = globalThis.navigator?.languages?.find((tag) => /^(fr|en)\b/i.test(tag));
  return first?.toLowerCase().startsWith('en') ? 'en' : 'fr';
}

/** Changes the language of every screen, and remembers it on this machine. */
export function setLanguage(value: Language): void {
  localStorage.setItem(KEPT, value);
  language.value = value;
}

/** The text, with `{name}` filled from `values`; numbers are written as the language does. */
export function say(key: DeskKey, values: Values = {}): string {
  return messages[key][language.value].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === 'number' ? number(value) : value;
  });
}

/** The text for a number of things, in the plural form that `Intl.PluralRules` gives; `{n}` is the number. */
export function sayCount(key: CountKey, n: number, values: Values = {}): string {
  const form = new Intl.PluralRules(language.value).select(n) === 'one' ? 'one' : 'other';
  return say(`${key}.${form}` as DeskKey, { ...values, n });
}

/** Whether the catalogue has this key: for keys made from a code of the agent's, which may be newer. */
export function isDeskKey(key: string): key is DeskKey {
  return Object.hasOwn(messages, key);
}

/** The tag for `Intl`: English as written in Europe, 24 hours. */
export const locale = () => (language.value === 'fr' ? 'fr-FR' : 'en-GB');

export const number = (value: number) => new Intl.NumberFormat(locale()).format(value);
