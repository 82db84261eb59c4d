/**
 * What a page of ours may ask of its own address, `vigilot://desk/`: a built file, or a call of the agent's `/v1`. Pure: this
 * is the whole of what a page can make the shell send with the token. Everything else is refused.
 */

export const SCHEME = 'vigilot';
/** Where the pages are, and the only place they reach. */
export const DESK_ORIGIN = `${SCHEME}://desk`;

export type Wanted =
  /** A file of the build, by its path in there. */
  | { readonly kind: 'file'; readonly path: string }
  /** A call of the agent: method, target (path and query) and headers as they are sent on, without any credential. */
  | {
      readonly kind: 'call';
      readonly method: string;
      readonly target: string;
      readonly headers: Readonly<Record<string, string>>;
    }
  | { readonly kind: 'refused'; readonly status: 400 | 404 | 405 };

const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'DELETE']);
/** What of a page's headers means something to the agent. Origin, Cookie and Authorization are not among them. */
const FORWARDED = ['accept', 'accept-language', 'content-type', 'last-event-id'] as const;
/** One name of a path as the agent's addresses have them: no separator, no dot at its beginning, nothing encoded but text. */
const SEGMENT = /^(?!\.)(?:[\w.~:@!$&'()*+,;=-]|%(?!2e|2f|5c|25|[01])[0-9a-f]{2})+$/i;
const FILE = /^(?:index\.html|icon\.svg|assets\/[\w-][\w.-]*)$/;

/** Decides what a request of a page is. `url` is the absolute address as the browser gives it. */
export function readRequest(method: string, url: string, headers: Headers): Wanted {
  if (!url.startsWith(`${DESK_ORIGIN}/`)) return { kind: 'refused', status: 404 };
  const [address = ''] = url.slice(DESK_ORIGIN.length).split('#');
  // Visible ASCII alone: what a request line is made of.
  if (!/^[\x21-\x7e]+$/.test(address) || address.includes('\\')) return { kind: 'refused', status: 400 };
  const end = address.indexOf('?');
  const path = end === -1 ? address : address.slice(0, end);
  if (!path.startsWith('/v1/')) return readFileRequest(method, path);
  if (
    !path
      .slice(1)
      .split('/')
      .every((segment) => SEGMENT.test(segment))
  )
    return { kind: 'refused', status: 400 };
  if (!METHODS.has(method)) return { kind: 'refused', status: 405 };
  const forwarded: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = headers.get(name);
    if (value !== null) forwarded[name] = value;
  }
  return { kind: 'call', method, target: address, headers: forwarded };
}

function readFileRequest(method: string, path: string): Wanted {
  const file = path === '/' ? 'index.html' : path.slice(1);
  if (!FILE.test(file)) return { kind: 'refused', status: 404 };
  return method === 'GET' || method === 'HEAD' ? { kind: 'file', path: file } : { kind: 'refused', status: 405 };
}

/** Of an answer of the agent, what the page gets: nothing about the connection, no cookie, no invitation to log in. */
const WITHHELD: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
  'set-cookie',
  'www-authenticate',
  'location',
]);

/** The headers of an answer as the page gets them. */
export function answerHeaders(headers: Readonly<Record<string, string | readonly string[] | undefined>>): Headers {
  const passed = new Headers();
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || WITHHELD.has(name.toLowerCase())) continue;
    for (const one of typeof value === 'string' ? [value] : value) passed.append(name, one);
  }
  return passed;
}
