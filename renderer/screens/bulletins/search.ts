/** Search as you type: one question at a time, and an answer is shown only while it is the answer to what was asked last. */
import type { ReadonlySignal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { BulletinsAnswer } from '../../../agent/hook/schemas.ts';
import { call } from '../../core/api.ts';
import { addressOf, type Filters } from './filters.ts';

export interface Search {
  /** The last answer, and the filters it answers; it stays while a newer one is on its way. */
  readonly found: { readonly bulletins: BulletinsAnswer['bulletins']; readonly filters: Filters } | null;
  /** Why the last question got none. */
  readonly error: Error | null;
  /** Whether what is shown answers older filters than those set. */
  readonly busy: boolean;
  retry(): void;
}

/** Long enough that a word typed at speed is one question. */
const PAUSE_MS = 150;

/** Asks when the filters change (after a pause where somebody types) and when one of `when` does (at once). */
export function useSearch(filters: Filters, when: ReadonlyArray<ReadonlySignal<unknown>>): Search {
  const [state, setState] = useState<{ found: Search['found']; error: Error | null; about: Filters | null }>({
    found: null,
    error: null,
    about: null,
  });
  const [turn, setTurn] = useState(0);
  const typed = useRef(filters.q);
  const changes = when.map((one) => one.value);

  useEffect(() => {
    const control = new AbortController();
    const ask = () =>
      call<BulletinsAnswer>(addressOf(filters), { signal: control.signal }).then(
        ({ bulletins }) =>
          control.signal.aborted || setState({ found: { bulletins, filters }, error: null, about: filters }),
        (error: Error) => control.signal.aborted || setState(({ found }) => ({ found, error, about: filters })),
      );
    const pause = typed.current === filters.q ? 0 : PAUSE_MS;
    typed.current = filters.q;
    let timer: ReturnType<typeof setTimeout> | undefined;
    if (pause === 0) void ask();
    else timer = setTimeout(ask, pause);
    return () => {
      clearTimeout(timer);
      control.abort();
    };
  }, [filters, turn, ...changes]);

  return {
    found: state.found,
    error: state.error,
    busy: state.about !== filters,
    retry: () => setTurn((n) => n + 1),
  };
}
