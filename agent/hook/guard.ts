/**
 * Who may even speak: the first thing looked at, before any token. A page on a name that was rebound to 127.0.0.1 sends that
 * name as Host; a hostile page sends its Origin, or says in Sec-Fetch-Site that it is another site.
 */
import type { IncomingMessage } from 'node:http';
import { Problem } from '../../protocol/problems.ts';

/** The names by which the hook is reached. We listen on 127.0.0.1 alone, so `[::1]` is nobody we know. */
const names = ['127.0.0.1', 'localhost'] as const;

/** What the guard knows of where the hook listens. */
export class Guard {
  /** `http://<label>.localhost:<port>`, where a browser has its session. */
  readonly deskOrigin: string;
  readonly #hosts: ReadonlySet<string>;
  readonly #desk: ReadonlySet<string>;

  /** `port` as bound; `label` of the desk's own host, in lower case. */
  constructor(port: number, label: string) {
    // RFC 9110, section 4.2.3: the default port may be left out, and only there.
    const authorities = (name: string) => (port === 80 ? [name, `${name}:80`] : [`${name}:${port}`]);
    // RFC 6761, section 6.3: every name under localhost is this machine.
    const desk = `${label}.localhost`;
    this.deskOrigin = `http://${desk}:${port}`;
    this.#desk = new Set(authorities(desk));
    this.#hosts = new Set([...names, desk].flatMap(authorities));
  }

  /** Whether an authority (`host:port`) is ours. Host names are compared without case (RFC 9110, section 4.2.3). */
  isOurs(authority: string): boolean {
    return this.#hosts.has(authority.toLowerCase());
  }

  /** Whether an authority is the desk's own host: a browser keeps its cookie from every other. */
  isDesk(authority: string): boolean {
    return this.#desk.has(authority.toLowerCase());
  }

  /** The path of a request target; an absolute-form one (RFC 9112, section 3.2.2) must name us. Null where it does not. */
  pathOf(target: string): string | null {
    if (target.startsWith('/')) return target;
    const match = /^http:\/\/([^/?#@\\]*)(\/.*)?$/i.exec(target);
    return match?.[1] !== undefined && this.isOurs(match[1]) ? (match[2] ?? '/') : null;
  }

  /** Throws Problem origin-refused unless Host is ours and nothing says that a page of elsewhere asks. */
  admit(request: IncomingMessage, target: string): void {
    const refuse = (field: string) => new Problem('origin-refused', { field, expected: 'own-origin' });
    const { hosts, origins, sites } = said(request);
    const [host, ...more] = hosts;
    if (host === undefined || more.length > 0 || !this.isOurs(host)) throw refuse('Host');
    if (this.pathOf(target) === null) throw refuse('Host');
    for (const origin of origins) {
      const authority = origin.startsWith('http://') ? origin.slice('http://'.length) : '';
      // Our other names are other origins to the desk: what a browser keeps apart, we do too.
      if (!this.isOurs(authority) || this.isDesk(authority) !== this.isDesk(host)) throw refuse('Origin');
    }
    // A navigation typed by a person is `none`; programs that are no browser send nothing.
    for (const site of sites) {
      if (site !== 'same-origin' && site !== 'none') throw refuse('Sec-Fetch-Site');
    }
  }
}

/** Every value of the headers that say where a request comes from, as sent: Node keeps the first Host and drops the others. */
function said({ rawHeaders }: IncomingMessage): { hosts: string[]; origins: string[]; sites: string[] } {
  const hosts: string[] = [];
  const origins: string[] = [];
  const sites: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = rawHeaders[i]?.toLowerCase();
    const value = rawHeaders[i + 1] ?? '';
    if (name === 'host') hosts.push(value);
    else if (name === 'origin') origins.push(value);
    else if (name === 'sec-fetch-site') sites.push(value);
  }
  return { hosts, origins, sites };
}
