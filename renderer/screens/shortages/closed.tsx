import type { JSX } from 'preact';
import type { Shortage } from '../../../agent/hook/schemas/shortages.ts';
import { code } from '../../core/format.ts';
import { say } from '../../core/say.ts';
import { when } from '../../core/when.ts';
import { productOf } from './product.ts';

/** Shortages that are over, the last first. */
export function ClosedLines({ shortages }: { shortages: readonly Shortage[] }): JSX.Element {
  return (
    <ul class="plain shortages-closed">
      {shortages.map((one) => (
        <li key={one.id}>
          <span class="strong">{productOf(one)}</span>
          {one.name !== null && <span class="small soft">{code(one.gtin)}</span>}
          <span class="small">
            {say(`desk.shortages.closed.${one.closedBy ?? 'supplied'}`, { when: when(one.closedAt ?? one.notedAt) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
