/** Keeps a click meant for what stood here a moment ago from counting for what stands here now. */
import { useLayoutEffect, useRef } from 'preact/hooks';

/** Nobody reads a notice faster, and a hand on its way to a button has arrived by then. */
export const ARMING_MS = 800;

/** A question to ask at the click: whether `what` has stood long enough for it to be meant. */
export function useArmed(what: string, now: () => number = () => performance.now()): () => boolean {
  const since = useRef(Number.POSITIVE_INFINITY);
  // With the drawing and not after it: a click may come in between.
  useLayoutEffect(() => {
    since.current = now();
    return () => {
      since.current = Number.POSITIVE_INFINITY;
    };
  }, [what]);
  return () => now() - since.current >= ARMING_MS;
}
