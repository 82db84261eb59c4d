import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recallBulletin, testGtin } from '../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from './hook.testkit.ts';

const RECALLED = testGtin(1);
const SOUND = testGtin(2);
const scanOf = (gtin: string) => `]d201${gtin}1730033110A1\u001d21S1`;

interface Seen {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly names: string[];
  readonly body: Record<string, unknown>;
}

describe('the short way of a check', () => {
  let hook: TestHook;
  beforeAll(async () => {
    hook = await startTestHook();
    hook.register.publish(recallBulletin([{ gtin: RECALLED, lots: [{ lot: 'A1' }] }]));
  });
  afterAll(() => hook.close());

  /** The same question at the same address; a query, even an empty one, is for the framework to read. */
  function ask(
    path: string,
    body: string,
    more: Record<string, string> = {},
    agent: Agent | false = false,
  ): Promise<Seen> {
    const headers = {
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(body)),
      authorization: `Bearer ${hook.tokens.till}`,
      ...more,
    };
    return new Promise((resolve, reject) => {
      const asked = request({ port: hook.hook.port, method: 'POST', path, headers, agent }, (answer) => {
        const { date: _, connection: __, ...own } = answer.headers;
        const names = answer.rawHeaders.filter((___, at) => at % 2 === 0);
        text(answer).then(
          (json) => resolve({ status: answer.statusCode ?? 0, headers: own, names, body: JSON.parse(json) }),
          reject,
        );
      });
      asked.on('error', reject);
      asked.end(body);
    });
  }

  const told = ({ status, headers, body: { id: _, at: __, ...body } }: Seen) => ({ status, headers, body });
  // The framework writes the names of headers in lower case.
  const isShort = ({ names }: Seen) => names.includes('X-Frame-Options');

  it('believes a connection that proved itself only with what it proved', async () => {
    const kept = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const body = JSON.stringify({ scan: scanOf(SOUND) });
      const own = await ask('/v1/checks', body, {}, kept);
      const again = await ask('/v1/checks', body, {}, kept);
      const other = await ask('/v1/checks', body, { authorization: `Bearer ${hook.tokens.till.slice(0, -1)}_` }, kept);
      const none = await ask('/v1/checks', body, { authorization: '' }, kept);
      const back = await ask('/v1/checks', body, {}, kept);
      expect([own, again, other, none, back].map(({ status }) => status)).toEqual([200, 200, 401, 401, 200]);
      expect([own, again, other, none, back].map(isShort)).toEqual([true, true, false, false, true]);
    } finally {
      kept.destroy();
    }
  });

  it('answers sound questions, and is journaled like any other', async () => {
    const before = hook.journal.head().count;
    const answers = [
      await ask('/v1/checks', JSON.stringify({ scan: scanOf(SOUND) })),
      await ask('/v1/checks', JSON.stringify({ scan: scanOf(RECALLED) }), { 'accept-language': 'en' }),
      await ask('/v1/checks', JSON.stringify({ gtin: RECALLED, lot: 'A1', operator: 'p1' }), {
        'content-type': 'application/json; charset=utf-8',
      }),
    ];
    expect(answers.map(isShort)).toEqual([true, true, true]);
    expect(answers.map(({ status, body }) => [status, body.verdict])).toEqual([
      [200, 'allow'],
      [200, 'block'],
      [200, 'block'],
    ]);
    expect(hook.journal.head().count).toBe(before + 3);
  });

  const bodies: Record<string, string> = {
    'a pack that nobody recalled': JSON.stringify({ scan: scanOf(SOUND) }),
    'a recalled pack': JSON.stringify({ scan: scanOf(RECALLED) }),
    'a pack in fields': JSON.stringify({ gtin: RECALLED, lot: 'A1', serial: 'é’' }),
    'no JSON': '{"scan":',
    'a mark of byte order': `\ufeff${JSON.stringify({ scan: scanOf(SOUND) })}`,
    'a prototype': `{"__proto__":{"scan":"x"},"scan":${JSON.stringify(scanOf(SOUND))}}`,
    'a constructor': '{"constructor":{"prototype":{}}}',
    'an unknown field': JSON.stringify({ scan: scanOf(SOUND), patient: 'x' }),
    'a field of another type': JSON.stringify({ scan: 7 }),
    'a list': '[]',
    'nothing at all': '{}',
    'both ways': JSON.stringify({ scan: scanOf(SOUND), gtin: SOUND }),
    'what cannot be read': JSON.stringify({ scan: 'zzz' }),
    'a wrong check digit': JSON.stringify({ gtin: `${SOUND.slice(0, 13)}${(Number(SOUND[13]) + 1) % 10}` }),
    'broken UTF-8': '{"scan":"\udc00"}',
  };
  it.each(Object.entries(bodies))('answers %s as the careful way does', async (_, body) => {
    const short = await ask('/v1/checks', body);
    const careful = await ask('/v1/checks?', body);
    expect(isShort(careful)).toBe(false);
    expect(told(short)).toEqual(told(careful));
  });

  const headers: Record<string, Record<string, string>> = {
    'no token': { authorization: '' },
    'a wrong token': { authorization: 'Bearer wrong' },
    'a page of elsewhere': { origin: 'http://evil.example' },
    'another site': { 'sec-fetch-site': 'cross-site' },
    'another host': { host: 'evil.example' },
    'a form': { 'content-type': 'application/x-www-form-urlencoded' },
    text: { 'content-type': 'text/plain' },
    'a body of no size': { 'content-length': '0' },
  };
  it.each(Object.entries(headers))('leaves %s to the careful way', async (_, more) => {
    const body = more['content-length'] === '0' ? '' : JSON.stringify({ scan: scanOf(SOUND) });
    const before = hook.journal.head().count;
    const short = await ask('/v1/checks', body, more);
    expect(isShort(short)).toBe(false);
    expect(short.status).toBeGreaterThanOrEqual(400);
    expect(told(short)).toEqual(told(await ask('/v1/checks?', body, more)));
    expect(hook.journal.head().count).toBe(before);
  });
});
