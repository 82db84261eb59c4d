/** What somebody does at the portal: under way once, refused in words, and the button says so. */
import type { ComponentChildren, JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { failureWords } from '../../../renderer/components/states.tsx';
import { ApiProblem } from '../../../renderer/core/api.ts';
import { say } from '../../../renderer/core/say.ts';

export interface Act {
  readonly busy: boolean;
  readonly error: Error | null;
  /** Runs it unless it runs already; a refusal is kept in `error` until the next time. Resolves to whether it went well. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  clear(): void;
}

export function useAct(): Act {
  const [state, setState] = useState<{ busy: boolean; error: Error | null }>({ busy: false, error: null });
  const under = useRef(false);
  return {
    ...state,
    clear: () => setState({ busy: false, error: null }),
    run: async (act) => {
      if (under.current) return false;
      under.current = true;
      setState({ busy: true, error: null });
      try {
        await act();
        setState({ busy: false, error: null });
        return true;
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        setState({ busy: false, error });
        return false;
      } finally {
        under.current = false;
      }
    },
  };
}

/** What the portal refused about a field (`functions[2]` is about `functions`), to be said at that field. */
export function fieldError({ error }: Act, field: string): string | undefined {
  if (!(error instanceof ApiProblem)) return undefined;
  const { problem } = error;
  return problem.field?.replace(/[[.].*/, '') === field ? error.message : undefined;
}

/** Why it was refused, once it was. */
export function Refused({ act }: { act: Act }): JSX.Element | null {
  if (act.error === null) return null;
  return (
    <div class="failure" role="alert">
      <p>
        <strong>{say('web.refused')}</strong>
      </p>
      <p>{failureWords(act.error)}</p>
    </div>
  );
}

/** What ends a form: why it was refused, its button, and that it is kept. */
export function SaveRow({ act, saved }: { act: Act; saved: boolean }): JSX.Element {
  return (
    <>
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.save')}
        </button>
        <p role="status">{saved && say('web.saved')}</p>
      </div>
    </>
  );
}

/** A button that does something at the portal. */
export function ActButton(props: {
  readonly act: Act;
  readonly onAct: () => Promise<unknown>;
  readonly children: ComponentChildren;
  readonly primary?: boolean;
  readonly danger?: boolean;
}): JSX.Element {
  const tone = props.danger ? 'danger' : props.primary ? 'primary' : undefined;
  return (
    <button
      type="button"
      class={tone}
      aria-disabled={props.act.busy ? 'true' : undefined}
      onClick={() => props.act.run(props.onAct)}
    >
      {props.children}
    </button>
  );
}
