import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import tls from 'node:tls';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { recallOf } from './hostile-portal.testkit.ts';
import { Bench, inState, references, until } from './link.testkit.ts';
import { probePortal } from './probe.ts';
import { openProxy, openTlsFront, type TestProxy } from './proxy.testkit.ts';
import { connectSocket, type SocketEnd } from './socket.ts';
import { linkSentence } from './status.ts';
import { testAuthority } from './tls.testkit.ts';
import { openTunnel, ProxyError, proxyFor } from './tunnel.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await Bench.open();
});
afterEach(() => bench.close());

/** A name that only the proxy can lead anywhere. */
const PORTAL = 'https://portail.test';

/** The bench's portal as `https://portail.test`, to be had through a proxy alone; its authority is one that IT installed. */
async function behindProxy(): Promise<TestProxy> {
  const before = tls.getCACertificates('default');
  tls.setDefaultCACertificates([...before, testAuthority]);
  onTestFinished(() => tls.setDefaultCACertificates(before));
  return openProxy(await openTlsFront(Number(new URL(bench.portal.url).port)));
}
const through = (proxy: TestProxy) => ({ settings: { portalUrl: PORTAL, proxy: () => proxy.url } });

describe('through a proxy', () => {
  it('a workstation enrols, and is told of recalls as they come', async () => {
    const proxy = await behindProxy();
    const post = await bench.live(through(proxy));
    await bench.portal.publish({ bulletin: recallOf('A1') });
    await until(() => post.register.head.position === 2);
    expect(references(post)).toEqual(['R-A1']);
    // One tunnel to enrol, one for the feed; the name goes to the proxy, which resolves it.
    expect(proxy.asked).toEqual(['portail.test:443', 'portail.test:443']);
  });

  it('the proxy learns the portal’s name, and no credential', async () => {
    const proxy = await behindProxy();
    await bench.live(through(proxy));
    expect(proxy.heard()).toContain('portail.test:443');
    expect(proxy.heard()).not.toMatch(/authorization|cookie|vgt1/i);
  });

  it('a proxy that cuts what stands too long is gone through again', async () => {
    const proxy = await behindProxy();
    const post = await bench.live(through(proxy));
    proxy.cut();
    await inState(post, 'waiting');
    await bench.portal.append({ bulletin: recallOf('A2') });
    await bench.time.pass(bench.time.next ?? 0);
    await bench.caughtUp(post);
    expect(references(post)).toEqual(['R-A2']);
    expect(post.alarms()).toEqual([]);
  });

  it.each([
    [407, /demande un mot de passe \(407\).*sans identification/],
    [403, /refuse la connexion vers le portail \(réponse 403\)/],
    // What a portal would mean by it: a token that is no good. A proxy does not end an enrolment.
    [401, /refuse la connexion vers le portail \(réponse 401\)/],
    [502, /refuse la connexion vers le portail \(réponse 502\)/],
  ])('one that answers %d is named, and tried again until it lets through', async (refusal, words) => {
    const proxy = await behindProxy();
    proxy.refusal = refusal;
    const post = await bench.start(through(proxy));
    await inState(post, 'waiting');
    expect(linkSentence('fr', post.link.status())).toMatch(words);
    expect(linkSentence('fr', post.link.status())).toContain(new URL(proxy.url).host);
    proxy.refusal = null;
    await bench.time.pass(bench.time.next ?? 0);
    await bench.caughtUp(post);
  });

  it('one that refuses once enrolled is no refusal of the portal', async () => {
    const proxy = await behindProxy();
    const post = await bench.live(through(proxy));
    proxy.refusal = 403;
    proxy.cut();
    await inState(post, 'waiting');
    await bench.time.pass(bench.time.next ?? 0);
    await until(() => proxy.asked.length > 2);
    await inState(post, 'waiting');
    await until(() => post.link.status().problem?.key === 'agent.link.proxy-refused');
  });

  it('one that is not there is named', async () => {
    const post = await bench.start({ settings: { portalUrl: PORTAL, proxy: () => 'http://127.0.0.1:1' } });
    await inState(post, 'waiting');
    expect(linkSentence('fr', post.link.status())).toContain(
      'Le relais 127.0.0.1:1 (réglage proxy) est injoignable (ECONNREFUSED)',
    );
    expect(linkSentence('en', post.link.status())).toContain('The proxy 127.0.0.1:1 (setting proxy) cannot be reached');
  });

  it('a new proxy is taken at the next try, without a restart', async () => {
    const proxy = await behindProxy();
    let url = 'http://127.0.0.1:1';
    const post = await bench.start({ settings: { portalUrl: PORTAL, proxy: () => url } });
    await inState(post, 'waiting');
    url = proxy.url;
    await bench.time.pass(bench.time.next ?? 0);
    await bench.caughtUp(post);
  });
});

it('this machine is never reached through a proxy', async () => {
  const post = await bench.live({ settings: { proxy: () => 'http://127.0.0.1:1' } });
  expect(post.link.status().state).toBe('connected');
  for (const url of ['http://127.0.0.1:1/', 'http://localhost/', 'http://[::1]:2/', 'https://127.8.0.1/']) {
    expect(proxyFor(new URL(url), 'http://relais:3128')).toBeNull();
  }
  expect(proxyFor(new URL('https://localhost.exemple.fr/'), 'http://relais:3128')).toBe('http://relais:3128');
});

describe('the probe', () => {
  const probe = (proxy: string, timeoutMs = 3_000) =>
    probePortal({ portalUrl: PORTAL, proxy, timeoutMs, ca: () => [testAuthority] });

  it('goes the same way, and says so', async () => {
    const server = createServer((_, response) => {
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify({ status: 'ok', feed: 'f1' }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const proxy = await openProxy(await openTlsFront((server.address() as AddressInfo).port));
    expect(await probe(proxy.url)).toMatchObject({
      stage: 'portal',
      proxy: new URL(proxy.url).host,
      code: null,
      certificate: { subject: 'portail.test' },
    });
  });

  it('tells a proxy that refuses from one that is silent and one that is dead', async () => {
    const proxy = await openProxy(1);
    proxy.refusal = 407;
    expect(await probe(proxy.url)).toMatchObject({ stage: 'proxy', status: 407, code: null, certificate: null });
    proxy.refusal = 0;
    expect(await probe(proxy.url, 50)).toMatchObject({ stage: 'proxy', status: null, code: 'ETIMEDOUT' });
    expect(await probe('http://127.0.0.1:1')).toMatchObject({ stage: 'proxy', status: null, code: 'ECONNREFUSED' });
  });
});

describe('a tunnel', () => {
  it('is not taken from a server that answers something else', async () => {
    const server = createServer((_, response) => response.end('no'));
    server.on('connect', (_, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nspeaks first'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    await expect(openTunnel(url, 'portail.test', 443)).rejects.toMatchObject({ name: 'ProxyError', code: 'EPROTO' });
  });

  it('to a portal whose certificate is another’s ends before anything is said', async () => {
    const proxy = await behindProxy();
    const end = await new Promise<SocketEnd>((resolve) => {
      connectSocket(
        new URL('wss://autre.test/v1/feed'),
        { opened: () => undefined, text: () => undefined, closed: resolve },
        proxy.url,
      );
    });
    expect(end.error).toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(end.error).not.toBeInstanceOf(ProxyError);
    expect(bench.portal.connections).toEqual([]);
  });
});
