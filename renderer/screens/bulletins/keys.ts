/** Moving through a list by the arrows, and to the search by `/`. */
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';

/** A scanner types faster: a `/` amid its characters (addresses hold some) is none of a person's. Milliseconds. */
const ALONE_MS = 60;

/** Focuses `field` when somebody types `/` outside of a field. */
export function useSlash(field: RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    let last = Number.NEGATIVE_INFINITY;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const press = (event: KeyboardEvent) => {
      clearTimeout(timer);
      const alone = event.timeStamp - last > ALONE_MS;
      if (event.key !== 'Shift') last = event.timeStamp;
      if (event.key !== '/' || !alone || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isField(event.target) || document.querySelector('[role="alertdialog"], dialog[open]') !== null) return;
      timer = setTimeout(() => {
        field.current?.focus();
        field.current?.select();
      }, ALONE_MS);
    };
    document.addEventListener('keydown', press);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('keydown', press);
    };
  }, [field]);
}

const isField = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;

const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at, count) => Math.min(at + 1, count - 1),
  ArrowUp: (at) => at - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * For a list's `onKeyDown`: moves the focus among `items` by arrows, Home and End. `above`: where ArrowUp goes from the first.
 */
export function moveByKeys(event: KeyboardEvent, items: readonly HTMLElement[], above: HTMLElement | null): void {
  const step = steps[event.key];
  const at = items.indexOf(event.target as HTMLElement);
  if (step === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  event.preventDefault();
  const next = step(at, items.length);
  (next < 0 ? above : items[next])?.focus();
}
