import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { keyboardOf, Lines } from './keyboard.ts';

const gs = '\u001d';
const code = `010340093029292110A12${gs}17301231`;

describe('a scanner’s suffix ends a line, what is inside it stays', () => {
  it.each([
    ['CR', '\r'],
    ['LF', '\n'],
    ['CR LF', '\r\n'],
    ['Tab', '\t'],
  ])('%s', (_, suffix) => {
    expect(new Lines().take(`${code}${suffix}${code}${suffix}`)).toEqual([code, code]);
  });

  it('CR and LF that come apart are one end', () => {
    const lines = new Lines();
    expect([...lines.take('a\r'), ...lines.take('\nb\r\n')]).toEqual(['a', 'b']);
  });

  it('a code that comes in pieces is whole', () => {
    const lines = new Lines();
    expect(lines.take(code.slice(0, 7))).toEqual([]);
    expect(lines.take(`${code.slice(7)}\r`)).toEqual([code]);
  });
});

it('shows what is typed, the separator as a sign, and takes back what is deleted', () => {
  let shown = '';
  const lines = new Lines((text) => {
    shown += text;
  });
  expect(lines.take(`ab\u007fc${gs}\b\bé\r`)).toEqual(['aé']);
  expect(shown).toBe('ab\b \bc␝\b \b\b \bé\n');
  expect(lines.take('\u007f\r')).toEqual(['']);
});

it('arrow and function keys type nothing', () => {
  expect(new Lines().take('a\u001b[A\u001b[1;5C\u001bOPb\r')).toEqual(['ab']);
});

it('Ctrl-C ends at once, Ctrl-D on an empty line', () => {
  expect(new Lines().take('half\u0003')).toEqual([null]);
  expect(new Lines().take('\u0004')).toEqual([null]);
  expect(new Lines().take('a\u0004\r')).toEqual(['a\u0004']);
});

it('a pipe’s last line needs no end', async () => {
  const input = new PassThrough();
  input.end(`${code}\tabc`);
  const seen: string[] = [];
  for await (const line of keyboardOf(input as unknown as NodeJS.ReadStream, () => undefined)) seen.push(line);
  expect(seen).toEqual([code, 'abc']);
});

const script = spawnSync('script', ['--version']).status === 0;
it.skipIf(!script)(
  `a real terminal${script ? '' : ' (not tried: needs util-linux’s script)'}`,
  async () => {
    const program = `
    import { keyboardOf } from ${JSON.stringify(new URL('./keyboard.ts', import.meta.url).href)};
    const keyboard = keyboardOf(process.stdin, (text) => process.stdout.write(text));
    process.stdout.write('ready\\n');
    for await (const line of keyboard) process.stdout.write('[' + JSON.stringify(line) + ']\\n');
    keyboard.close();
    process.stdout.write('raw: ' + process.stdin.isRaw + '\\n');
  `;
    const command = `"${process.execPath}" --input-type=module --eval '${program.replaceAll("'", `'\\''`)}'`;
    const terminal = spawn('script', ['-qec', command, '/dev/null'], { timeout: 30_000, killSignal: 'SIGKILL' });
    let shown = '';
    terminal.stdout.on('data', (text) => {
      // What is typed before the terminal is raw would be the terminal's own to treat.
      if (!shown.includes('ready') && String(shown + text).includes('ready'))
        terminal.stdin.write(`${code}\t${code}\r\u0003`);
      shown += text;
    });
    const [status] = await once(terminal, 'exit');
    expect(shown.match(/\[".*"\]/g)).toEqual([`[${JSON.stringify(code)}]`, `[${JSON.stringify(code)}]`]);
    // Ctrl-C ended it by itself, and the terminal is as it was.
    expect(shown).toContain('raw: false');
    expect(status).toBe(0);
  },
  40_000,
);
