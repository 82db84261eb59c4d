/** The library on Linux, called by Python's ctypes: a real door with real recalls behind it, then everything that is none. */
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { TestHook } from '../../agent/hook/hook.testkit.ts';
import { session, soldBefore } from '../../fixtures/demo/packs.ts';
import manifest from '../../package.json' with { type: 'json' };
import { say } from '../../protocol/messages/index.ts';
import { type Counter, openCounter } from './counter.testkit.ts';
import { type Driver, nativeLack, startDriver } from './native.testkit.ts';

/** As vigilot.h numbers them. */
const verdicts = { allow: 1, verify: 10, block: 20 } as const;
const errors = { argument: 1, noAgent: 2, timeout: 5, broken: 6, answer: 7, refused: 8, buffer: 10 } as const;
const allowed = '3400930000014';
const CHECK_ID = /^[0-9A-Z]{26}$/;

const lack = nativeLack();

describe.skipIf(lack !== null)(`libvigilot.so${lack === null ? '' : ` (not tried: ${lack})`}`, () => {
  let hook: TestHook;
  let folder: string;
  let address: string;
  let counter: Counter;
  let program: Awaited<ReturnType<typeof startDriver>>;

  beforeAll(async () => {
    program = await startDriver();
    counter = await openCounter();
    ({ hook, folder, address } = counter);
  });
  afterAll(async () => {
    program?.end();
    await counter?.close();
  });

  async function ready(options: object = {}): Promise<Driver> {
    const { call } = program;
    // What is not given goes back to its default.
    expect(await call('configure', { address, timeout: 20_000, ...options })).toMatchObject({ error: 0 });
    return call;
  }

  describe.each([false, true])('with texts in UTF-16: %s', (wide) => {
    it('gives the verdict of each pack of the counter, its sentence and its name', async () => {
      const call = await ready();
      for (const { scan, verdict } of session) {
        const answer = await call('check', { scan, terminal: 'comptoir-1', sale: 'VENTE-7', wide });
        expect(answer).toMatchObject({ verdict: verdicts[verdict], last: 0, id: expect.stringMatching(CHECK_ID) });
        const { body } = await hook.ask<{ message: string }>('/v1/checks', { method: 'POST', body: { scan } });
        expect(answer.message).toBe(body.message);
      }
    });

    it('takes a pack keyed by hand', async () => {
      const call = await ready();
      expect(await call('check_pack', { code: '3400930000014', lot: 'A1', expiry: '2030-12', wide })).toMatchObject({
        verdict: verdicts.allow,
      });
      expect(await call('check_pack', { code: session[1]?.scan, wide })).toMatchObject({ verdict: verdicts.verify });
      expect(await call('check_pack', { code: '3400930000015', wide })).toMatchObject({
        verdict: verdicts.verify,
        last: errors.refused,
        message: say('fr', 'problem.check-digit'),
      });
    });

    it('answers a basket in its order, a line for each', async () => {
      const call = await ready();
      const scans = [...session.map(({ scan }) => scan), 'hello'].join('\r\n');
      const answer = await call('check_batch', { scans, count: session.length + 1, sale: 'VENTE-8', wide });
      expect(answer).toMatchObject({ verdict: verdicts.block, last: errors.refused });
      expect(answer.verdicts).toEqual([...session.map(({ verdict }) => verdicts[verdict]), verdicts.verify]);
      const ids = String(answer.ids).split('\n');
      expect(ids.slice(0, -1).every((id) => CHECK_ID.test(id))).toBe(true);
      expect(ids.at(-1)).toBe('');
      expect(String(answer.messages).split('\n')).toHaveLength(session.length + 1);
    });

    it('tells what became of a pack; an override needs its reason', async () => {
      const call = await ready();
      const { id } = await call('check', { scan: session[1]?.scan, wide });
      expect(await call('outcome', { id, outcome: 'dispensed', wide })).toMatchObject({ error: errors.refused });
      const told = { id, outcome: 'dispensed', reason: 'lot lu sur la boîte', person: 'AB', wide };
      expect(await call('outcome', told)).toMatchObject({ error: 0, message: '' });
      expect(await call('outcome', told)).toMatchObject({ error: 0 });
      expect(await call('outcome', { id: 'nobody', outcome: 'eaten', wide })).toMatchObject({ error: errors.refused });
    });

    it('passes any call on, and its whole answer', async () => {
      const call = await ready();
      const one = await call('ask', {
        request: JSON.stringify({ scan: soldBefore.scan, language: 'en' }, null, 2),
        wide,
      });
      expect(one).toMatchObject({ verdict: verdicts.block, last: 0 });
      expect(JSON.parse(String(one.answer))).toMatchObject({
        verdict: 'block',
        message: expect.stringContaining('do not'),
      });
      const short = await call('ask', { request: JSON.stringify({ scan: soldBefore.scan }), size: 100, wide });
      expect(short).toMatchObject({ verdict: verdicts.block, answer: '', last: errors.buffer });
      expect(Number(short.needed)).toBeGreaterThan(300);
      const basket = { op: 'batch', items: [{ scan: allowed }, { scan: allowed }] };
      expect(await call('ask', { request: JSON.stringify(basket), wide })).toMatchObject({ verdict: verdicts.allow });
      const status = await call('ask', { request: '{"op":"status"}', wide });
      expect(status).toMatchObject({ verdict: verdicts.verify, last: 0, answer: expect.stringContaining('live') });
      for (const request of ['', 'null', '[]', '{"scan":"1"', '{"scan":"1"}{"scan":"2"}', '{"scan":"1"}\n{"scan":"2"}'])
        expect(await call('ask', { request, wide })).toMatchObject({
          verdict: verdicts.verify,
          last: errors.argument,
          answer: '',
        });
    });

    it('says whether the agent is there, and speaks English when asked', async () => {
      const call = await ready({ language: 'en', wide });
      expect(await call('status', { wide })).toMatchObject({ error: 0, feed: 'live' });
      const { message } = await call('check', { scan: soldBefore.scan, wide });
      expect(message).toContain('do not');
      expect(await call('error_text', { error: errors.timeout, wide })).toMatchObject({
        text: say('en', 'till-library.timeout'),
      });
    });

    it('what does not fit is cut and told; the verdict stands', async () => {
      const call = await ready();
      const full = await call('check', { scan: soldBefore.scan, wide });
      const cut = await call('check', { scan: soldBefore.scan, id_size: 0, message_size: 9, wide });
      expect(cut).toMatchObject({ verdict: verdicts.block, id: null, last: errors.buffer });
      expect(full.message).toContain(cut.message);
    });

    it.each<[string, object]>([
      ['no scan', {}],
      ['an empty scan', { scan: '' }],
      ['a scan that is no text in its encoding', { scan: 'caf\udce9' }],
    ])('%s is verify', async (_, given) => {
      const call = await ready();
      expect(await call('check', { ...given, wide })).toMatchObject({
        verdict: verdicts.verify,
        id: '',
        message: say('fr', 'till-library.argument'),
        last: errors.argument,
      });
      expect(await call('check', { scan: allowed, wide })).toMatchObject({ verdict: verdicts.allow, last: 0 });
    });
  });

  it('a basket of another size than told is asked nothing', async () => {
    const call = await ready();
    for (const [scans, count] of [
      ['1\n2', 1],
      ['1', 2],
      ['', 1],
      [null, 1],
      ['1', 0],
      ['1', -1],
    ] as const)
      expect(await call('check_batch', { scans, count })).toMatchObject({
        verdict: verdicts.verify,
        last: errors.argument,
      });
    const { verdicts: each } = await call('check_batch', { scans: '1', count: 2 });
    expect(each).toEqual([verdicts.verify, verdicts.verify]);
  });

  it('fifty threads at once: each has its own answer and its own error', async () => {
    const call = await ready();
    const scans = [allowed, soldBefore.scan, '', session[1]?.scan];
    const { found, count, errors: mixed } = await call('threads', { count: 50, rounds: 10, scans });
    expect(mixed).toEqual([]);
    expect(count).toBe(500);
    expect(found).toEqual([
      [0, verdicts.allow],
      [1, verdicts.block],
      [2, verdicts.verify],
      [3, verdicts.verify],
    ]);
  });

  it('has the version of the package, and refuses settings that are none', async () => {
    const { call } = program;
    const [major = 0, minor = 0, patch = 0] = manifest.version.split('.').map(Number);
    expect(await call('version')).toMatchObject({ version: major * 1e6 + minor * 1e3 + patch });
    for (const bad of [
      { address: 'relative' },
      { address: `/${'x'.repeat(120)}` },
      { timeout: 10 },
      { language: 'de' },
    ])
      expect(await call('configure', bad)).toMatchObject({ error: errors.argument });
  });

  it('without an agent everything is verify', async () => {
    const call = await ready({ address: join(folder, 'nobody') });
    expect(await call('check', { scan: allowed })).toMatchObject({
      verdict: verdicts.verify,
      id: '',
      message: say('fr', 'till-library.no-agent'),
      last: errors.noAgent,
    });
    expect(await call('check_batch', { scans: allowed, count: 1 })).toMatchObject({ verdicts: [verdicts.verify] });
    expect(await call('outcome', { id: 'X', outcome: 'dispensed' })).toMatchObject({ error: errors.noAgent });
    expect(await call('status')).toMatchObject({ error: errors.noAgent, feed: '' });
  });

  describe('something that answers otherwise', () => {
    /** A door that does what it likes with each caller. */
    async function otherDoor(onCaller: (socket: Socket) => void, timeout = 20_000): Promise<Driver> {
      const path = join(folder, `other-${process.pid}`);
      const callers = new Set<Socket>();
      const server = createServer((socket) => {
        callers.add(socket.on('error', () => {}));
        onCaller(socket);
      });
      await new Promise<void>((resolve) => server.listen(path, resolve));
      onTestFinished(async () => {
        for (const caller of callers) caller.destroy();
        await new Promise((resolve) => server.close(resolve));
      });
      return ready({ address: path, timeout });
    }
    const check = '{"id":"01J","verdict":"allow","message":"m"}';
    const answering = (text: string) => (socket: Socket) => socket.once('data', () => socket.end(text));

    it('is believed where it is a check', async () => {
      const call = await otherDoor(answering(`${check}\n`));
      expect(await call('check', { scan: allowed })).toMatchObject({ verdict: verdicts.allow, id: '01J' });
    });

    it.each<[string, (socket: Socket) => void, number]>([
      ['nothing at all', (socket) => socket.resume(), errors.timeout],
      ['half a line, then silence', (socket) => socket.resume().write(check), errors.timeout],
      ['its end at once', (socket) => socket.end(), errors.broken],
      ['a whole check without the line’s end', answering(check), errors.broken],
      ['a check and something after it', answering(`${check}\n${check}\n`), errors.answer],
      ['an HTTP answer', answering('HTTP/1.1 200 OK\r\n\r\n{"verdict":"allow"}\n'), errors.answer],
      ['an unknown verdict', answering('{"id":"1","verdict":"Allow","message":"m"}\n'), errors.answer],
      ['a basket', answering(`{"verdict":"allow","items":[${check}]}\n`), errors.answer],
      ['more than any answer', answering(`${' '.repeat(9 << 20)}${check}\n`), errors.answer],
    ])('%s: verify', async (_, onCaller, error) => {
      const call = await otherDoor(onCaller, error === errors.timeout ? 300 : undefined);
      expect(await call('check', { scan: allowed })).toMatchObject({ verdict: verdicts.verify, id: '', last: error });
    });

    it('an outcome of another pack is no receipt', async () => {
      const call = await otherDoor(answering('{"checkId":"B","outcome":"dispensed"}\n'));
      expect(await call('outcome', { id: 'A', outcome: 'dispensed' })).toMatchObject({ error: errors.answer });
      expect(await call('outcome', { id: 'B', outcome: 'dispensed' })).toMatchObject({ error: 0 });
    });
  });
});
