import type { JSX } from 'preact';

/** One number that matters, among others of a `dl.figures`. */
export function Figure(props: {
  readonly name: string;
  readonly value: string;
  readonly share?: string;
  readonly more: string;
  readonly warn?: boolean;
}): JSX.Element {
  return (
    <div class={props.warn ? 'panel is-warning' : 'panel'}>
      <dt>{props.name}</dt>
      <dd>
        <strong>{props.value}</strong> {props.share}
      </dd>
      <dd class="soft">{props.more}</dd>
    </div>
  );
}
