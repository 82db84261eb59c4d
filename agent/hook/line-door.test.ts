import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { Problem } from '../../protocol/problems.ts';
import { TestTime } from '../link/time.testkit.ts';
import { recallBulletin } from '../verdict/verdict.testkit.ts';
import { startTestHook, type TestHook } from './hook.testkit.ts';
import { LineDoor, type LineDoorOptions, type LinePlace } from './line-door.ts';

const GTIN = '03400930000014';
const GS = '\u001d';
const scan = `01${GTIN}1727033110A123${GS}21SERIAL7`;

let hook: TestHook;
beforeAll(async () => {
  hook = await startTestHook();
  hook.register.publish(
    recallBulletin([{ gtin: GTIN, lots: [{ lot: 'A123' }] }], { id: '01JB', reference: 'R-2026-0042' }),
  );
});
afterAll(() => hook.close());

/** A place without permissions of its own. */
function placeIn(folder: string): LinePlace {
  const address = process.platform === 'win32' ? `\\\\.\\pipe\\vigilot-${process.pid}` : join(folder, 's');
  return {
    address,
    open: async ({ onCaller }) => {
      const server = createServer({ allowHalfOpen: true }, onCaller);
      await new Promise<void>((resolve) => server.listen(address, resolve));
      return { close: () => new Promise<void>((resolve) => server.close(() => resolve())) };
    },
  };
}

/** One caller: what it wrote is answered line by line. */
class Till {
  readonly socket: Socket;
  #text = '';
  readonly #closed: Promise<void>;

  constructor(address: string) {
    this.socket = connect({ path: address, allowHalfOpen: true }).setEncoding('utf8');
    this.socket.on('data', (chunk: string) => {
      this.#text += chunk;
      this.socket.emit('line-or-end');
    });
    this.socket.on('error', () => {});
    this.socket.on('end', () => this.socket.emit('line-or-end'));
    this.#closed = new Promise((resolve) =>
      this.socket.once('close', () => {
        this.socket.emit('line-or-end');
        resolve();
      }),
    );
  }

  write(text: string | Buffer): this {
    this.socket.write(text);
    return this;
  }

  /** The next answer; null where the connection ended instead. */
  async answer(): Promise<Record<string, unknown> | null> {
    for (;;) {
      const end = this.#text.indexOf('\n');
      if (end >= 0) {
        const line = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 1);
        return JSON.parse(line) as Record<string, unknown>;
      }
      if (this.socket.readableEnded || this.socket.destroyed) return null;
      await new Promise<void>((resolve) => this.socket.once('line-or-end', resolve));
    }
  }

  ask(body: unknown): Promise<Record<string, unknown> | null> {
    return this.write(`${JSON.stringify(body)}\n`).answer();
  }

  closed(): Promise<void> {
    return this.#closed;
  }
}

async function openDoor(options: Partial<LineDoorOptions> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-line-'));
  const place = placeIn(folder);
  const lines: string[] = [];
  const sink = new PassThrough().on('data', (chunk: Buffer) => lines.push(chunk.toString()));
  const { checker, journal } = hook;
  const feed = () => hook.world.feed;
  const log = pino({ level: 'trace' }, sink);
  const door = await LineDoor.open(place, { checker, journal, feed, log, onFault: () => {}, ...options });
  const tills: Till[] = [];
  onTestFinished(async () => {
    for (const { socket } of tills) socket.destroy();
    await door.close();
    rmSync(folder, { recursive: true });
  });
  const till = () => {
    const one = new Till(place.address);
    tills.push(one);
    return one;
  };
  return { door, till, log: () => lines.join('') };
}

