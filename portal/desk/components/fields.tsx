/** Fields of a form: label, what helps, and what is wrong, each tied to the input for those who hear the page. */
import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';

interface Common {
  readonly label: string;
  /** What helps to fill it. */
  readonly hint?: ComponentChildren;
  /** What is wrong with what stands in it. */
  readonly error?: string | undefined;
  /** Where a refusal of the portal finds it: `recall.targets[0].gtin`. */
  readonly path?: string;
  readonly wide?: boolean;
}

interface FrameProps extends Common {
  readonly id: string;
  readonly children: ComponentChildren;
}

function Frame({ id, label, hint, error, wide, children }: FrameProps): JSX.Element {
  return (
    <div class={wide ? 'field field-wide' : 'field'}>
      <label for={id}>{label}</label>
      {hint !== undefined && (
        <p class="soft small" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {children}
      {error !== undefined && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** What ties an input to its frame. */
function tied(id: string, { hint, error, path }: Common) {
  const by = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(' ');
  return {
    id,
    'aria-describedby': by === '' ? undefined : by,
    'aria-invalid': error === undefined ? undefined : ('true' as const),
    'data-path': path,
  };
}

type Input = Common & {
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly required?: boolean;
  readonly maxLength?: number;
};

/** One line. */
export function TextField(
  props: Input & {
    readonly type?: 'text' | 'email' | 'tel' | 'time' | 'date' | 'month' | 'search';
    readonly autocomplete?: string;
    readonly inputMode?: 'numeric' | 'email' | 'tel' | 'text';
    readonly list?: string;
    readonly placeholder?: string;
    readonly code?: boolean;
  },
): JSX.Element {
  const id = useId();
  const { value, onValue, type = 'text', autocomplete = 'off', code, required, maxLength, inputMode, list } = props;
  return (
    <Frame {...props} id={id}>
      <input
        {...tied(id, props)}
        type={type}
        class={code ? 'code' : undefined}
        value={value}
        autocomplete={autocomplete}
        spellcheck={code ? false : undefined}
        required={required}
        maxLength={maxLength}
        inputMode={inputMode}
        list={list}
        placeholder={props.placeholder}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  );
}

/** Several lines. */
export function TextArea(
  props: Input & {
    readonly rows?: number;
    readonly code?: boolean;
    readonly areaRef?: JSX.IntrinsicElements['textarea']['ref'];
  },
): JSX.Element {
  const id = useId();
  const { value, onValue, rows = 4, code, maxLength, areaRef } = props;
  return (
    <Frame {...props} id={id}>
      <textarea
        {...tied(id, props)}
        ref={areaRef}
        class={code ? 'code' : undefined}
        rows={rows}
        value={value}
        maxLength={maxLength}
        spellcheck={code ? false : undefined}
        onInput={(event) => onValue(event.currentTarget.value)}
      />
    </Frame>
  );
}

/** One of a few. */
export function SelectField(
  props: Input & { readonly options: ReadonlyArray<readonly [value: string, label: string]> },
): JSX.Element {
  const id = useId();
  const { value, onValue, options } = props;
  return (
    <Frame {...props} id={id}>
      <select {...tied(id, props)} value={value} onChange={(event) => onValue(event.currentTarget.value)}>
        {options.map(([key, label]) => (
          <option key={key} value={key}>
            {label}
          </option>
        ))}
      </select>
    </Frame>
  );
}

/** One of a few, all in sight. */
export function Choice(props: {
  readonly legend: string;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly options: ReadonlyArray<readonly [value: string, label: string, hint?: string]>;
}): JSX.Element {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{props.legend}</legend>
      {props.options.map(([key, label, hint]) => (
        <label key={key} class="choice-option">
          <input
            type="radio"
            name={name}
            value={key}
            checked={props.value === key}
            onChange={() => props.onValue(key)}
          />
          <span>
            {label}
            {hint !== undefined && <span class="soft small choice-hint">{hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Yes or no. */
export function CheckField(props: {
  readonly label: string;
  readonly hint?: string;
  readonly checked: boolean;
  readonly onChecked: (checked: boolean) => void;
}): JSX.Element {
  return (
    <label class="choice-option">
      <input
        type="checkbox"
        checked={props.checked}
        onChange={(event) => props.onChecked(event.currentTarget.checked)}
      />
      <span>
        {props.label}
        {props.hint !== undefined && <span class="soft small choice-hint">{props.hint}</span>}
      </span>
    </label>
  );
}

/** Any of a few. */
export function Checks<T extends string>(props: {
  readonly legend: string;
  readonly options: ReadonlyArray<readonly [value: T, label: string]>;
  readonly chosen: readonly T[];
  readonly onChosen: (chosen: readonly T[]) => void;
  readonly error?: string | undefined;
}): JSX.Element {
  const { legend, options, chosen, onChosen, error } = props;
  const id = useId();
  return (
    <fieldset class="choice" aria-describedby={error === undefined ? undefined : id}>
      <legend>{legend}</legend>
      {options.map(([value, label]) => (
        <CheckField
          key={value}
          label={label}
          checked={chosen.includes(value)}
          onChecked={(on) => onChosen(on ? [...chosen, value] : chosen.filter((one) => one !== value))}
        />
      ))}
      {error !== undefined && (
        <p class="field-error" id={id} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
