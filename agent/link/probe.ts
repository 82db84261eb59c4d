/**
 * One honest try to reach the portal, step by step, so that a person is told which of name, network, TLS or the answer is at
 * fault. The way is the link's: the same proxy, and the same authorities. Nothing secret is sent: `GET /v1/health` without a
 * credential, and over TLS only once the certificate is trusted.
 */
import { lookup as systemLookup } from 'node:dns/promises';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, type PeerCertificate, type TLSSocket } from 'node:tls';
import { authorities, secureUrl } from './address.ts';
import { openTunnel, ProxyError, proxyFor } from './tunnel.ts';

/** How far it came: the step that failed, or `portal` where the portal itself answered. */
export type ProbeStage = 'address' | 'proxy' | 'dns' | 'tcp' | 'tls' | 'http' | 'portal';

export interface ProbedCertificate {
  /** UTC, ISO 8601. */
  readonly validFrom: string;
  readonly validTo: string;
  /** Common name, else organisation, of who signed it. */
  readonly issuer: string;
  readonly subject: string;
}

export interface Probe {
  readonly stage: ProbeStage;
  /** `host:port` that was tried. */
  readonly host: string;
  /** `host:port` of the proxy on the way; null for the direct way. */
  readonly proxy: string | null;
  /** Code of the error (`ENOTFOUND`, `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `ETIMEDOUT` …); null where the portal answered. */
  readonly code: string | null;
  /** Of an HTTP answer: the portal's, or of the proxy that refuses to let through. */
  readonly status: number | null;
  /** Something answered that is no portal: where it sends browsers to, or the type of its page. */
  readonly instead: string | null;
  /** null over plain text, or where TLS did not get so far. */
  readonly certificate: ProbedCertificate | null;
  /** Milliseconds for which this machine's clock is ahead of the answer's `Date` header, to a second; null without one. */
  readonly aheadMs: number | null;
  /** Milliseconds that it took. */
  readonly tookMs: number;
}

export interface ProbeOptions {
  readonly portalUrl: string;
  /** `http://host:port`; the direct way unless given. */
  readonly proxy?: string | null;
  /** For all steps together. */
  readonly timeoutMs?: number;
  readonly lookup?: (hostname: string) => Promise<{ readonly address: string; readonly family: number }>;
  /** Trusted certificates, PEM. */
  readonly ca?: () => readonly string[];
  /** Milliseconds since the epoch. */
  readonly wall?: () => number;
  readonly monotonic?: () => number;
}

const TIMEOUT_MS = 3_000;
const MAX_BODY_BYTES = 64 * 1024;

/** What went wrong at one step; its stage is known to the one who waits. */
class StepError extends Error {
  readonly code: string;
  constructor(code: string) {
    super(code);
    this.name = 'StepError';
    this.code = code;
  }
}

/** Tries. Never rejects. */
export async function probePortal(options: ProbeOptions): Promise<Probe> {
  const { portalUrl, timeoutMs = TIMEOUT_MS, wall = Date.now, monotonic = () => performance.now() } = options;
  const began = monotonic();
  const found: { -readonly [K in keyof Probe]: Probe[K] } = {
    stage: 'address',
    host: '',
    proxy: null,
    code: null,
    status: null,
    instead: null,
    certificate: null,
    aheadMs: null,
    tookMs: 0,
  };
  const limit = AbortSignal.timeout(timeoutMs);
  let socket: Socket | null = null;
  try {
    const url = secureUrl(portalUrl, '/v1/health');
    const secure = url.protocol === 'https:';
    const hostname = url.hostname.replace(/^\[|\]$/g, '');
    const port = Number(url.port || (secure ? 443 : 80));
    found.host = `${url.hostname}:${port}`;

    const through = proxyFor(url, options.proxy ?? null);
    if (through === null) {
      found.stage = 'dns';
      const lookup = options.lookup ?? systemLookup;
      const { address } = isIP(hostname) ? { address: hostname } : await within(limit, lookup(hostname));
      found.stage = 'tcp';
      socket = connectTcp({ host: address, port });
      await within(limit, Promise.race([event(socket, 'connect'), failure(socket)]));
    } else {
      found.stage = 'proxy';
      found.proxy = new URL(through).host;
      socket = await openTunnel(through, hostname, port, limit);
    }

    if (secure) {
      found.stage = 'tls';
      const tls = openTls(socket, hostname, (options.ca ?? authorities)());
      socket = tls;
      await within(limit, Promise.race([event(tls, 'secureConnect'), failure(tls)]));
      found.certificate = certificateOf(tls);
      if (!tls.authorized) throw new StepError(String(codeOf(tls.authorizationError) ?? tls.authorizationError));
    }

    found.stage = 'http';
    const { response, body } = await within(limit, health(url, socket));
    found.status = response.statusCode ?? 0;
    const date = Date.parse(response.headers.date ?? '');
    if (!Number.isNaN(date)) found.aheadMs = wall() - date;
    found.instead = otherThanPortal(response, body);
    if (found.instead === null && found.status === 200) found.stage = 'portal';
  } catch (error) {
    found.code = limit.aborted ? 'ETIMEDOUT' : (codeOf(error) ?? String(error));
    if (error instanceof ProxyError) ({ status: found.status, code: found.code } = error);
  } finally {
    socket?.destroy();
  }
  found.tookMs = Math.round(monotonic() - began);
  return found;
}

