/** Departments as a schematic map for those who see it, and as a table that says the same. */
import type { ComponentChildren, JSX } from 'preact';
import { type Head, Table } from './table.tsx';
import { TileMap } from './tile-map.tsx';

/** What stands on a department's tile, and the class that colours it; null: nothing is known of it. */
export interface TileMark {
  readonly tone: string;
  readonly text: string;
}

export function DepartmentMap(props: {
  readonly title: string;
  readonly mark: (code: string) => TileMark | null;
  /** What the table is called. */
  readonly table: string;
  readonly heads: readonly Head[];
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <section class="stack" aria-labelledby="departments">
      <h2 id="departments">{props.title}</h2>
      <div class="map-and-table">
        <figure aria-hidden="true">
          <TileMap
            tile={({ code, name }) => {
              const mark = props.mark(code);
              return (
                <span class={mark === null ? 'map-tile' : `map-tile ${mark.tone}`} title={name}>
                  <span>{code.slice(3)}</span>
                  {mark !== null && <small>{mark.text}</small>}
                </span>
              );
            }}
          />
        </figure>
        <Table scrolls={props.table} heads={props.heads}>
          {props.children}
        </Table>
      </div>
    </section>
  );
}