describe('one line in, one line out', () => {
  it('answers a check as the hook does, and keeps the connection', async () => {
    const { till } = await openDoor();
    const caller = till();
    const over = await hook.ask<Record<string, unknown>>('/v1/checks', { method: 'POST', body: { scan } });
    const answer = await caller.ask({ scan, terminal: 'till-1' });
    expect(Object.keys(answer ?? {})).toEqual(Object.keys(over.body));
    expect(answer).toMatchObject({ verdict: 'block', message: over.body.message, pack: over.body.pack });
    expect(await caller.ask({ op: 'check', cip7: '3000002', lot: 'X' })).toMatchObject({ verdict: 'allow' });
  });

  it('takes a basket and what became of a pack', async () => {
    const { till } = await openDoor();
    const caller = till();
    const basket = await caller.ask({ op: 'batch', items: [{ gtin: '03400930000021', lot: 'X' }, { gtin: 'no' }] });
    expect(basket).toMatchObject({ verdict: 'verify', items: [{ verdict: 'allow' }, { problem: { status: 400 } }] });
    const [{ id }] = (basket as { items: [{ id: string }] }).items;
    expect(await caller.ask({ op: 'outcome', id, outcome: 'dispensed' })).toMatchObject({
      checkId: id,
      override: false,
    });
    expect(await caller.ask({ op: 'outcome', id, outcome: 'refused' })).toMatchObject({ type: 'state-conflict' });
  });

  it('says whether the list is fresh', async () => {
    const { till } = await openDoor();
    expect(await till().ask({ op: 'status' })).toEqual({ feed: hook.world.feed });
  });

  it('answers in the language that the line asks for, French otherwise', async () => {
    const { till } = await openDoor();
    const caller = till();
    expect(await caller.ask({ scan })).toMatchObject({ message: expect.stringContaining('ne pas délivrer') });
    expect(await caller.ask({ scan, language: 'en' })).toMatchObject({ message: expect.stringContaining('do not') });
    expect(await caller.ask({ gtin: 'x', language: 'en' })).toMatchObject({
      status: 400,
      title: 'The request does not have the expected form.',
    });
  });

  it('keeps the order of lines that come all at once, cut anywhere', async () => {
    const { till } = await openDoor();
    const caller = till();
    const codes = Array.from({ length: 20 }, (_, n) => ({
      gtin: GTIN,
      lot: `L${n + 10}`,
      language: n % 2 ? 'fr' : 'en',
    }));
    const bytes = Buffer.from(codes.map((body) => `${JSON.stringify(body)}\r\n`).join(''));
    for (let at = 0; at < bytes.length; at += 7) caller.write(bytes.subarray(at, at + 7));
    for (const { lot } of codes) expect(await caller.answer()).toMatchObject({ pack: { lot } });
  });

  it('answers a last line without its end, then ends', async () => {
    const { till } = await openDoor();
    const caller = till();
    caller.socket.end(JSON.stringify({ scan }));
    expect(await caller.answer()).toMatchObject({ verdict: 'block' });
    expect(await caller.answer()).toBeNull();
    await caller.closed();
  });
});

describe('what is no call', () => {
  it.each<[string, string | Buffer, object]>([
    ['no JSON', '{"scan":\n', { type: 'request-invalid', field: 'line' }],
    ['an empty line', '\r\n', { type: 'request-invalid', field: 'line' }],
    ['broken UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d, 0x0a]), { type: 'request-invalid', field: 'line' }],
    ['an array', '[{"scan":"1"}]\n', { type: 'request-invalid' }],
    ['null', 'null\n', { type: 'request-invalid' }],
    ['an HTTP request', 'GET /v1/checks HTTP/1.1\n', { type: 'request-invalid', field: 'line' }],
    ['an unknown call', '{"op":"journal"}\n', { type: 'request-invalid', field: 'op' }],
    ['a call of another name', '{"op":"__proto__"}\n', { type: 'request-invalid', field: 'op' }],
    ['an unknown language', '{"language":"de","scan":"1"}\n', { type: 'request-invalid', field: 'language' }],
    ['a field nobody knows', '{"scan":"1","patient":"x"}\n', { type: 'request-invalid', field: 'patient' }],
    ['a prototype', `{"gtin":"${GTIN}","__proto__":{"op":"batch"}}\n`, { type: 'request-invalid' }],
    ['a basket without items', '{"op":"batch","items":[]}\n', { type: 'request-invalid', field: 'items' }],
    ['an outcome of nothing', '{"op":"outcome","outcome":"dispensed"}\n', { type: 'request-invalid', field: 'id' }],
    ['a scan of nothing', '{"scan":"???"}\n', { type: 'scan-unreadable', status: 422 }],
  ])('%s is a problem in words, and the next line is answered', async (_, line, problem) => {
    const { till } = await openDoor();
    const caller = till();
    const answer = await caller.write(line).answer();
    expect(answer).toMatchObject(problem);
    expect(answer?.title).toMatch(/\s/);
    expect(answer?.verdict).toBeUndefined();
    expect(await caller.ask({ scan })).toMatchObject({ verdict: 'block' });
  });

  it('a journal that cannot write clears nothing of a basket', async () => {
    const checker = {
      check: () => Promise.reject(new Problem('store-unavailable')),
    };
    const { till, log } = await openDoor({ checker });
    const answer = await till().ask({ op: 'batch', items: [{ scan }] });
    expect(answer).toMatchObject({ type: 'store-unavailable', status: 503 });
    expect(log()).toContain('store-unavailable');
  });

  it('neither scan nor serial is logged, whatever goes wrong', async () => {
    const { till, log } = await openDoor();
    const caller = till();
    await caller.ask({ scan, nobody: 1 });
    await caller.ask({ scan });
    await caller.write(`{"scan":"${scan}\n`).answer();
    expect(log()).not.toBe('');
    expect(log()).not.toContain('SERIAL7');
    expect(log()).not.toContain('A123');
  });
});

describe('bounds', () => {
  it.each([
    ['with', '\n'],
    ['without', ''],
  ])('a line that is too long, %s its end, is a problem and ends the connection', async (_, end) => {
    const { till } = await openDoor({ limits: { line: 64 } });
    const caller = till();
    expect(await caller.write(`{"scan":"${' '.repeat(64)}"}${end}`).answer()).toMatchObject({
      type: 'too-large',
      status: 413,
      expected: expect.stringContaining('64'),
    });
    expect(await caller.answer()).toBeNull();
  });

  it('a line of just the size is answered, however it is cut', async () => {
    const { till } = await openDoor({ limits: { line: 64 } });
    const line = JSON.stringify({ gtin: GTIN, lot: 'A123' });
    const caller = till();
    const padded = `${line}${' '.repeat(64 - line.length)}\n`;
    expect(await caller.write(padded).answer()).toMatchObject({ verdict: 'block' });
    caller.write(padded.slice(0, 60));
    caller.write(padded.slice(60));
    expect(await caller.answer()).toMatchObject({ verdict: 'block' });
    expect(await caller.write(` ${padded}`).answer()).toMatchObject({ type: 'too-large' });
  });

  it('who writes too slowly is cut off; who is only silent is kept', async () => {
    const time = new TestTime();
    const { till } = await openDoor({ clock: time, timers: time });
    const silent = till();
    const slow = till();
    expect(await silent.ask({ scan })).toMatchObject({ verdict: 'block' });
    expect(await slow.ask({ scan })).toMatchObject({ verdict: 'block' });
    slow.write('{"scan":');
    while (time.next === null) await new Promise((resolve) => setImmediate(resolve));
    await time.pass(9_999);
    slow.write('"');
    await silent.ask({ scan });
    expect(slow.socket.destroyed).toBe(false);
    await time.pass(1);
    expect(await slow.answer()).toBeNull();
    await time.pass(3_600_000);
    expect(await silent.ask({ scan })).toMatchObject({ verdict: 'block' });
  });

  it('who takes no answers is not read further, then cut off', async () => {
    const time = new TestTime();
    let asked = 0;
    const checker = {
      check: async () => {
        asked++;
        return { message: 'x'.repeat(1024 * 1024) } as never;
      },
    };
    const { till } = await openDoor({ checker, clock: time, timers: time });
    const caller = till();
    caller.socket.pause();
    for (let n = 0; n < 100; n++) caller.write(`${JSON.stringify({ scan })}\n`);
    while (asked === 0) await new Promise((resolve) => setImmediate(resolve));
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked).toBeLessThan(5);
    await time.pass(10_000);
    caller.socket.resume();
    while ((await caller.answer()) !== null);
    expect(asked).toBeLessThan(5);
  });

  it('when all places are taken the newest is told so, unless one has long been idle', async () => {
    const time = new TestTime();
    const { till } = await openDoor({ clock: time, timers: time, limits: { connections: 2 } });
    const [first, second] = [till(), till()];
    await first.ask({ scan });
    await second.ask({ scan });
    const third = till();
    expect(await third.answer()).toMatchObject({ type: 'rate-limited', status: 429 });
    expect(await third.answer()).toBeNull();
    await time.pass(59_000);
    await second.ask({ scan });
    await time.pass(1_000);
    expect(await till().ask({ scan })).toMatchObject({ verdict: 'block' });
    expect(await first.answer()).toBeNull();
    expect(await second.ask({ scan })).toMatchObject({ verdict: 'block' });
  });

  it('a caller that goes away in the middle troubles nobody', async () => {
    const { till } = await openDoor();
    const other = till();
    for (let n = 0; n < 20; n++)
      till()
        .write(`${JSON.stringify({ scan })}\n{"scan`)
        .socket.destroy();
    expect(await other.ask({ scan })).toMatchObject({ verdict: 'block' });
  });
});