/** The promise, or a rejection when the time is up. */
function within<T>(limit: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const expired = () => reject(new StepError('ETIMEDOUT'));
    limit.addEventListener('abort', expired, { once: true });
    work.then(resolve, reject).finally(() => limit.removeEventListener('abort', expired));
    if (limit.aborted) expired();
  });
}

/** A certificate that is not trusted is looked at all the same, to say what is wrong with it; then nothing is sent. */
function openTls(socket: Socket, hostname: string, ca: readonly string[]): TLSSocket {
  const name = isIP(hostname) ? {} : { servername: hostname };
  return connectTls({ socket, host: hostname, ca: [...ca], rejectUnauthorized: false, ...name });
}

function event(socket: Socket, name: 'connect' | 'secureConnect'): Promise<void> {
  return new Promise((resolve) => socket.once(name, () => resolve()));
}

/** Rejects with what ends the socket. Listens for as long as it lives, so that a late error is nobody's unhandled event. */
function failure(socket: Socket): Promise<never> {
  const failed = new Promise<never>((_, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new StepError('ECONNRESET')));
  });
  failed.catch(() => undefined);
  return failed;
}

function health(url: URL, socket: Socket): Promise<{ response: IncomingMessage; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      // Without an agent, or it would make a connection of its own.
      { host: url.hostname, port: url.port, path: url.pathname, createConnection: () => socket },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('error', reject);
        response.on('data', (text: string) => {
          body += text;
          if (body.length > MAX_BODY_BYTES) resolve({ response, body });
        });
        response.on('end', () => resolve({ response, body }));
      },
    );
    outgoing.setHeader('Accept', 'application/json');
    outgoing.on('error', reject);
    outgoing.end();
  });
}

/** A page that wants a person to sign in (a hotel's, a proxy's) answers where the portal should. */
function otherThanPortal({ statusCode = 0, headers }: IncomingMessage, body: string): string | null {
  if (statusCode >= 300 && statusCode < 400) {
    const { location = '' } = headers;
    return URL.canParse(location) ? new URL(location).host : 'HTTP 3xx';
  }
  const type = headers['content-type']?.split(';')[0]?.trim() ?? '';
  if (statusCode === 511 || type === 'text/html') return type || 'HTTP 511';
  if (statusCode !== 200) return null;
  try {
    const answer = JSON.parse(body) as { status?: unknown; feed?: unknown } | null;
    if (typeof answer?.status === 'string' && typeof answer.feed === 'string') return null;
  } catch {
    // Not JSON: no portal, whatever it says of itself.
  }
  return type || 'HTTP 200';
}

function certificateOf(socket: TLSSocket): ProbedCertificate | null {
  const { valid_from, valid_to, issuer, subject } = socket.getPeerCertificate();
  if (valid_to === undefined) return null;
  const nameOf = (name: PeerCertificate['issuer'] | undefined) => String(name?.CN ?? name?.O ?? '?');
  return {
    validFrom: new Date(valid_from).toISOString(),
    validTo: new Date(valid_to).toISOString(),
    issuer: nameOf(issuer),
    subject: nameOf(subject),
  };
}

function codeOf(error: unknown): string | undefined {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown };
  if (typeof code === 'string') return code;
  return name === 'InsecureUrl' ? 'INSECURE' : undefined;
}
