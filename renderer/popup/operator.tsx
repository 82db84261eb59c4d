/** Who acts: a name, typed once and offered again. */
import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { OperatorsAnswer } from '../../agent/hook/schemas/attention.ts';
import { useResource } from '../core/resource.ts';
import { say } from '../core/say.ts';

/** As the agent takes it. */
const LONGEST = 64;

/** The name last used on this page; the next pop-up offers it. */
export const lastOperator = signal('');

interface Props {
  readonly name: string;
  readonly onName: (name: string) => void;
  /** Id of what says what is wrong with it; null: nothing is. */
  readonly errorId: string | null;
}

/** The field with the names used here before. */
export function OperatorField({ name, onName, errorId }: Props): JSX.Element {
  const { data } = useResource<OperatorsAnswer>('/v1/operators');
  return (
    <div class="field popup-operator">
      <label for="popup-operator">{say('desk.popup.operator')}</label>
      <input
        id="popup-operator"
        name="operator"
        list="popup-operators"
        autocomplete="off"
        spellcheck={false}
        maxLength={LONGEST}
        value={name}
        aria-invalid={errorId === null ? undefined : 'true'}
        aria-describedby={errorId ?? undefined}
        onFocus={(event) => event.currentTarget.select()}
        onInput={(event) => onName(event.currentTarget.value)}
      />
      <datalist id="popup-operators">
        {data?.operators.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
    </div>
  );
}
