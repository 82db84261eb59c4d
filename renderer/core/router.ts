/** Which screen stands: the part of the address after `#`, so that the same page works wherever it is served from. */
import { signal } from '@preact/signals';

export type Screen = 'today' | 'bulletins' | 'check' | 'inventory' | 'shortages' | 'journal' | 'diagnostics';
export const screens: readonly Screen[] = [
  'today',
  'bulletins',
  'check',
  'inventory',
  'shortages',
  'journal',
  'diagnostics',
];

export interface Route {
  readonly screen: Screen;
  /** What follows the screen: the id of a bulletin. */
  readonly id: string | null;
}

function read(hash: string): Route {
  const [name = '', id] = hash.replace(/^#\/?/, '').split('/');
  const screen = screens.find((one) => one === name) ?? 'today';
  return { screen, id: id === undefined || id === '' ? null : decoded(id) };
}

/** An address typed by hand may hold a lone `%`. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export const route = signal<Route>(read(globalThis.location?.hash ?? ''));

globalThis.addEventListener?.('hashchange', () => {
  route.value = read(location.hash);
});

/** The address of a screen. */
export function hrefOf(screen: Screen, id?: string): string {
  return `#/${screen}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

/** Goes to a screen. */
export function go(screen: Screen, id?: string): void {
  location.hash = hrefOf(screen, id);
}
