/** What the keys of a keyboard-wedge scanner say. It types like a person, so all there is are key events. */

/** Group separator (0x1D), the FNC1 between two elements. */
export const GS = '\u001d';
/** Stands for a key whose character the browser does not tell: a scan that has one must not pass for a sound one. */
const LOST = '\ufffd';

/**
 * `text`: adds to a scan. `control`: a control character typed as Ctrl and a key, which may as well be a shortcut.
 * `function`: a function key. `lost`: a key without a character. `part`: half of a character, its text comes later.
 * `end`: Enter or Tab. `modifier`: no key of its own. `other`: what only a person presses.
 */
export type Stroke =
  | { readonly kind: 'text' | 'control'; readonly text: string }
  | { readonly kind: 'function' | 'lost' | 'part' | 'end' | 'modifier' | 'other' };

const modifiers = new Set(['Shift', 'Control', 'Alt', 'AltGraph', 'CapsLock', 'NumLock', 'ScrollLock', 'Meta', 'Fn']);
/** Dead keys of the French layout: by key, then with Shift, with AltGr. A US scanner's brackets come out of the first. */
const deadKeys: Readonly<Record<string, { plain?: string; shift?: string; altGr?: string }>> = {
  BracketLeft: { plain: '^', shift: '¨' },
  Digit2: { altGr: '~' },
  Digit7: { altGr: '`' },
};
const combining: Readonly<Record<string, string>> = { '^': '\u0302', '¨': '\u0308', '~': '\u0303', '`': '\u0300' };
/** Control characters above Ctrl+Z, by the key that makes them on a US layout (0x1B to 0x1F). */
const controlSigns: Readonly<Record<string, string>> = {
  '[': '\u001b',
  '\\': '\u001c',
  ']': GS,
  '^': '\u001e',
  _: '\u001f',
};

/** Reads key events one after the other; dead keys and Alt codes take several for one character. */
export class KeyReader {
  #dead: string | null = null;
  #altDigits = '';

  reset(): void {
    this.#dead = null;
    this.#altDigits = '';
  }

  /** What a `keydown` adds. */
  down(event: KeyboardEvent): Stroke {
    const { key, altKey, ctrlKey, metaKey, shiftKey } = event;
    if (modifiers.has(key)) {
      if (key === 'Alt') this.#altDigits = '';
      return { kind: 'modifier' };
    }
    // Windows tells AltGr as Ctrl and Alt together.
    const altGr = (ctrlKey && altKey) || event.getModifierState('AltGraph');
    const digit = /^Numpad(\d)$/.exec(event.code)?.[1];
    if (altKey && !ctrlKey && digit !== undefined) {
      this.#altDigits += digit;
      return { kind: 'part' };
    }
    if (ctrlKey && !altGr && !metaKey) return controlOf(event);
    if (key === 'Enter' || (key === 'Tab' && !shiftKey)) return altKey || metaKey ? { kind: 'other' } : { kind: 'end' };
    if (key === 'Dead') return this.#deadKey(event, altGr);
    if (key === 'Process' || key === 'Unidentified' || event.isComposing) return { kind: 'lost' };
    if (/^F\d+$/.test(key)) return { kind: 'function' };
    if (metaKey || (altKey && !altGr) || [...key].length !== 1) return { kind: 'other' };
    return { kind: 'text', text: this.#withDead(key) };
  }

  /** What a `keyup` adds: the character of an Alt code ends with the Alt key. */
  up(event: KeyboardEvent): Stroke {
    if (event.key !== 'Alt' || this.#altDigits === '') return { kind: 'modifier' };
    const code = Number(this.#altDigits) % 256;
    this.#altDigits = '';
    if (code === 13 || code === 10 || code === 9) return { kind: 'end' };
    // Beyond ASCII it depends on a code page that nobody tells, and no pack has such a character.
    return code < 128 ? { kind: 'text', text: String.fromCharCode(code) } : { kind: 'lost' };
  }

  #deadKey({ code, shiftKey }: KeyboardEvent, altGr: boolean): Stroke {
    const before = this.#dead;
    this.#dead = deadKeys[code]?.[altGr ? 'altGr' : shiftKey ? 'shift' : 'plain'] ?? LOST;
    return before === null ? { kind: 'part' } : { kind: 'text', text: before };
  }

  /** The dead key waited for this one: told as the two keys they are, not as the letter with an accent they make. */
  #withDead(key: string): string {
    const dead = this.#dead;
    if (dead === null) return key;
    this.#dead = null;
    if (key === dead || key === ' ') return dead;
    const [letter = '', ...marks] = key.normalize('NFD');
    return dead + (marks.join('') === combining[dead] ? letter : key);
  }
}

/** Ctrl and a key. A US scanner's Ctrl+] is Ctrl+$ on a French keyboard, the same key; Ctrl and + is the browser's zoom. */
function controlOf({ key, code, shiftKey }: KeyboardEvent): Stroke {
  if (/^[a-z]$/i.test(key)) return { kind: 'control', text: String.fromCharCode(key.toUpperCase().charCodeAt(0) - 64) };
  const sign = controlSigns[key];
  if (sign !== undefined) return { kind: 'control', text: sign };
  return code === 'BracketRight' && key !== '+' && !shiftKey ? { kind: 'control', text: GS } : { kind: 'other' };
}
