/** Keys typed into the page at moments of the test's choosing, and what listens for scans at the same clock. */
import { onTestFinished } from 'vitest';
import { listenForScans } from './scanner.ts';

export interface Typed extends KeyboardEventInit {
  readonly key: string;
  /** Milliseconds after the key before. */
  readonly gap: number;
}

/** Types and listens on a clock of its own; timers fire as it passes. Ends with the test. */
export class Typist {
  readonly scans: string[] = [];
  #now = 1_000;
  #timers: { at: number; act: () => void }[] = [];

  constructor() {
    const end = listenForScans({
      now: () => this.#now,
      later: (ms, act) => {
        const timer = { at: this.#now + ms, act };
        this.#timers.push(timer);
        return () => {
          this.#timers = this.#timers.filter((one) => one !== timer);
        };
      },
      deliver: (text) => this.scans.push(text),
    });
    onTestFinished(end);
  }

  /** Lets time pass, with the timers in it. */
  pass(ms: number): void {
    const until = this.#now + ms;
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== next);
      this.#now = Math.max(this.#now, next.at);
      next.act();
    }
    this.#now = until;
  }

  /** The page is busy: time passes, and no timer fires before what is typed next. */
  hang(ms: number): void {
    this.#now += ms;
  }

  /** One key: down, its character into the focused field, up. Returns whether the page may act upon it. */
  key({ gap, ...init }: Typed): boolean {
    this.pass(gap);
    return this.keyNow(init);
  }

  /** The same without time passing: `at` for keys that waited while the page was busy. */
  keyNow({ key, ...init }: KeyboardEventInit & { key: string }, at = this.#now): boolean {
    const target = document.activeElement ?? document.body;
    const goesOn = this.#fire(target, 'keydown', { key, ...init }, at);
    const plain = !init.ctrlKey && !init.altKey && key.length === 1;
    if (goesOn && plain && target instanceof HTMLInputElement) {
      target.value += key;
      target.dispatchEvent(new Event('input', { bubbles: true }));
    }
    if (goesOn && key === 'Enter' && target instanceof HTMLInputElement) target.form?.requestSubmit();
    this.#fire(target, 'keyup', { key, ...init }, at);
    return goesOn;
  }

  /** A text at one speed; `suffix` is a key such as Enter. */
  type(text: string, gap: number, suffix?: string): void {
    for (const key of text) this.key({ key, gap });
    if (suffix !== undefined) this.key({ key: suffix, gap });
  }

  up(key: string): void {
    this.#fire(document.activeElement ?? document.body, 'keyup', { key }, this.#now);
  }

  #fire(target: Element, type: string, init: KeyboardEventInit, at: number): boolean {
    const event = new KeyboardEvent(type, { bubbles: true, cancelable: true, ...init });
    Object.defineProperty(event, 'timeStamp', { value: at });
    return target.dispatchEvent(event);
  }
}

/** A form with one text field that has the focus; `submits` counts. Leaves the page with the test. */
export function fieldInForm(value = ''): { field: HTMLInputElement; submits: () => number } {
  const form = document.createElement('form');
  const field = document.createElement('input');
  form.append(field);
  document.body.append(form);
  onTestFinished(() => form.remove());
  let submits = 0;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submits++;
  });
  field.value = value;
  field.focus();
  return { field, submits: () => submits };
}
