/** Which page stands: the part of the address after `#`, so that nothing of it reaches a log on its way. */
import { signal } from '@preact/signals';

export type Screen =
  | 'recalls'
  | 'alerts'
  | 'bulletin'
  | 'shortages'
  | 'figures'
  | 'officines'
  | 'organisations'
  | 'users'
  | 'audit';

const screens: readonly Screen[] = [
  'recalls',
  'alerts',
  'bulletin',
  'shortages',
  'figures',
  'officines',
  'organisations',
  'users',
  'audit',
];

export interface Route {
  /** null: the first page of whoever signed in. */
  readonly screen: Screen | null;
  /** What follows the screen: an id, or `new`. */
  readonly id: string | null;
  /** What follows the id: `edit`, `tracking`. */
  readonly part: string | null;
  readonly query: URLSearchParams;
}

function read(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name = '', id, part] = path.split('/').map(decoded);
  return {
    screen: screens.find((one) => one === name) ?? null,
    id: id || null,
    part: part || null,
    query: new URLSearchParams(search),
  };
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

/** The address of a page: `hrefOf('bulletin', id, 'edit')`; what is behind `?` last, as an object. */
export function hrefOf(screen: Screen, ...rest: ReadonlyArray<string | Readonly<Record<string, string>>>): string {
  const parts = rest.filter((one) => typeof one === 'string').map(encodeURIComponent);
  const query = rest.find((one) => typeof one === 'object');
  return `#/${[screen, ...parts].join('/')}${query === undefined ? '' : `?${new URLSearchParams(query)}`}`;
}

/** Goes to a page. */
export function go(...to: Parameters<typeof hrefOf>): void {
  location.hash = hrefOf(...to);
}

/** Shows the same page by another address, which Back does not come by. */
export function replace(...to: Parameters<typeof hrefOf>): void {
  history.replaceState(null, '', hrefOf(...to));
  route.value = read(location.hash);
}
