/** Declaring a product that cannot be had: a scan only fills the field, since a pack scanned by mistake is no shortage. */
import type { JSX } from 'preact';
import { useId, useRef, useState } from 'preact/hooks';
import { NameField } from '../../components/name-field.tsx';
import { code as written } from '../../core/format.ts';
import { keyedPack } from '../../core/pack-input.ts';
import { say } from '../../core/say.ts';
import { useScan } from '../../core/scanner.ts';

/** Goes into the body of `POST /v1/shortages`. */
export type Declared = ({ readonly scan: string } | { readonly gtin: string } | { readonly cip7: string }) & {
  readonly operator?: string;
};

/** `onTyping`: what was refused is being changed. `onDeclare` resolves to whether it was taken: what was keyed stays where it was not. */
export function DeclareForm({
  onDeclare,
  onTyping,
}: {
  onDeclare: (declared: Declared) => Promise<boolean>;
  onTyping: () => void;
}): JSX.Element {
  const id = useId();
  const [typed, setTyped] = useState('');
  const [scanned, setScanned] = useState<string | null>(null);
  const [operator, setOperator] = useState('');
  const [missing, setMissing] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const name = useRef<HTMLInputElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  useScan((scan) => {
    setScanned(scan);
    setTyped(codeIn(scan));
    setMissing(false);
    button.current?.focus();
  });

  const send = async (event: Event) => {
    event.preventDefault();
    const product = scanned === null ? keyedPack({ code: typed, lot: '', expiry: '' }) : { scan: scanned };
    if ('fault' in product) {
      setMissing(true);
      field.current?.focus();
      return;
    }
    const by = operator.trim();
    if (!(await onDeclare({ ...product, ...(by !== '' && { operator: by }) }))) return;
    setTyped('');
    setScanned(null);
    setMissing(false);
    field.current?.focus();
  };

  return (
    <form
      class="pack-form shortage-form"
      onSubmit={(event) => void send(event)}
      noValidate
      aria-label={say('desk.shortages.legend')}
    >
      <div class="field pack-form-code">
        <label for={`${id}-code`}>{say('desk.shortages.code')}</label>
        <input
          id={`${id}-code`}
          ref={field}
          value={typed}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={missing}
          aria-describedby={`${id}-hint`}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            // Changed by hand it is no longer what was scanned.
            setScanned(null);
            onTyping();
          }}
        />
        <p
          id={`${id}-hint`}
          class={`small ${missing ? 'field-error' : 'soft'}`}
          role={scanned === null ? undefined : 'status'}
        >
          {missing
            ? say('desk.shortages.code.missing')
            : scanned === null
              ? say('desk.shortages.code.hint')
              : say('desk.shortages.scanned', { code: written(typed) })}
        </p>
      </div>
      <NameField name={operator} onName={setOperator} missing={false} field={name} />
      <button type="submit" class="primary" ref={button}>
        {say('desk.shortages.submit')}
      </button>
    </form>
  );
}

/** The product's code in a scan, to be shown: the GTIN of AI 01 (GS1 General Specifications 3.3.2), else the scan as it is. */
function codeIn(scan: string): string {
  return /^(?:\][A-Za-z]\d)?\(?01\)?(\d{14})/.exec(scan)?.[1] ?? scan;
}
