/** A table with its headings. */
import type { ComponentChildren, JSX } from 'preact';

/** `hidden`: heard and not seen, of a column of buttons; `number`: aligned as its numbers. */
export type Head = string | { readonly label: string; readonly hidden?: true; readonly number?: true };

/** `scrolls`: what it is called, where it is long and scrolls by itself. */
export function Table(props: {
  readonly heads: readonly Head[];
  readonly children: ComponentChildren;
  readonly scrolls?: string;
}): JSX.Element {
  const table = (
    <table>
      <thead>
        <tr>
          {props.heads.map((one) => {
            const head = typeof one === 'string' ? { label: one } : one;
            return (
              <th key={head.label} scope="col" class={head.number && 'number'}>
                {head.hidden ? <span class="hidden-visually">{head.label}</span> : head.label}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>{props.children}</tbody>
    </table>
  );
  if (props.scrolls === undefined) return <div class="table-frame">{table}</div>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section class="table-frame is-tall" tabIndex={0} aria-label={props.scrolls}>
      {table}
    </section>
  );
}
