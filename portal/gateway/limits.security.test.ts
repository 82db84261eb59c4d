import { request } from 'node:http';
import { decodeJwt } from 'jose';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { MAX_UPWARD_BYTES } from '../../protocol/frames.ts';
import { enrol, eventually, publishBulletin } from './gateway.testkit.ts';
import { scene } from './scene.testkit.ts';

/** Status and headers of an upgrade that is refused. */
function upgrade(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number; retryAfter: string | undefined }> {
  return new Promise((resolve, reject) => {
    const asked = request(url.replace('ws:', 'http:'), {
      headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': '13',
        'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
        ...headers,
      },
    });
    asked.on('response', (response) => {
      resolve({ status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'] });
      response.resume();
    });
    asked.on('upgrade', (_response, socket) => {
      socket.destroy();
      resolve({ status: 101, retryAfter: undefined });
    });
    asked.on('error', reject);
    asked.end();
  });
}

const feedProtocol = { 'Sec-WebSocket-Protocol': 'vigilot.v1' };

describe('the door', () => {
  test.each([
    ['another path', '/v1/other', feedProtocol, 404],
    ['a path that only begins alike', '/v1/feed/more', feedProtocol, 404],
    ['no subprotocol', '/v1/feed', {}, 400],
    ['another subprotocol', '/v1/feed', { 'Sec-WebSocket-Protocol': 'vigilot.v2' }, 400],
    ['a page in a browser', '/v1/feed', { ...feedProtocol, Origin: 'https://example.test' }, 403],
    ['ours among others', '/v1/feed?x=1', { 'Sec-WebSocket-Protocol': 'vigilot.v2, vigilot.v1' }, 101],
  ])('%s', async (_name, path, headers, status) => {
    const { url } = await scene();
    expect((await upgrade(url.replace('/v1/feed', path), headers)).status).toBe(status);
  });

  test('never compresses', async () => {
    const { url } = await scene();
    const socket = new WebSocket(url, 'vigilot.v1', { perMessageDeflate: true });
    await new Promise((resolve) => socket.once('open', resolve));
    expect(socket.extensions).toBe('');
    socket.terminate();
  });

  test('lets in at a bounded rate, and says when to come back', async () => {
    const { url, clock } = await scene({ admission: { perSecond: 1, burst: 2 } });
    const ask = () => upgrade(url, feedProtocol);
    expect((await ask()).status).toBe(101);
    expect((await ask()).status).toBe(101);
    const refused = await ask();
    expect(refused.status).toBe(503);
    expect(Number(refused.retryAfter)).toBeGreaterThanOrEqual(1);
    clock.advance(1_000);
    expect((await ask()).status).toBe(101);
  });

  test('holds a bounded number of connections that have not said who they are, and not for long', async () => {
    const { url, connect, clock, gateway } = await scene({ maxUnknown: 1 });
    const mute = connect({ silent: true });
    await mute.next('challenge');
    expect((await upgrade(url, feedProtocol)).status).toBe(503);
    clock.advance(11_000);
    await mute.closed;
    await eventually(
      async () => gateway.stats().links.hello,
      (count) => count === 0,
    );
    await connect().next('tip');
  });
});

describe('what a peer may send', () => {
  test.each([
    ['something that is no JSON', 'hello', 'frame'],
    ['no type', '{}', 'frame'],
    ['a hello that lacks its fields', '{"type":"hello"}', 'frame'],
    ['something else before hello', '{"type":"delivered","position":1}', 'hello-expected'],
    ['bytes', Buffer.from('{"type":"ping"}'), 'binary'],
  ])('%s closes the connection', async (_name, data, reason) => {
    const { connect } = await scene();
    const link = connect({ silent: true });
    await link.next('challenge');
    link.socket.send(data, { binary: typeof data !== 'string' });
    expect((await link.next('bye')).reason).toBe(reason);
    await link.closed;
  });

  test('hello twice, or a delivery of what was never sent, closes the connection', async () => {
    const { connect, store } = await scene();
    const link = connect();
    await link.next('tip');
    link.send({ type: 'delivered', position: 2 });
    expect((await link.next('bye')).reason).toBe('delivered-unsent');
    await publishBulletin(store);
    const again = connect();
    await again.next('tip');
    again.send({ ...helloAgain, workstation: 'X', hash: 'x'.repeat(43) });
    expect((await again.next('bye')).reason).toBe('hello-again');
  });

  const helloAgain = {
    type: 'hello',
    proof: '',
    position: 0,
    tip: null,
    nonce: 'n'.repeat(16),
    version: '1',
    headless: false,
  };

  test('a frame beyond the limit closes the connection, and a huge one is not even taken in', async () => {
    const { connect, store } = await scene();
    const link = connect();
    await link.next('tip');
    link.send({ type: 'ping', padding: 'x'.repeat(MAX_UPWARD_BYTES) });
    expect((await link.next('bye')).reason).toBe('too-large');
    // Before hello, four megabytes in one frame: cut off while it comes.
    const stranger = connect({ silent: true }, await enrol(store));
    await stranger.next('challenge');
    stranger.send({ type: 'ping', padding: 'x'.repeat(4 * 1024 * 1024) });
    await stranger.closed;
    expect(stranger.seen.map((frame) => frame.type)).toEqual(['challenge']);
  });

  test.each([
    ['by their bytes', 1_000, 200, 1006],
    // Each of them would be kept in an object of its own.
    ['by their number', 1, 1_000, 1008],
  ])('a frame in parts that never end closes the connection, %s', async (_name, bytes, most, code) => {
    const { connect } = await scene();
    const link = connect();
    await link.next('tip');
    const part = 'x'.repeat(bytes);
    let parts = 0;
    for (; link.socket.readyState === WebSocket.OPEN && parts < most; parts++) {
      await new Promise<void>((resolve) => link.socket.send(part, { fin: false }, () => resolve()));
    }
    expect((await link.closed).code).toBe(code);
    expect(link.seen.at(-1)?.type).toBe('tip');
  });

  test('a reader that does not read is cut off, and what it holds up stays bounded', async () => {
    const { connect, store, clock, gateway } = await scene();
    const link = connect();
    await link.next('tip');
    const steady = connect({}, await enrol(store));
    await steady.next('tip');
    link.socket.pause();
    const text = 'x'.repeat(1_200_000);
    // Twice what the system's own buffers between the two take.
    await store.feed.publish(async (_trx, append) => {
      for (let n = 0; n < 12; n += 1) await append({ bulletin: { id: `B${n}`, revision: 1, text } });
    });
    const { position } = await store.feed.head();
    await steady.until(() => steady.seen.filter((frame) => frame.type === 'entry').length === position);
    // What waits for it is a few entries: the slowest line would have taken them by then.
    for (let minutes = 0; minutes < 60 && gateway.stats().links.live > 1; minutes += 1 / 3) {
      clock.advance(20_000);
      link.send({ type: 'ping' }); // alive enough to talk, not to read
      // The tip over this very nonce: one from before would let the clock run on before the gateway has seen it.
      const nonce = `still-reading-after-${clock.monotonic()}`;
      steady.send({ type: 'nonce', nonce });
      // No tip without a fresh look at the feed, and this is what makes it look.
      await publishBulletin(store);
      await steady.until(() =>
        steady.seen.some((frame) => frame.type === 'tip' && decodeJwt(frame.tip).nonce === nonce),
      );
    }
    await eventually(
      async () => gateway.stats().links,
      (links) => links.live === 1,
    );
    link.socket.resume();
    await link.closed;
    expect(link.seen.filter((frame) => frame.type === 'entry').length).toBeLessThan(position);
    steady.send({ type: 'ping' });
    await steady.next('pong');
  });
});
