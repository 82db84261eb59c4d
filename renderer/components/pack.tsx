/** A pack in a row: what it is, its lot and its expiry. */
import type { JSX } from 'preact';
import { civil, code } from '../core/format.ts';
import { say } from '../core/say.ts';

export interface PackFacts {
  readonly name?: string | undefined;
  /** GTIN-14, or CIP13. */
  readonly code: string;
  readonly lots: readonly string[];
  readonly expiry: string | null;
}

/** Name over code, lot and expiry; without a name the code leads. */
export function PackLines({ pack }: { pack: PackFacts }): JSX.Element {
  const printed = <span class="code nowrap">{code(pack.code)}</span>;
  return (
    <span class="pack-lines">
      <bdi class="pack-name">{pack.name ?? printed}</bdi>
      <span class="pack-facts soft small">
        {pack.name !== undefined && printed}
        <Lots lots={pack.lots} />
        {pack.expiry !== null && <span class="nowrap">{say('desk.pack.expiry', { date: civil(pack.expiry) })}</span>}
      </span>
    </span>
  );
}

function Lots({ lots }: { lots: readonly string[] }): JSX.Element {
  const [first, ...others] = lots;
  if (first === undefined) return <span>{say('desk.pack.no-lot')}</span>;
  return (
    <span>
      <bdi>{say('desk.pack.lot', { lot: first })}</bdi>
      {others.length > 0 && ` (${say('desk.pack.readings', { n: lots.length })})`}
    </span>
  );
}
