import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { messageSource } from './message-source.ts';
import { ServiceHost } from './service-host.ts';

/** A host that says what the test writes. */
function talk() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const wakes: number[] = [];
  const host = new ServiceHost({ input, output, onWake: () => wakes.push(1) });
  let heard = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    heard += text;
  });
  const settle = () => new Promise<void>((resolve) => setImmediate(() => setImmediate(resolve)));
  return {
    host,
    wakes,
    input,
    say: async (text: string) => {
      input.write(text);
      await settle();
    },
    heard: async () => {
      await settle();
      const lines = heard.split('\n').slice(0, -1);
      heard = '';
      return lines;
    },
  };
}

describe('the service host, as the core hears it', () => {
  it('is told that the hook answers, and writes the event log on one line', async () => {
    const { host, heard } = talk();
    host.ready('http://127.0.0.1:17013');
    await host.eventLog.write('info', 'un\r\nevent 2 deux\u2028trois');
    await host.eventLog.write('error', 'x'.repeat(5_000));
    const [ready, said, alarm] = await heard();
    expect([ready, said]).toEqual(['ready http://127.0.0.1:17013', 'event 1 un event 2 deux trois']);
    expect(alarm).toBe(`event 2 ${'x'.repeat(4_000)}`);
  });

  it('seals and opens bytes, each answer to its question', async () => {
    const { host, heard, say } = talk();
    const first = host.protect(Buffer.from('clé'));
    const second = host.unprotect(Buffer.from('scellé'));
    expect(await heard()).toEqual(['protect 1 Y2zDqQ==', 'unprotect 2 c2NlbGzDqQ==']);
    const refused = expect(first).rejects.toThrow('Windows’ data protection refused');
    await say('done 2 YQ==\nfail 1 Windows’ data protection refused\n');
    expect((await second).toString()).toBe('a');
    await refused;
  });

  it('hands over a till’s lines with the account of who asks, whatever the pieces they come in', async () => {
    const { host, heard, say } = talk();
    const asked: string[] = [];
    const opening = host
      .tillPipe(() => null)
      .open({
        onLine: async (line, caller) => {
          asked.push(`${caller}: ${line}`);
          return '{"verdict":"verify"}';
        },
      });
    expect(await heard()).toEqual(['pipe 1 ']);
    await say('done 1 \n');
    const open = await opening;
    for (const piece of ['call 9 S-1-5-2', '1-7 {"scan":"a b\u2028', 'c"}', '\ncall 10 S-1-5-18 {}\n'])
      await say(piece);
    expect(asked).toEqual(['S-1-5-21-7: {"scan":"a b\u2028c"}', 'S-1-5-18: {}']);
    expect(await heard()).toEqual(['answer 9 {"verdict":"verify"}', 'answer 10 {"verdict":"verify"}']);
    await open.close();
    await say('call 11 S-1-5-18 {}\n');
    expect(await heard()).toEqual([]);
  });

  it('opens the pipe to the group that IT names, on one line', async () => {
    const { host, heard, say } = talk();
    let group = 'S-1-1-0';
    const place = host.tillPipe(() => group);
    group = 'OFFICINE\\Caisses\nstop';
    const opening = place.open({ onLine: async () => '' });
    expect(await heard()).toEqual(['pipe 1 OFFICINE\\Caisses stop']);
    await say('done 1 \n');
    await opening;
  });

  it('says why the pipe cannot be had', async () => {
    const { host, heard, say } = talk();
    const opening = host.tillPipe(() => null).open({ onLine: async () => '' });
    await heard();
    const refused = expect(opening).rejects.toThrow('another program has the pipe');
    await say('fail 1 another program has the pipe (Windows 5)\n');
    await refused;
  });

  it('wakes, stops, and is stopped where the host is gone', async () => {
    const { host, wakes, say } = talk();
    await say('wake\nstop\n');
    await host.stopped;
    expect(wakes).toHaveLength(1);

    const gone = talk();
    const refused = expect(gone.host.share('till', 'S-1-5-32-545')).rejects.toThrow('the service host is gone');
    gone.input.end();
    await gone.host.stopped;
    await refused;
  });
});

it('the message table holds each event in both languages', () => {
  const text = messageSource().toString('utf16le');
  expect(text).toMatch(/^MessageIdTypedef=DWORD\r\n/);
  expect(text.match(/MessageId=/g)).toHaveLength(text.match(/Language=French\r\n/g)?.length ?? 0);
  expect(text).toContain('MessageId=104\r\nSeverity=Error\r\nSymbolicName=EVENT_DATA_FOLDER_REFUSED\r\n');
  // A line of its own ends a text: none may hold one.
  expect(text.split('\r\n').filter((line) => line === '.')).toHaveLength(text.match(/Language=/g)?.length ?? 0);
});
