/** What somebody waits for has to be seen: on a small screen, or a large zoom, it may stand below the edge. */
import type { RefObject } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Scrolls the element into view, by no more than needed, whenever one of `when` changes; not when the screen opens. */
export function useInView<T extends HTMLElement>(when: readonly unknown[]): RefObject<T | null> {
  const place = useRef<T>(null);
  const opened = useRef(false);
  useLayoutEffect(() => {
    if (opened.current) place.current?.scrollIntoView({ block: 'nearest' });
    opened.current = true;
  }, when);
  return place;
}
