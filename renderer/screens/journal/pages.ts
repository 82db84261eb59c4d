/** The rows of the journal, page after page towards older ones. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { JournalAnswer, JournalRow } from '../../../agent/hook/schemas.ts';
import { call } from '../../core/api.ts';
import { pageAddress, type Range } from './range.ts';

export interface Pages {
  /** Newest first; null before the first answer. */
  readonly rows: readonly JournalRow[] | null;
  /** Whether there are older ones. */
  readonly more: boolean;
  readonly error: Error | null;
  /** Whether an answer is on its way. */
  readonly busy: boolean;
  /** Asks for the next page of older rows. */
  older(): void;
  /** Begins again with the newest rows. */
  reload(): void;
}

interface State {
  readonly rows: readonly JournalRow[] | null;
  readonly next: number | null;
  readonly error: Error | null;
  readonly busy: boolean;
}

/** Asks for the newest rows of a range (null: for none) whenever it changes; what an earlier range answers late is dropped. */
export function useJournal(range: Range | null): Pages {
  const [state, setState] = useState<State>({ rows: null, next: null, error: null, busy: false });
  const [turn, setTurn] = useState(0);
  const under = useRef<AbortController | null>(null);

  const ask = useCallback((of: Range, before: number | null) => {
    under.current?.abort();
    const control = new AbortController();
    under.current = control;
    setState((kept) => ({ ...kept, busy: true }));
    call<JournalAnswer>(pageAddress(of, before), { signal: control.signal }).then(
      ({ rows, next }) => {
        if (control.signal.aborted) return;
        const newest = rows.toReversed();
        setState((kept) => ({
          rows: before === null ? newest : [...(kept.rows ?? []), ...newest],
          next,
          error: null,
          busy: false,
        }));
      },
      (error: Error) => control.signal.aborted || setState((kept) => ({ ...kept, error, busy: false })),
    );
  }, []);

  useEffect(() => {
    if (range !== null) ask(range, null);
    return () => under.current?.abort();
  }, [range, turn]);

  const { rows, next, error, busy } = state;
  return {
    rows,
    more: next !== null,
    error,
    busy,
    older: () => range !== null && next !== null && !busy && ask(range, next),
    reload: useCallback(() => setTurn((n) => n + 1), []),
  };
}
