/** A question before something that is seen outside, with a reason where one is wanted. */
import type { ComponentChildren, JSX, TargetedSubmitEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { say } from '../../../renderer/core/say.ts';
import { Refused, useAct } from './act.tsx';
import { TextArea } from './fields.tsx';

export interface ConfirmProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly confirm: string;
  readonly danger?: boolean;
  /** Asks for a reason under this label. */
  readonly reason?: string;
  /** What the reason begins with; kept by whoever asks. */
  readonly value?: string;
  readonly onValue?: (value: string) => void;
  /** Characters that the portal keeps of it. */
  readonly longest?: number;
  readonly onConfirm: (reason: string) => Promise<unknown>;
  readonly onClose: () => void;
}

const LONGEST = 2_000;

/** Stands over the page until answered; Escape and the second button close it, and nothing was done. */
export function Confirm(props: ConfirmProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  const act = useAct();
  const [own, setOwn] = useState('');
  const value = props.value ?? own;
  const [missing, setMissing] = useState(false);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = props.reason !== undefined && value.trim() === '';
    setMissing(wanted);
    if (wanted) return;
    act.run(() => props.onConfirm(value.trim())).then((done) => done && props.onClose());
  };
  return (
    <dialog ref={dialog} class="dialog" aria-labelledby={id} onClose={props.onClose}>
      <form class="stack" onSubmit={submit}>
        <h2 id={id}>{props.title}</h2>
        {props.children}
        {props.reason !== undefined && (
          <TextArea
            label={props.reason}
            maxLength={props.longest ?? LONGEST}
            value={value}
            onValue={props.onValue ?? setOwn}
            error={missing ? say('web.reason.missing') : undefined}
          />
        )}
        <Refused act={act} />
        <div class="row">
          <button
            type="submit"
            class={props.danger ? 'danger' : 'primary'}
            aria-disabled={act.busy ? 'true' : undefined}
          >
            {props.confirm}
          </button>
          <button type="button" onClick={props.onClose}>
            {say('desk.cancel')}
          </button>
        </div>
      </form>
    </dialog>
  );
}
