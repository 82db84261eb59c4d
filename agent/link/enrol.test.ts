import { writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeEnrolmentToken } from '../../protocol/enrolment.ts';
import { feedUrl, InsecureUrl, isClockRefusal, secureUrl } from './address.ts';
import { EnrolmentError, enrol } from './enrol.ts';
import { HostilePortal, newSigner } from './hostile-portal.testkit.ts';
import { Bench, inState, until } from './link.testkit.ts';
import { TestTime } from './time.testkit.ts';

let portal: HostilePortal;
beforeEach(async () => {
  portal = await HostilePortal.open(new TestTime());
});
afterEach(() => portal.close());

const failure = async (over: Partial<Parameters<typeof enrol>[0]> = {}): Promise<EnrolmentError> => {
  const { url: portalUrl, token } = portal;
  try {
    await enrol({ portalUrl, token, name: 'Comptoir 1', signer: await newSigner(), ...over });
  } catch (error) {
    if (error instanceof EnrolmentError) return error;
    throw error;
  }
  throw new Error('it enrolled');
};
const answers = (status: number, body = '', headers?: Record<string, string>) => {
  portal.enrolmentAnswer = () => ({ status, body, ...(headers && { headers }) });
};

describe('an enrolment', () => {
  it('gives the identity, and the same again for the same key', async () => {
    const signer = await newSigner();
    const ask = () => enrol({ portalUrl: portal.url, token: portal.token, name: 'Comptoir 1', signer });
    const first = await ask();
    expect(first).toMatchObject({ feed: portal.feed, portal: portal.name, root: portal.keys.root.kid });
    expect(await ask()).toEqual(first);
    expect(portal.enrolled.size).toBe(1);
  });

  it('believes no territory before the feed’s keys have signed it', async () => {
    const { officine } = await enrol({
      portalUrl: portal.url,
      token: portal.token,
      name: 'C',
      signer: await newSigner(),
    });
    expect(officine).toMatchObject({ territory: null, version: 0 });
  });

  it('keeps nothing of a portal whose root is not the token’s', async () => {
    const other = await HostilePortal.open(new TestTime());
    portal.enrolmentAnswer = (honest) => ({
      status: 201,
      body: JSON.stringify({ ...(honest as object), root: other.keys.root.jwk }),
    });
    expect(await failure()).toMatchObject({ kind: 'hostile', problem: { key: 'agent.link.root-differs' } });
    await other.close();
  });

  it.each([
    ['401', 401, 'final', 'agent.link.token-refused'],
    ['409', 409, 'final', 'agent.link.key-refused'],
    ['400', 400, 'final', 'agent.link.http'],
    ['404: perhaps a proxy', 404, 'transient', 'agent.link.http'],
    ['429', 429, 'transient', 'agent.link.http'],
    ['500', 500, 'transient', 'agent.link.http'],
    ['503', 503, 'transient', 'agent.link.http'],
    ['an answer that is none', 201, 'transient', 'agent.link.bad-answer'],
  ] as const)('answered by %s', async (_, status, kind, key) => {
    answers(status, '<html>');
    expect(await failure()).toMatchObject({ kind, problem: { key } });
  });

  it('follows no redirect: the token goes nowhere else', async () => {
    const elsewhere = await HostilePortal.open(new TestTime());
    answers(307, '', { location: `${elsewhere.url}/v1/enrolments` });
    expect(await failure()).toMatchObject({ kind: 'transient', problem: { values: { status: 307 } } });
    expect(elsewhere.enrolled.size).toBe(0);
    await elsewhere.close();
  });

  it('reads no answer without end', async () => {
    answers(201, 'x'.repeat(300 * 1024));
    expect(await failure()).toMatchObject({ kind: 'transient', problem: { key: 'agent.link.bad-answer' } });
  });

  it('waits for no answer without end', async () => {
    const server: Server = createServer(() => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const portalUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    expect(await failure({ portalUrl, timeoutMs: 50 })).toMatchObject({
      kind: 'transient',
      problem: { values: { cause: 'ETIMEDOUT' } },
    });
    server.closeAllConnections();
    server.close();
  });

  it('asks nobody with a token that is none, or over a line that anybody can read', async () => {
    expect(await failure({ token: 'vgt1.short.root' })).toMatchObject({
      kind: 'final',
      problem: { key: 'agent.link.token-malformed' },
    });
    expect(await failure({ portalUrl: 'http://portal.example' })).toMatchObject({
      kind: 'final',
      problem: { key: 'agent.link.insecure' },
    });
  });

  it('says when nobody is there', async () => {
    await portal.close();
    expect(await failure()).toMatchObject({ kind: 'transient', problem: { key: 'agent.link.unreachable' } });
  });
});

describe('an address', () => {
  it.each([
    'http://portal.example',
    'http://127.0.0.1.evil.example',
    'http://localhost.evil.example',
    'ftp://portal.example',
    'http://10.0.0.1',
    'portal.example',
    '',
  ])('%s is refused', (url) => {
    expect(() => secureUrl(url, '/v1/feed')).toThrow(InsecureUrl);
  });

  it('keeps its path, and turns to WebSocket', () => {
    expect(feedUrl('https://portal.example/vigilot/').href).toBe('wss://portal.example/vigilot/v1/feed');
    expect(feedUrl('http://[::1]:8080').href).toBe('ws://[::1]:8080/v1/feed');
    expect(secureUrl('http://localhost:8080', '/v1/enrolments').href).toBe('http://localhost:8080/v1/enrolments');
  });

  it('whose certificate’s dates do not fit is a matter of the clock, other refusals are not', () => {
    expect(isClockRefusal(Object.assign(new Error('x'), { code: 'CERT_NOT_YET_VALID' }))).toBe(true);
    expect(isClockRefusal(Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }))).toBe(true);
    expect(isClockRefusal(Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }))).toBe(false);
  });
});

