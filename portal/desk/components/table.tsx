/** A table with its headings. */
import type { ComponentChildren, JSX } from 'preact';

/** `hidden`: heard and not seen, of a column of buttons; `number`: aligned as its numbers. */
export type Head = string | { readonly label: string; readonly hidden?: true; readonly number?: true };

export function Table({ heads, children }: { heads: readonly Head[]; children: ComponentChildren }): JSX.Element {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            {heads.map((one) => {
              const head = typeof one === 'string' ? { label: one } : one;
              return (
                <th key={head.label} scope="col" class={head.number && 'number'}>
                  {head.hidden ? <span class="hidden-visually">{head.label}</span> : head.label}
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  );
}
