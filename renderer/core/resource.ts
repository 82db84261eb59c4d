/** What a screen shows of the agent's answers: asked when it opens and whenever something changed, kept while it is asked again. */
import { effect, type ReadonlySignal, signal } from '@preact/signals';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { call, connection } from './api.ts';
import { language } from './say.ts';

export interface Resource<T> {
  /** The last answer of this address; stays while it is asked again, with another query too, so that nothing jumps. */
  readonly data: T | null;
  readonly error: Error | null;
  /** True only before the first answer. */
  readonly loading: boolean;
  reload(): void;
}

let away = false;
/** Counts the agent's returns: what could not be asked meanwhile is asked then. */
const returns = signal(0);
effect(() => {
  if (connection.value === 'unreachable') away = true;
  if (connection.value !== 'open' || !away) return;
  away = false;
  returns.value = returns.peek() + 1;
});

/** One address with two queries is one list searched twice; two addresses are two things, and one is never shown as the other. */
function isAbout(one: string | null, other: string): boolean {
  return one?.split('?', 1)[0] === other.split('?', 1)[0];
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
  const changes = when.map((one) => one.value);

  useEffect(() => {
    under.current?.abort();
    if (path === null) return;
    const control = new AbortController();
    under.current = control;
    call<T>(path, { signal: control.signal }).then(
      (data) => control.signal.aborted || setState({ path, data, error: null }),
      (error: Error) =>
        control.signal.aborted ||
        setState((kept) => ({ path, data: isAbout(kept.path, path) ? kept.data : null, error })),
    );
    return () => control.abort();
  }, [path, turn, language.value, returns.value, ...changes]);

  const mine = path !== null && isAbout(state.path, path);
  return { data: mine ? state.data : null, error: mine ? state.error : null, loading: path !== null && !mine, reload };
}
