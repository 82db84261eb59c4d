/** What a screen shows of the agent's answers: asked when it opens and whenever something changed, kept while it is asked again. */
import type { ReadonlySignal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { call, connection } from './api.ts';
import { language } from './say.ts';

export interface Resource<T> {
  /** The last answer; stays while a new one is on its way, so that nothing jumps. */
  readonly data: T | null;
  readonly error: Error | null;
  /** True only before the first answer. */
  readonly loading: boolean;
  reload(): void;
}

/** Asks `path` (null: nothing) now, when it or the language changes, when one of `when` does, and once the agent is back. */
export function useResource<T>(path: string | null, when: ReadonlyArray<ReadonlySignal<unknown>> = []): Resource<T> {
  const [state, setState] = useState<{ path: string | null; data: T | null; error: Error | null }>({
    path: null,
    data: null,
    error: null,
  });
  const [turn, setTurn] = useState(0);
  const under = useRef<AbortController | null>(null);
  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const back = connection.value === 'open';
  const changes = when.map((one) => one.value);

  useEffect(() => {
    under.current?.abort();
    if (path === null) return;
    const control = new AbortController();
    under.current = control;
    call<T>(path, { signal: control.signal }).then(
      (data) => control.signal.aborted || setState({ path, data, error: null }),
      (error: Error) => control.signal.aborted || setState(({ data }) => ({ path, data, error })),
    );
    return () => control.abort();
  }, [path, turn, language.value, back, ...changes]);

  const mine = path !== null && state.path !== null;
  return { data: mine ? state.data : null, error: mine ? state.error : null, loading: path !== null && !mine, reload };
}
