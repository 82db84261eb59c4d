import type { JSX, TargetedEvent } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { NameField } from '../../components/name-field.tsx';
import { failureWords } from '../../components/states.tsx';
import { call } from '../../core/api.ts';
import { say } from '../../core/say.ts';
import { lastOperator } from '../../popup/operator.tsx';

/** Read and understood, by whom. `onDone` is called once the agent has it on disk. */
export function Acknowledge({ bulletin, onDone }: { bulletin: BulletinAnswer; onDone: () => void }): JSX.Element {
  const { id, notice } = bulletin;
  const field = useRef<HTMLInputElement>(null);
  const [name, setName] = useState(lastOperator.peek());
  const [state, setState] = useState<'idle' | 'missing' | 'sending'>('idle');
  const [error, setError] = useState<Error | null>(null);

  const submit = async (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (state === 'sending') return;
    const operator = name.trim();
    if (operator === '') {
      setState('missing');
      field.current?.focus();
      return;
    }
    setState('sending');
    setError(null);
    try {
      await call(`/v1/bulletins/${encodeURIComponent(id)}/acknowledgement`, {
        method: 'POST',
        body: { operator, revision: notice.revision },
      });
      lastOperator.value = operator;
      onDone();
    } catch (failure) {
      setError(failure as Error);
    } finally {
      setState('idle');
    }
  };

  return (
    <form class="panel acknowledge" onSubmit={submit}>
      <div class="acknowledge-why">
        <h2>{say('desk.bulletin.acknowledge')}</h2>
        <p>{say('desk.bulletin.acknowledge.text', { revision: String(notice.revision) })}</p>
      </div>
      <NameField
        name={name}
        onName={(typed) => {
          setName(typed);
          if (state === 'missing') setState('idle');
        }}
        missing={state === 'missing'}
        field={field}
      />
      <button type="submit" class="primary" aria-disabled={state === 'sending'}>
        {say('desk.bulletin.acknowledge.do')}
      </button>
      {error !== null && (
        <p class="field-error" role="alert">
          {failureWords(error)}
        </p>
      )}
    </form>
  );
}
