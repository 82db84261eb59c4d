/** Where the portal is: https and wss, or plain text on this machine alone (feed.md). */
import tls from 'node:tls';

/** An address to which secrets would travel in the clear. */
export class InsecureUrl extends Error {
  constructor(url: string) {
    super(`${url} is neither https nor on this machine`);
    this.name = 'InsecureUrl';
  }
}

/** `path` under the portal's address. Throws `InsecureUrl` unless it is https, or http on loopback. */
export function secureUrl(portalUrl: string, path: string): URL {
  if (!URL.canParse(portalUrl)) throw new InsecureUrl(portalUrl);
  const url = new URL(portalUrl);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopback(url))) throw new InsecureUrl(portalUrl);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}${path}`;
  return url;
}

/** Whether that address is on this machine. */
export function isLoopback({ hostname }: URL): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
}

/** The feed's address: the same place, by WebSocket. Throws `InsecureUrl`. */
export function feedUrl(portalUrl: string): URL {
  const url = secureUrl(portalUrl, '/v1/feed');
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

/** Node's own certificate authorities and those that IT put in the system's store: a proxy that inspects TLS has its own there. */
export function authorities(): string[] {
  // Node 22.15 and later; an older one inside an older Electron knows its own alone.
  if (typeof tls.getCACertificates !== 'function') return [...tls.rootCertificates];
  return [...new Set([...tls.getCACertificates('default'), ...tls.getCACertificates('system')])];
}

/** Refusals of a certificate because of its dates: more often a wrong clock here than a wrong certificate there. */
export function isClockRefusal(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID';
}
