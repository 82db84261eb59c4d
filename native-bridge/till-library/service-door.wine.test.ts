/**
 * vigilot.dll as pharmacy software calls it at a counter: against the pipe of the installed service, with a core fed by a portal.
 * What it answers is what the hook answers over HTTP, and whoever else has the pipe is told nothing.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { Shop, until } from '../../cli/processes.testkit.ts';
import { session } from '../../fixtures/demo/packs.ts';
import { realNotice } from '../../fixtures/recalls.ts';
import { Windows, wine32Missing, wineMissing } from '../../installers/wine.testkit.ts';
import { say } from '../../protocol/messages/index.ts';
import { buildTillClient, HOST, InstalledService } from '../service-host/installed.testkit.ts';
import { canBuild } from './build.ts';
import { type WindowsCaller, windowsCaller } from './windows-caller.testkit.ts';

const missing = wineMissing();
const missing32 = (await canBuild('x86')) ? wine32Missing() : 'needs gcc-mingw-w64-i686';
const PORT = 21_313;
const numbers = { allow: 1, verify: 10, block: 20 } as const;
const scans = session.map(({ scan }) => scan);
/** What a command line of Windows carries in any code page. */
const plain = session.filter(({ scan }) => /^[\x20-\x7e]+$/.test(scan));

describe.skipIf(missing !== null)(
  `vigilot.dll and the service${missing === null ? '' : ` (not tried: ${missing})`}`,
  () => {
    let windows: Windows;
    let shop: Shop;
    let service: InstalledService;
    let caller: WindowsCaller;

    beforeAll(async () => {
      [windows, shop] = await Promise.all([Windows.open(), Shop.open()]);
      service = await InstalledService.unpack(windows, PORT);
      caller = await windowsCaller(windows, missing32 === null ? ['x64', 'x86'] : ['x64']);
      await windows.do(HOST, ['--install']);
    });
    afterAll(async () => {
      await windows?.close();
      await shop?.close();
    });

    const hook = (scan: string) =>
      service.call<CheckAnswer>('POST', '/v1/checks', { scan, terminal: 'comptoir-1', saleReference: 'VENTE-7' });
    const firstWords = (output: string) =>
      output
        .trim()
        .split('\n')
        .map((line) => line.split('\t')[0]);
    const unanswered = (last: number) => ({ verdict: numbers.verify, last, id: '' });

    it('installed and not yet started: verify, for nothing answers', async () => {
      expect(await caller.call([{ scan: scans[0] }, { status: true }])).toMatchObject([
        { ...unanswered(2), message: say('fr', 'till-library.no-agent') },
        { error: 2, feed: '' },
      ]);
    });

    it('started without a list: the agent itself says verify', async () => {
      await service.start();
      const [check, status] = await caller.call([{ scan: scans[0] }, { status: true }]);
      expect(check).toMatchObject({ verdict: numbers.verify, last: 0, message: (await hook(scans[0] ?? '')).message });
      expect(status).toEqual({ error: 0, feed: 'unsynced' });
      await service.stop();
    });

    it('with the portal’s recalls: block, verify and allow, in the words of the hook', async () => {
      for (const key of ['amoxicilline-2024', 'doliprane-2024', 'picot-2026', 'depakine-2024'])
        await shop.portal.publish(realNotice(key).draft);
      await service.enrol(shop);
      await until(async () => ((await hook(scans.at(-1) ?? '')).verdict === 'block' ? true : undefined), {
        seconds: 60,
        what: 'the last recall',
      });
      const answers = await caller.call(scans.map((scan) => ({ scan })));
      for (const [index, { scan, verdict }] of session.entries()) {
        const over = await hook(scan);
        expect(over.verdict).toBe(verdict);
        expect(answers[index]).toEqual({
          verdict: numbers[verdict],
          last: 0,
          id: expect.stringMatching(/^[0-9A-Z]{26}$/),
          message: over.message,
        });
        expect(over.message).not.toBe('');
      }
    });

    it('a basket has the verdict of its worst pack and a sentence for each; the feed is live', async () => {
      const [basket, status] = await caller.call([{ scans }, { status: true }]);
      expect(basket).toEqual({
        verdict: numbers.block,
        last: 0,
        verdicts: session.map(({ verdict }) => numbers[verdict]),
        messages: await Promise.all(scans.map(async (scan) => (await hook(scan)).message)),
      });
      expect(status).toEqual({ error: 0, feed: 'live' });
    });

    it('the example in C at the usual address: its verdicts, and outcomes in the record', async () => {
      const { status, output } = await caller.till(['-', ...plain.map(({ scan }) => scan)]);
      expect(status, output).toBe(0);
      expect(firstWords(output)).toEqual(plain.map(({ verdict }) => verdict));
      // No complaint either: each outcome was recorded.
      expect(output).toContain('rappelé');
      expect(output).not.toContain('outcome to be told again');
      const { rows } = await service.call<{ rows: Array<{ kind: string; outcome: string }> }>('GET', '/v1/journal');
      expect(rows.filter(({ kind }) => kind === 'outcome')).toHaveLength(plain.length);
    });

    it.skipIf(missing32 !== null)(
      `the same in 32 bits${missing32 === null ? '' : ` (not run: ${missing32})`}`,
      async () => {
        const { output } = await caller.till(['-', ...plain.map(({ scan }) => scan)], 'x86');
        expect(firstWords(output)).toEqual(plain.map(({ verdict }) => verdict));
      },
    );

    it('stopped: every pack is verify, and why is told', async () => {
      await service.stop();
      const { status, output } = await caller.till(['-', ...plain.map(({ scan }) => scan)]);
      expect(status, output).toBe(0);
      expect(firstWords(output)).toEqual(plain.map(() => 'verify'));
      expect(await caller.call([{ scan: scans.at(-1) }])).toMatchObject([unanswered(2)]);
    });

    it('another program at the pipe’s name is told nothing and clears nothing, while the service is stopped and while it runs', async () => {
      const client = buildTillClient(windows.dir);
      const thief = windows.run(client, ['hold'], { seconds: 120 });
      const running = () => windows.processes('till.exe')[0];
      await until(running, { what: 'the thief' });
      expect(await caller.call([{ scan: scans[0] }, { scans }, { status: true }])).toMatchObject([
        unanswered(4),
        { verdict: numbers.verify, last: 4, verdicts: session.map(() => numbers.verify) },
        { error: 4 },
      ]);
      await service.start();
      expect((await service.status()).alarms.map(({ code }) => code)).toContain('till-socket');
      expect(await caller.call([{ scan: scans[0] }])).toMatchObject([unanswered(4)]);
      expect((await hook(scans.at(-1) ?? '')).verdict).toBe('block');
      // It was there to hear: who asks without the library is cleared by it.
      expect(await windows.do(client, ['ask', 'naive'])).toContain('"verdict":"allow"');
      process.kill(running() ?? 0, 'SIGKILL');
      const { output } = await thief;
      expect(output.match(/heard .*/g)).toEqual(['heard naive']);
    });
  },
);
