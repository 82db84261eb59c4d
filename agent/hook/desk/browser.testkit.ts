/** For tests: a browser of this machine, as far as the hook sees one. */
import type { Answered, Asked, TestHook } from '../hook.testkit.ts';

export interface DeskLinkParts {
  /** `<label>.localhost:<port>` */
  readonly host: string;
  /** `/desk/<key>` */
  readonly path: string;
}

/** A new link of the hook's. */
export async function newLink(test: TestHook): Promise<DeskLinkParts> {
  const { body } = await test.ask<{ url: string }>('/v1/desk/links', { method: 'POST' });
  const { host, pathname } = new URL(body.url);
  return { host, path: pathname };
}

/** What a page of ours sends with each call. */
export const ownPage = { 'sec-fetch-site': 'same-origin' } as const;

/** The cookie as it is sent back, of an answer that sets it; empty where none is set. */
export function cookieOf({ headers }: Pick<Answered<unknown>, 'headers'>): string {
  return headers['set-cookie']?.[0]?.split(';')[0] ?? '';
}

export interface Browser {
  readonly host: string;
  /** `name=value` */
  readonly cookie: string;
  /** A call of our own page, unless `headers` say otherwise. */
  ask<T = Record<string, unknown>>(path: string, asked?: Omit<Asked, 'token'>): Promise<Answered<T>>;
}

/** A browser with this cookie on the desk's host. */
export function browserWith(test: TestHook, host: string, cookie: string): Browser {
  return {
    host,
    cookie,
    ask: (path, { headers, ...asked } = {}) =>
      test.ask(path, { ...asked, token: null, headers: { host, cookie, ...ownPage, ...headers } }),
  };
}

/** Opens a new link as a person does, from the address bar. */
export async function openDesk(test: TestHook): Promise<Browser> {
  const { host, path } = await newLink(test);
  const answer = await test.ask(path, { token: null, headers: { host, 'sec-fetch-site': 'none' } });
  return browserWith(test, host, cookieOf(answer));
}
