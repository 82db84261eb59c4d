import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type ProbeOptions, probePortal } from './probe.ts';
import { expiredCertificate, testAuthority, testCertificate } from './tls.testkit.ts';

const WALL = Date.parse('2026-11-22T09:30:00.000Z');

/** Listens on a free port of loopback; what came over its connections is in `heard`. */
async function listening(server: Server): Promise<{ port: number; heard: string[] }> {
  const sockets = new Set<Socket>();
  const heard: string[] = [];
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('data', (chunk) => heard.push(chunk.toString('latin1')));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return { port: (server.address() as AddressInfo).port, heard };
}

const portal: RequestListener = (request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  response.setHeader('Date', new Date(WALL - 90_000).toUTCString());
  response.end(JSON.stringify({ status: 'ok', version: '0.1.0', feed: 'f1', position: request.url?.length }));
};
const html: RequestListener = (_, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end('<h1>Bienvenue sur le Wi-Fi de l’hôtel</h1>');
};

const probe = (portalUrl: string, more: Partial<ProbeOptions> = {}) =>
  probePortal({
    portalUrl,
    wall: () => WALL,
    lookup: async () => ({ address: '127.0.0.1', family: 4 }),
    ca: () => [testAuthority],
    ...more,
  });
const plain = async (answer: RequestListener, path = '') => {
  const { port, heard } = await listening(createHttp(answer));
  return { found: await probe(`http://127.0.0.1:${port}${path}`), port, heard };
};
const secure = async (options: ServerOptions, name = 'portail.test', more: Partial<ProbeOptions> = {}) => {
  const { port } = await listening(createHttps(options, portal));
  return probe(`https://${name}:${port}`, more);
};

describe('a portal that answers', () => {
  it('in plain text on this machine, at the address’s own path', async () => {
    const { found, port, heard } = await plain((request, response) => {
      expect(request.url).toBe('/vigilot/v1/health');
      portal(request, response);
    }, '/vigilot');
    expect(found).toMatchObject({ stage: 'portal', host: `127.0.0.1:${port}`, code: null, status: 200, instead: null });
    expect(found).toMatchObject({ certificate: null, aheadMs: 90_000 });
    expect(heard.join('')).not.toMatch(/authorization|cookie/i);
  });

  it('over TLS, with its certificate', async () => {
    expect(await secure(testCertificate)).toMatchObject({
      stage: 'portal',
      code: null,
      certificate: {
        subject: 'portail.test',
        issuer: 'Vigilot test authority',
        validFrom: '2020-01-01T00:00:00.000Z',
        validTo: '2120-01-01T00:00:00.000Z',
      },
    });
    expect((await secure(testCertificate, '127.0.0.1')).stage).toBe('portal');
  });
});

describe('what keeps it away, told apart', () => {
  it('an address to which secrets would travel in the clear', async () => {
    expect(await probe('http://portail.test')).toMatchObject({ stage: 'address', code: 'INSECURE' });
    expect(await probe('no address')).toMatchObject({ stage: 'address', code: 'INSECURE' });
  });

  it('a name that nobody knows', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }));
    expect(await probe('https://portail.test', { lookup })).toMatchObject({
      stage: 'dns',
      host: 'portail.test:443',
      code: 'ENOTFOUND',
    });
  });

  it('a name server that does not answer', async () => {
    const lookup = () => new Promise<never>(() => undefined);
    expect(await probe('https://portail.test', { lookup, timeoutMs: 50 })).toMatchObject({
      stage: 'dns',
      code: 'ETIMEDOUT',
    });
  });

  it('a port on which nobody listens', async () => {
    const server = createTcp();
    const { port } = await listening(server);
    await new Promise((resolve) => server.close(resolve));
    expect(await probe(`http://127.0.0.1:${port}`)).toMatchObject({ stage: 'tcp', code: 'ECONNREFUSED' });
  });

  it('something that takes the connection and says nothing, in the clear or for TLS', async () => {
    const { port } = await listening(createTcp());
    expect(await probe(`http://127.0.0.1:${port}`, { timeoutMs: 50 })).toMatchObject({
      stage: 'http',
      code: 'ETIMEDOUT',
    });
    expect(await probe(`https://127.0.0.1:${port}`, { timeoutMs: 50 })).toMatchObject({
      stage: 'tls',
      code: 'ETIMEDOUT',
    });
  });

  it('something that hangs up', async () => {
    const { port } = await listening(createTcp((socket) => socket.destroy()));
    for (const scheme of ['http', 'https']) {
      const { stage, code } = await probe(`${scheme}://127.0.0.1:${port}`);
      expect([stage, code?.replace('EPIPE', 'ECONNRESET')]).toEqual([scheme === 'http' ? 'http' : 'tls', 'ECONNRESET']);
    }
  });

  it('no TLS where it should be', async () => {
    const { port } = await listening(createHttp(portal));
    const { stage, code } = await probe(`https://portail.test:${port}`);
    expect(stage).toBe('tls');
    expect(code).toMatch(/^ERR_SSL|^EPROTO/);
  });

  it('a certificate that has expired, and which one', async () => {
    expect(await secure(expiredCertificate)).toMatchObject({
      stage: 'tls',
      code: 'CERT_HAS_EXPIRED',
      certificate: { validTo: '2021-01-01T00:00:00.000Z' },
    });
  });

  it('an authority that this machine does not know, and whose it is', async () => {
    expect(await secure(testCertificate, 'portail.test', { ca: () => [] })).toMatchObject({
      stage: 'tls',
      code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
      certificate: { issuer: 'Vigilot test authority' },
    });
  });

  it('a certificate of another name', async () => {
    expect(await secure(testCertificate, 'autre.test')).toMatchObject({
      stage: 'tls',
      code: 'ERR_TLS_CERT_ALTNAME_INVALID',
      certificate: { subject: 'portail.test' },
    });
  });

  it.each<[string, RequestListener, string]>([
    ['a page', html, 'text/html'],
    [
      'a redirect to a page',
      (_, response) => response.writeHead(302, { Location: 'http://login.hotel.test/welcome?x=1' }).end(),
      'login.hotel.test',
    ],
    ['a redirect to nowhere', (_, response) => response.writeHead(302).end(), 'HTTP 3xx'],
    ['a network that wants a login', (_, response) => response.writeHead(511).end(), 'HTTP 511'],
    [
      'JSON of somebody else',
      (_, response) => response.setHeader('Content-Type', 'application/json').end('{"ok":1}'),
      'application/json',
    ],
    [
      'JSON null',
      (_, response) => response.setHeader('Content-Type', 'application/json').end('null'),
      'application/json',
    ],
    ['text', (_, response) => response.end('hello'), 'HTTP 200'],
  ])('%s in the portal’s place', async (_, answer, instead) => {
    expect((await plain(answer)).found).toMatchObject({ stage: 'http', instead });
  });

  it('a portal in trouble', async () => {
    const { found } = await plain((_, response) => response.writeHead(503).end());
    expect(found).toMatchObject({ stage: 'http', status: 503, instead: null });
  });

  it('an answer without end costs no more than its limit', async () => {
    const endless: RequestListener = (_, response) => {
      response.setHeader('Content-Type', 'application/json');
      const more = () => {
        while (response.write('x'.repeat(16_384))) if (response.destroyed) return;
        response.once('drain', more);
      };
      more();
    };
    expect((await plain(endless)).found).toMatchObject({ stage: 'http', instead: 'application/json' });
  });
});
