/**
 * What a person types or a scanner wedges in, line by line. A scanner ends a code by Enter (CR or LF) or Tab, as it was set, and
 * may type control characters inside it (GS, 0x1D): a terminal in its usual mode, or an editor of lines, would swallow those.
 */
import type { ReadStream } from 'node:tty';

/** One line after another; ends with Ctrl-C, with Ctrl-D on an empty line, and where the input ends. */
export interface Keyboard extends AsyncIterable<string> {
  /** Gives the terminal back as it was. */
  close(): void;
}

const ETX = '\u0003';
const EOT = '\u0004';
const ESC = '\u001b';
/** What arrow and function keys send (ECMA-48, CSI and SS3). */
const CONTROL_SEQUENCE = new RegExp(`${ESC}(\\[[0-9;?]*[ -/]*[@-~]|O.)`, 'g');

/** Puts characters together to lines. */
export class Lines {
  #line = '';
  #lastWasCarriageReturn = false;
  readonly #echo: (text: string) => void;

  /** `echo` shows what was typed. */
  constructor(echo: (text: string) => void = () => undefined) {
    this.#echo = echo;
  }

  /** The lines that `text` ends, in order, null for the end of the input; what is left waits for more. */
  take(text: string): Array<string | null> {
    const ended: Array<string | null> = [];
    for (const char of text.replace(CONTROL_SEQUENCE, '')) {
      const lineFeedOfPair = char === '\n' && this.#lastWasCarriageReturn;
      this.#lastWasCarriageReturn = char === '\r';
      if (lineFeedOfPair) continue;
      if (char === '\r' || char === '\n' || char === '\t') {
        ended.push(this.#line);
        this.#line = '';
        this.#echo('\n');
      } else if (char === ETX || (char === EOT && this.#line === '')) {
        this.#echo('\n');
        ended.push(null);
      } else if (char === '\u007f' || char === '\b') {
        if (this.#line !== '') this.#echo('\b \b');
        this.#line = [...this.#line].slice(0, -1).join('');
      } else {
        this.#line += char;
        // A separator has no picture: it is shown as such, and takes one place.
        this.#echo(char < ' ' ? '␝' : char);
      }
    }
    return ended;
  }

  /** What was typed without an end. */
  rest(): string[] {
    return this.#line === '' ? [] : [this.#line];
  }
}

/** The standard input as a keyboard; `show` writes what is typed back. */
export function keyboardOf(input: NodeJS.ReadStream, show: (text: string) => void): Keyboard {
  const terminal = input.isTTY ? (input as ReadStream) : null;
  const lines = new Lines(terminal === null ? undefined : show);
  terminal?.setRawMode(true);
  input.setEncoding('utf8');
  const close = () => {
    terminal?.setRawMode(false);
    // A reader that waits for more would keep the process alive.
    input.destroy();
  };
  async function* read() {
    for await (const text of input) {
      for (const line of lines.take(String(text))) {
        if (line === null) return;
        yield line;
      }
    }
    yield* lines.rest();
  }
  return { close, [Symbol.asyncIterator]: read };
}
