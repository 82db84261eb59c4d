/** A pack by keyboard: one field for whatever code somebody has, lot and expiry beside it. */
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { type Keyed, type KeyedFault, keyedPack, type PackInput } from '../core/pack-input.ts';
import { type DeskKey, say } from '../core/say.ts';

export interface PackFormProps {
  readonly submit: string;
  readonly onPack: (input: PackInput) => void;
  /** How many packs alike the next one stands for; shown where it is given. */
  readonly quantity?: { readonly text: string; readonly wrong: boolean; set(text: string): void };
}

const empty: Keyed = { code: '', lot: '', expiry: '' };
const names = ['code', 'lot', 'expiry'] as const;

/** Asks with Enter; then empties itself and waits in the first field for the next one. */
export function PackForm({ submit, onPack, quantity }: PackFormProps): JSX.Element {
  const id = useId();
  const [keyed, setKeyed] = useState(empty);
  const [fault, setFault] = useState<KeyedFault | null>(null);
  const form = useRef<HTMLFormElement>(null);
  const focus = (name: string) => form.current?.querySelector<HTMLInputElement>(`[name=${name}]`)?.focus();

  const send = (event: Event) => {
    event.preventDefault();
    const pack = keyedPack(keyed);
    if ('fault' in pack) {
      setFault(pack.fault);
      return focus(pack.fault.field);
    }
    if (quantity?.wrong === true) return focus('quantity');
    setFault(null);
    setKeyed(empty);
    focus('code');
    onPack(pack);
  };

  return (
    <form class="pack-form" ref={form} onSubmit={send} noValidate aria-label={say('desk.pack-form.legend')}>
      {names.map((name) => (
        <Field
          key={name}
          id={`${id}-${name}`}
          name={name}
          value={keyed[name]}
          error={fault?.field === name ? fault.says : null}
          onInput={(value) => setKeyed((before) => ({ ...before, [name]: value }))}
        />
      ))}
      {quantity !== undefined && (
        <Field
          id={`${id}-quantity`}
          name="quantity"
          value={quantity.text}
          error={quantity.wrong ? 'desk.pack-form.error.quantity' : null}
          onInput={quantity.set}
        />
      )}
      <button type="submit" class="primary">
        {submit}
      </button>
    </form>
  );
}

interface FieldProps {
  readonly id: string;
  readonly name: (typeof names)[number] | 'quantity';
  readonly value: string;
  readonly error: DeskKey | null;
  readonly onInput: (value: string) => void;
}

/** The hint gives way to the error in the same line, so that nothing moves. */
function Field({ id, name, value, error, onInput }: FieldProps): JSX.Element {
  return (
    <div class={`field pack-form-${name}`}>
      <label for={id}>{say(`desk.pack-form.${name}`)}</label>
      <input
        id={id}
        name={name}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
        inputMode={name === 'quantity' ? 'numeric' : 'text'}
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-invalid={error !== null}
        aria-describedby={`${id}-hint`}
      />
      <p id={`${id}-hint`} class={`small ${error === null ? 'soft' : 'field-error'}`}>
        {say(error ?? `desk.pack-form.${name}.hint`)}
      </p>
    </div>
  );
}
