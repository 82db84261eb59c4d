/** Departments and collectivities a measure is limited to: each a tile on the map, whole regions by one button. */
import type { JSX } from 'preact';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import { TileMap } from '../../components/tile-map.tsx';
import { regions } from '../../core/territories.ts';

export function TerritoryField(props: {
  readonly value: readonly string[];
  readonly onValue: (codes: readonly string[]) => void;
  readonly error: string | undefined;
}): JSX.Element {
  const { value, onValue, error } = props;
  const chosen = new Set(value);
  const toggle = (codes: readonly string[]) => {
    const all = codes.every((code) => chosen.has(code));
    onValue(all ? value.filter((code) => !codes.includes(code)) : [...new Set([...value, ...codes])].toSorted());
  };
  return (
    <fieldset class="stack-tight" data-path="territories" tabIndex={-1}>
      <legend>{say('web.territories.legend')}</legend>
      {error !== undefined && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <p role="status" class="soft">
        {sayCount('web.territories.chosen', value.length)}
      </p>
      <div class="row regions">
        {regions.map(({ name, codes }) => (
          <button
            key={name}
            type="button"
            class="small"
            aria-pressed={codes.every((code) => chosen.has(code))}
            onClick={() => toggle(codes)}
          >
            {name}
          </button>
        ))}
      </div>
      <TileMap
        tile={({ code, name }) => (
          <button
            type="button"
            class="tile"
            title={name}
            aria-label={`${code.slice(3)} ${name}`}
            aria-pressed={chosen.has(code)}
            onClick={() => toggle([code])}
          >
            {code.slice(3)}
          </button>
        )}
      />
    </fieldset>
  );
}
