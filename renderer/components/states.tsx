/** What a screen shows when it has nothing to show: not yet, nothing there, or not possible. */
import type { ComponentChildren, JSX } from 'preact';
import { Unreachable } from '../core/api.ts';
import { say } from '../core/say.ts';

/** Nothing there, and what that means. */
export function Empty({ children }: { children: ComponentChildren }): JSX.Element {
  return <p class="empty">{children}</p>;
}

/** Holds the place of what is on its way. */
export function Loading(): JSX.Element {
  return (
    <p class="empty" aria-busy="true">
      {say('desk.loading')}
    </p>
  );
}

/** What went wrong: in the agent's words where it answered. */
export function failureWords(error: Error): string {
  return error instanceof Unreachable ? say('desk.error.away') : error.message;
}

/** What went wrong, and a way to try again. */
export function Failure({ error, retry }: { error: Error; retry?: () => void }): JSX.Element {
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{say('desk.error.title')}</strong>
      </p>
      <p>{failureWords(error)}</p>
      {retry !== undefined && (
        <button type="button" onClick={retry}>
          {say('desk.error.retry')}
        </button>
      )}
    </div>
  );
}
