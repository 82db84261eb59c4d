import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { fetchManifest } from './fetch.ts';
import { MAX_MANIFEST_BYTES } from './manifest.ts';

async function server(answer: RequestListener): Promise<string> {
  const http = createServer(answer).listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  return `http://127.0.0.1:${(http.address() as AddressInfo).port}/releases`;
}

const get = (base: string, signal = new AbortController().signal) => fetchManifest(base, fetch, signal);

describe('the manifest is fetched', () => {
  it('from its place, without a cookie or a cache', async () => {
    const seen: unknown[] = [];
    const base = await server(({ url, headers }, response) => {
      seen.push([url, headers.cookie, headers['cache-control']]);
      response.end('text');
    });
    expect(await get(base)).toBe('text');
    expect(seen).toEqual([['/releases/release.jws', undefined, 'no-cache']]);
  });

  it('as long as it may be, and not a byte more', async () => {
    let length = MAX_MANIFEST_BYTES;
    const base = await server((_, response) => response.end('x'.repeat(length)));
    expect(await get(base)).toHaveLength(length);
    length++;
    await expect(get(base)).rejects.toThrow('more than');
  });

  it('not from a server that goes on for ever: it is left', async () => {
    let left = false;
    const base = await server((_, response) => {
      response.on('close', () => {
        left = true;
      });
      const more = () => {
        if (response.destroyed) return;
        if (response.write('x'.repeat(4096))) setImmediate(more);
        else response.once('drain', more);
      };
      more();
    });
    await expect(get(base)).rejects.toThrow('more than');
    await expect.poll(() => left).toBe(true);
  });

  it('not from a server that says nothing, once time is up', async () => {
    const late = new AbortController();
    const base = await server(() => late.abort(new Error('time is up')));
    await expect(get(base, late.signal)).rejects.toThrow('time is up');
  });

  it.each([204, 304, 404, 500])('not where the answer is %d', async (status) => {
    await expect(get(await server((_, response) => response.writeHead(status).end()))).rejects.toThrow();
  });

  it('not from another place, wherever it is sent', async () => {
    let asked = false;
    const elsewhere = await server((_, response) => {
      asked = true;
      response.end('text');
    });
    const base = await server((_, response) => response.writeHead(302, { Location: elsewhere }).end());
    await expect(get(base)).rejects.toThrow();
    expect(asked).toBe(false);
  });
});
