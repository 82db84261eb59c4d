/** A signal that follows another one, no more often than a page can bear to ask. */
import type { ReadonlySignal } from '@preact/signals';
import { signal } from '@preact/signals';
import { useEffect, useMemo } from 'preact/hooks';

/** `source` now, and then at most once every `ms`. */
export function usePaced(source: ReadonlySignal<number>, ms: number): ReadonlySignal<number> {
  const paced = useMemo(() => signal(source.peek()), [source]);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    const stop = source.subscribe((value) => {
      if (value === paced.peek() || timer !== undefined) return;
      timer = setTimeout(
        () => {
          timer = undefined;
          last = Date.now();
          paced.value = source.peek();
        },
        Math.max(0, last + ms - Date.now()),
      );
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, [source, ms]);
  return paced;
}
