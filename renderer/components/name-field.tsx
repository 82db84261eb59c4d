import type { JSX, RefObject } from 'preact';
import { useId } from 'preact/hooks';
import type { OperatorsAnswer } from '../../agent/hook/schemas/attention.ts';
import { useResource } from '../core/resource.ts';
import { say } from '../core/say.ts';

/** As the agent takes it. */
const LONGEST = 64;

export interface NameFieldProps {
  readonly name: string;
  readonly onName: (name: string) => void;
  /** A name was wanted and none was given. */
  readonly missing: boolean;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** Who acts, with the names used here before on offer. */
export function NameField({ name, onName, missing, field }: NameFieldProps): JSX.Element {
  const { data } = useResource<OperatorsAnswer>('/v1/operators');
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{say('desk.bulletin.acknowledge.operator')}</label>
      <input
        id={id}
        ref={field}
        list={`${id}-names`}
        autocomplete="off"
        spellcheck={false}
        maxLength={LONGEST}
        aria-invalid={missing ? 'true' : undefined}
        aria-describedby={missing ? `${id}-missing` : undefined}
        value={name}
        onInput={(event) => onName(event.currentTarget.value)}
      />
      <datalist id={`${id}-names`}>
        {data?.operators.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {missing && (
        <p id={`${id}-missing`} class="field-error" role="alert">
          {say('desk.bulletin.acknowledge.operator.missing')}
        </p>
      )}
    </div>
  );
}