describe('the link at first contact', () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = await Bench.open();
  });
  afterEach(() => bench.close());

  it('burns nothing when the answer is lost: the same key asks again', async () => {
    bench.portal.enrolmentAnswer = () => ({ status: 201, body: '{"workstation":' });
    const post = await bench.start();
    await inState(post, 'waiting');
    bench.portal.enrolmentAnswer = () => null;
    await bench.time.pass(bench.time.next ?? 0);
    await bench.caughtUp(post);
    expect(bench.portal.enrolled.size).toBe(1);
  });

  it('says that a token is used up, and asks again hourly alone', async () => {
    const post = await bench.start({ settings: { enrolmentToken: makeEnrolmentToken(bench.portal.keys.root.kid) } });
    await inState(post, 'enrolment-refused');
    expect(post.link.status().problem?.key).toBe('agent.link.token-refused');
    expect(bench.time.next).toBe(3_600_000);
    post.link.wake();
    expect(post.link.status().state).toBe('enrolment-refused');
    expect(post.freshness.stamp().state).toBe('unsynced');
  });

  it('says that it has no token', async () => {
    const post = await bench.start({ settings: { enrolmentToken: null } });
    await inState(post, 'enrolment-refused');
    expect(post.link.status()).toMatchObject({ problem: { key: 'agent.link.token-missing' }, nextAttempt: null });
  });

  it('raises an alarm where another root answers', async () => {
    const other = await newSigner();
    bench.portal.enrolmentAnswer = (honest) => ({
      status: 201,
      body: JSON.stringify({ ...(honest as object), root: other.jwk }),
    });
    const post = await bench.start();
    await inState(post, 'enrolment-refused');
    expect(post.alarms()).toEqual(['enrolment-root-differs']);
    expect(post.identity.enrolment).toBeNull();
  });

  it('shows a clock that does not fit the certificate as such, and goes on trying', async () => {
    const expired = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' });
    await bench.live().then((post) => post.stop());
    const post = await bench.start({
      link: {
        connect: (_url, events) => {
          setImmediate(() => events.closed({ error: expired }));
          const nothing = () => undefined;
          return { send: nothing, close: nothing, terminate: nothing, pause: nothing, resume: nothing, bytesRead: 0 };
        },
      },
    });
    await inState(post, 'clock');
    expect(post.link.status().problem?.key).toBe('agent.link.clock');
    expect(bench.time.next).toBeGreaterThan(0);
  });

  it('does not enrol anew over a damaged identity, and says what to do', async () => {
    await bench.live().then((post) => post.stop());
    await writeFile(`${bench.dataDir}/identity.json`, 'damaged');
    const post = await bench.start();
    await inState(post, 'identity-damaged');
    await until(() => post.alarms().length === 1);
    expect(post.alarms()).toEqual(['identity-damaged']);
    await bench.time.pass(7_200_000);
    expect(bench.portal.enrolled.size).toBe(1);
    expect(post.freshness.stamp().state).toBe('stale');
  });
});
