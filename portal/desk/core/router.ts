/** Which page stands: the part of the address after `#`, so that nothing of it reaches a log on its way. */
import { signal } from '@preact/signals';

export type Screen =
  | 'recalls'
  | 'alerts'
  | 'bulletin'
  | 'shortages'
  | 'figures'
  | 'officines'
  | 'outreach'
  | 'organisations'
  | 'users'
  | 'feed-keys'
  | 'audit'
  | 'account'
  | 'invitation';

const screens: readonly Screen[] = [
  'recalls',
  'alerts',
  'bulletin',
  'shortages',
  'figures',
  'officines',
  'outreach',
  'organisations',
  'users',
  'feed-keys',
  'audit',
  'account',
  'invitation',
];

export interface Route {
  /** null: the first page of whoever signed in; `nowhere`: none of ours. */
  readonly screen: Screen | 'nowhere' | null;
  /** What follows the screen: an id, or `new`. */
  readonly id: string | null;
  /** What follows the id: `edit`, `tracking`. */
  readonly part: string | null;
  readonly query: URLSearchParams;
}

/** The page of an address's part from `#` on. */
export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  const [name = '', id, part] = path.split('/').map(decoded);
  return {
    screen: name === '' ? null : (screens.find((one) => one === name) ?? 'nowhere'),
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

export const route = signal<Route>(readRoute(globalThis.location?.hash ?? ''));

globalThis.addEventListener?.('hashchange', () => {
  route.value = readRoute(location.hash);
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
  route.value = readRoute(location.hash);
}
