/**
 * A keyboard-wedge scanner works from any screen, whatever has the focus: typing that only a machine can do is taken out of
 * the page and handed on as a scan, its characters untouched; the agent reads them.
 */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { go } from './router.ts';
import { Burst, speed } from './scanner/burst.ts';
import { focusedField, KeptFields } from './scanner/fields.ts';
import { GS, KeyReader, type Stroke } from './scanner/keys.ts';

/** Is handed what the scanner typed, without the Enter or Tab behind it. */
export type ScanListener = (text: string) => void;
/** Who stands over whom: the pop-up and dialogs are `over` the screens. */
export type Layer = 'screen' | 'over';

const listeners: { readonly listener: ScanListener; readonly layer: Layer }[] = [];
let carried: string | null = null;

/** Hands scans to `listener` instead of those before it in its layer; returns what ends that. */
export function onScan(listener: ScanListener, layer: Layer = 'screen'): () => void {
  const mine = { listener, layer };
  listeners.push(mine);
  return () => {
    const at = listeners.indexOf(mine);
    if (at >= 0) listeners.splice(at, 1);
  };
}

/** `onScan` for as long as the component stands; the latest `listener` is the one that is asked. */
export function useScan(listener: ScanListener, layer: Layer = 'screen'): void {
  const latest = useRef(listener);
  latest.current = listener;
  // Not after the next paint: a scan in between would go to a screen that has left.
  useLayoutEffect(() => onScan((text) => latest.current(text), layer), [layer]);
}

/** The scan that led from another screen to the one that checks packs; it is handed out once. */
export function takeCarriedScan(): string | null {
  const text = carried;
  carried = null;
  return text;
}

/** Hands a scan to whoever takes it now; where nobody does, the screen that checks packs opens with it. */
export function dispatchScan(text: string): void {
  const taker = listeners.findLast(({ layer }) => layer === 'over') ?? listeners.at(-1);
  if (taker !== undefined) {
    taker.listener(text);
    return;
  }
  carried = text;
  go('check');
}

/** Milliseconds. */
const times = {
  /** CR and LF, or Enter and Tab: the second belongs to the scan that the first one ended. */
  secondSuffix: 60,
  /** A timer this late says that the page was busy: keys may wait behind it. */
  late: 50,
  /** Less than a scan at scanner speed, so soon after a scan without a suffix, is its tail. */
  tail: 1_000,
} as const;

export interface ScannerOptions {
  readonly root?: Document;
  readonly window?: Pick<Window, 'addEventListener' | 'removeEventListener'>;
  /** Milliseconds on the clock of `event.timeStamp`. */
  readonly now?: () => number;
  /** Calls `act` after `ms`; returns what calls it off. */
  readonly later?: (ms: number, act: () => void) => () => void;
  readonly deliver?: ScanListener;
}

const timer = (ms: number, act: () => void) => {
  const id = setTimeout(act, ms);
  return () => clearTimeout(id);
};

/** Listens to the page's keys from now on; returns what ends it. */
export function listenForScans(options: ScannerOptions = {}): () => void {
  const { root = document, window: page = window } = options;
  const { now = () => performance.now(), later = timer, deliver = dispatchScan } = options;
  const reader = new KeyReader();
  const fields = new KeptFields();
  let burst: Burst | null = null;
  let callOff = () => {};
  let ended = Number.NEGATIVE_INFINITY;
  let cut: { text: string; at: number } | null = null;

  const drop = () => {
    callOff();
    burst = null;
    fields.forget();
    reader.reset();
  };

  const take = (text: string) => {
    callOff();
    burst = null;
    reader.reset();
    fields.restore();
    deliver(text);
  };

  /** Whether the burst was a scan, which is then delivered. `suffix`: when the Enter or Tab behind it came. */
  const settle = (suffix?: number): boolean => {
    if (burst === null) return false;
    const { text, first, last } = burst;
    const tail =
      cut !== null &&
      text !== '' &&
      burst.quick &&
      first - cut.at < times.tail &&
      (suffix ?? last) - last <= speed.median;
    if (burst.isScan) {
      cut = suffix === undefined ? { text, at: last } : null;
      take(text);
    } else if (tail && cut !== null) {
      const whole = cut.text + text;
      cut = suffix === undefined ? { text: whole, at: last } : null;
      take(whole);
    } else {
      drop();
      return false;
    }
    return true;
  };

  const waitForSilence = () => {
    callOff();
    const wait = (ms: number) => {
      const due = now() + ms;
      callOff = later(ms, () => (now() - due > times.late ? wait(times.late) : settle()));
    };
    wait(speed.longest);
  };

  const swallow = (event: Event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  const add = (text: string, event: KeyboardEvent) => {
    const at = event.timeStamp;
    const typing = burst?.isTyping === true && at - burst.last > speed.median;
    if (typing) drop();
    if (burst === null) fields.forget();
    burst ??= new Burst(at, typing);
    const field = focusedField(root);
    fields.keep(field);
    burst.add(text, at, event.repeat);
    // A space on a button presses it; some browsers search the page from ' or / on.
    if (field === null && burst.surely && event.type === 'keydown') event.preventDefault();
    waitForSilence();
  };

  const end = (event: KeyboardEvent) => {
    const at = event.timeStamp;
    if (settle(at)) ended = at;
    else if (at - ended > times.secondSuffix) return;
    swallow(event);
  };

  const act = (stroke: Stroke, event: KeyboardEvent) => {
    if (stroke.kind === 'modifier') return;
    if (burst !== null && event.timeStamp - burst.last > speed.longest) settle();
    switch (stroke.kind) {
      case 'text':
        return add(stroke.text, event);
      case 'part':
        return add('', event);
      case 'end':
        return end(event);
      case 'control':
        if (stroke.text !== GS && !burst?.surely && event.timeStamp - ended > times.secondSuffix) return drop();
        swallow(event);
        return /[\t\n\r]/.test(stroke.text) ? end(event) : add(stroke.text, event);
      // In the middle of a scan it is there in place of a control character, and of those only separators matter.
      case 'function':
        if (!burst?.surely) return;
        swallow(event);
        return add(GS, event);
      case 'lost':
        if (burst !== null) add('\ufffd', event);
        return;
      // Some are set to end their scans with an arrow, say.
      case 'other':
        if (burst?.isScan) return end(event);
        return drop();
    }
  };

  const down = (event: KeyboardEvent) => act(reader.down(event), event);
  const up = (event: KeyboardEvent) => act(reader.up(event), event);
  // An Enter typed as an Alt code comes as a character alone, after its keys.
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && event.timeStamp - ended <= times.secondSuffix) swallow(event);
  };

  page.addEventListener('keydown', down, { capture: true });
  page.addEventListener('keyup', up, { capture: true });
  page.addEventListener('keypress', press, { capture: true });
  return () => {
    drop();
    page.removeEventListener('keydown', down, { capture: true });
    page.removeEventListener('keyup', up, { capture: true });
    page.removeEventListener('keypress', press, { capture: true });
  };
}
