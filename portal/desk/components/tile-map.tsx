/** The schematic map: one tile a department, the same size for all, so that small ones are seen too. */
import type { JSX } from 'preact';
import { type Tile, tiles } from '../core/territories.ts';

/** `tile` draws what stands at each place. */
export function TileMap({ tile }: { tile: (tile: Tile) => JSX.Element }): JSX.Element {
  return (
    <ul class="tile-map">
      {tiles.map((one) => (
        <li key={one.code} style={{ gridColumn: one.column + 1, gridRow: one.row + 1 }}>
          {tile(one)}
        </li>
      ))}
    </ul>
  );
}
