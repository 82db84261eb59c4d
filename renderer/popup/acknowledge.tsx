/** The bar under a notice: who has read it, and that they have. */
import type { JSX, TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { AcknowledgementAnswer } from '../../agent/hook/schemas.ts';
import { call, Unreachable } from '../core/api.ts';
import { say } from '../core/say.ts';
import { useArmed } from './armed.ts';
import { lastOperator, OperatorField } from './operator.tsx';

interface Props {
  readonly id: string;
  /** The revision whose notice stands above; null: none is there yet, and nothing can be acknowledged. */
  readonly revision: number | null;
  /** Another revision stood there before, under the hands of whoever reads. */
  readonly replaced: boolean;
  /** It is on disk. */
  readonly onDone: (answer: AcknowledgementAnswer) => void;
}

/** Enter in the name field acknowledges, as the button does. A failure keeps everything and says so. */
export function Acknowledge({ id, revision, replaced, onDone }: Props): JSX.Element {
  const [name, setName] = useState(lastOperator.peek());
  const [fault, setFault] = useState<{ text: string; ofName: boolean } | null>(null);
  const [sending, setSending] = useState(false);
  const underWay = useRef(false);
  const armed = useArmed(`${id} ${revision}`);

  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (revision === null || underWay.current || !armed()) return;
    const operator = name.trim();
    if (operator === '') {
      setFault({ text: say('desk.popup.operator-needed'), ofName: true });
      document.getElementById('popup-operator')?.focus();
      return;
    }
    underWay.current = true;
    setSending(true);
    setFault(null);
    try {
      const answer = await call<AcknowledgementAnswer>(`/v1/bulletins/${encodeURIComponent(id)}/acknowledgement`, {
        method: 'POST',
        body: { operator, revision },
      });
      lastOperator.value = operator;
      onDone(answer);
    } catch (error) {
      setFault({ text: reasonOf(error), ofName: false });
    } finally {
      underWay.current = false;
      setSending(false);
    }
  };

  return (
    <form class="popup-bar" onSubmit={submit} onKeyDown={refuseHeldEnter}>
      <OperatorField name={name} onName={setName} errorId={fault?.ofName ? 'popup-fault' : null} />
      <button type="submit" class="primary popup-main" aria-disabled={revision === null || sending}>
        {sending
          ? say('desk.popup.acknowledging')
          : replaced && revision !== null
            ? say('desk.popup.acknowledge-revision', { revision })
            : say('desk.popup.acknowledge')}
      </button>
      <div class="popup-fault" id="popup-fault" role="alert">
        {fault !== null && (
          <>
            {!fault.ofName && <strong>{say('desk.popup.failed')} </strong>}
            {fault.text}
          </>
        )}
      </div>
    </form>
  );
}

/** What a failed question means, in words. */
function reasonOf(error: unknown): string {
  if (error instanceof Unreachable) return say('desk.popup.failed-away');
  return error instanceof Error ? error.message : String(error);
}

/** An Enter held down since before the pop-up came is not meant for it. */
function refuseHeldEnter(event: TargetedEvent<HTMLFormElement, KeyboardEvent>): void {
  if (event.key === 'Enter' && event.repeat) event.preventDefault();
}
