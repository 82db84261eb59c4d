/** The time, for what a screen says of it: "offline since", "in force from". */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';

const TICK_MS = 15_000;
const now = signal(Date.now());

/** Milliseconds since the epoch; the component is drawn again a few times a minute. */
export function useNow(): number {
  useEffect(() => {
    now.value = Date.now();
    const timer = setInterval(() => {
      now.value = Date.now();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now.value;
}
