/** The first characters of a scan arrive before anybody knows that it is one: what they did to a field is taken back. */

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

interface Kept {
  readonly value: string;
  readonly selection: readonly [number | null, number | null];
}

/** The field that keys go into now; null where they go nowhere. */
export function focusedField(root: Document): Field | null {
  const { activeElement } = root;
  const name = activeElement?.tagName;
  return name === 'INPUT' || name === 'TEXTAREA' || name === 'SELECT' ? (activeElement as Field) : null;
}

/** What fields held before a burst of keys. */
export class KeptFields {
  readonly #kept = new Map<Field, Kept>();

  /** Keeps what `field` holds, unless that was done since the last `forget`. */
  keep(field: Field | null): void {
    if (field === null || this.#kept.has(field)) return;
    this.#kept.set(field, { value: field.value, selection: selectionOf(field) });
  }

  forget(): void {
    this.#kept.clear();
  }

  /** Puts everything back, and tells those who listen to the field. */
  restore(): void {
    for (const [field, { value, selection }] of this.#kept) {
      if (field.value === value) continue;
      field.value = value;
      select(field, selection);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      if (field.tagName === 'SELECT') field.dispatchEvent(new Event('change', { bubbles: true }));
    }
    this.forget();
  }
}

/** Fields of some types (number, date, e-mail) have no selection to tell. */
function selectionOf(field: Field): Kept['selection'] {
  return 'selectionStart' in field ? [field.selectionStart, field.selectionEnd] : [null, null];
}

function select(field: Field, [start, end]: Kept['selection']): void {
  if ('setSelectionRange' in field && start !== null) field.setSelectionRange(start, end);
}
