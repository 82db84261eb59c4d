/** Tells the agent that a bulletin stands on a screen, once somebody can really see it. */
import { useEffect } from 'preact/hooks';
import { call } from '../core/api.ts';

/** An agent that did not take it is told again as long as it stands. */
const AGAIN_MS = 5_000;

/** Says so when `drawn` (its notice is there), the page is in front, and a frame was painted with it. */
export function useDisplayed(id: string, revision: number | null): void {
  useEffect(() => {
    if (revision === null) return;
    const control = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;

    const tell = () => {
      if (control.signal.aborted) return;
      call(`/v1/bulletins/${encodeURIComponent(id)}/display`, {
        method: 'POST',
        body: { revision },
        signal: control.signal,
      }).catch(() => {
        if (!control.signal.aborted) timer = setTimeout(tell, AGAIN_MS);
      });
    };
    // The second frame begins when the first one is on the screen.
    const painted = () => requestAnimationFrame(() => requestAnimationFrame(tell));
    const visible = () => {
      if (document.visibilityState !== 'visible') return;
      document.removeEventListener('visibilitychange', visible);
      painted();
    };
    document.addEventListener('visibilitychange', visible);
    visible();
    return () => {
      control.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', visible);
    };
  }, [id, revision]);
}