describe('the end', () => {
  it('an answer under way is given before the door closes; the idle go at once', async () => {
    const asked = Promise.withResolvers<void>();
    const may = Promise.withResolvers<void>();
    const checker = {
      check: async () => {
        asked.resolve();
        await may.promise;
        return { verdict: 'block' } as never;
      },
    };
    const { door, till } = await openDoor({ checker });
    const [idle, busy] = [till(), till()];
    await idle.ask({ op: 'none' });
    busy.write(`${JSON.stringify({ scan })}\n`);
    await asked.promise;
    const closed = door.close();
    expect(await idle.answer()).toBeNull();
    may.resolve();
    expect(await busy.answer()).toEqual({ verdict: 'block' });
    expect(await busy.answer()).toBeNull();
    await closed;
  });

  it('does not wait for ever for one that never takes its answer', async () => {
    const time = new TestTime();
    const asked = Promise.withResolvers<void>();
    const checker = {
      check: () => {
        asked.resolve();
        return new Promise<never>(() => {});
      },
    };
    const { door, till } = await openDoor({ checker, clock: time, timers: time });
    till().write(`${JSON.stringify({ scan })}\n`);
    await asked.promise;
    const closed = door.close();
    await time.pass(2_000);
    await closed;
  });

  it('a place that cannot be had says so', async () => {
    const place: LinePlace = { address: '/nowhere', open: () => Promise.reject(new Error('it belongs to another')) };
    const { checker, journal } = hook;
    await expect(
      LineDoor.open(place, {
        checker,
        journal,
        feed: () => hook.world.feed,
        log: pino({ level: 'silent' }),
        onFault: () => {},
      }),
    ).rejects.toThrow('it belongs to another');
  });
});
