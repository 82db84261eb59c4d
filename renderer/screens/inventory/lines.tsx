/** Everything scanned, newest first; any line can be taken back. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { InventoryLine } from '../../../agent/hook/schemas/inventory.ts';
import { VerdictIcon } from '../../components/icons.tsx';
import { PackLines } from '../../components/pack.tsx';
import { time } from '../../core/format.ts';
import { number, say } from '../../core/say.ts';
import { shortPack } from './latest-scan.tsx';
import type { Ledger } from './ledger.ts';

/** As many as are drawn with each scan; a whole pharmacy has thousands. */
const SHOWN = 50;

export function Lines({ ledger, lines }: { ledger: Ledger; lines: readonly InventoryLine[] }): JSX.Element {
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, SHOWN);
  return (
    <section class="stack" aria-labelledby="inventory-lines">
      <h2 id="inventory-lines">{say('desk.inventory.lines')}</h2>
      {lines.length === 0 ? (
        <p class="empty">{say('desk.inventory.lines.none')}</p>
      ) : (
        <div class="table-frame">
          <table aria-labelledby="inventory-lines">
            <thead>
              <tr>
                <th scope="col">{say('desk.inventory.column.at')}</th>
                <th scope="col">{say('desk.inventory.column.answer')}</th>
                <th scope="col" class="number">
                  {say('desk.inventory.column.packs')}
                </th>
                <th scope="col">{say('desk.inventory.column.product')}</th>
                <th scope="col">
                  <span class="hidden-visually">{say('desk.inventory.column.undo')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {shown.map((line) => (
                <Row key={line.id} line={line} undo={() => void ledger.undo(line)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.length < lines.length && (
        <p>
          <button type="button" onClick={() => setAll(true)}>
            {say('desk.inventory.lines.more', { n: lines.length })}
          </button>
        </p>
      )}
    </section>
  );
}

function Row({ line, undo }: { line: InventoryLine; undo: () => void }): JSX.Element {
  const { at, verdict, quantity, pack } = line;
  return (
    <tr>
      <td class="nowrap">{time(at, { seconds: true })}</td>
      <td>
        <span class={`verdict is-${verdict}`}>
          <VerdictIcon verdict={verdict} />
          {say(`desk.inventory.verdict.${verdict}`)}
        </span>
      </td>
      <td class="number">{number(quantity)}</td>
      <td>
        <PackLines
          pack={{
            name: pack.name,
            code: pack.cip13 ?? pack.gtin,
            lots: pack.lot === null ? [] : [pack.lot],
            expiry: pack.expiry,
          }}
        />
      </td>
      <td class="number">
        <button
          type="button"
          class="quiet"
          onClick={undo}
          aria-label={say('desk.inventory.undo.line', { pack: shortPack(line) })}
        >
          {say('desk.inventory.column.undo')}
        </button>
      </td>
    </tr>
  );
}
