/** Pages of a list of which only the next is known: where each began is remembered for the way back. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { say } from '../../../renderer/core/say.ts';

export interface Pages {
  /** Where the page shown begins; absent: at the beginning. */
  readonly after: string | undefined;
  readonly turns: readonly string[];
  turn(to: readonly string[]): void;
  /** Back to the first page, as for another filter. */
  restart(): void;
}

/** `turned`: called with every page turned, since the button that was pressed may be gone with its page. */
export function usePages(turned: () => void = () => undefined): Pages {
  const [turns, setTurns] = useState<readonly string[]>([]);
  return {
    after: turns.at(-1),
    turns,
    turn: (to) => {
      setTurns(to);
      turned();
    },
    restart: () => setTurns([]),
  };
}

/** `next`: where the page that follows begins; null: this is the last. */
export function Pager({ pages: { turns, turn }, next }: { pages: Pages; next: string | null }): JSX.Element | null {
  if (next === null && turns.length === 0) return null;
  return (
    <PageLinks>
      {turns.length > 0 && (
        <button type="button" onClick={() => turn(turns.slice(0, -1))}>
          {say('web.list.before')}
        </button>
      )}
      {next !== null && (
        <button type="button" onClick={() => turn([...turns, next])}>
          {say('web.list.next')}
        </button>
      )}
      <span class="soft">{say('web.laggards.page', { n: turns.length + 1 })}</span>
    </PageLinks>
  );
}

/** The way to the other pages of a list. */
export function PageLinks({ children }: { children: ComponentChildren }): JSX.Element {
  return (
    <nav class="row" aria-label={say('web.list.pages')}>
      {children}
    </nav>
  );
}
