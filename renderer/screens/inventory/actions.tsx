/** What can be done with an inventory as a whole. */
import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { say, sayCount } from '../../core/say.ts';
import type { Ledger } from './ledger.ts';

export function Actions({ ledger }: { ledger: Ledger }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const lines = ledger.lines.value ?? [];
  const [newest] = lines;
  const nothing = newest === undefined;
  // A scan while the question stands says that the inventory goes on.
  useLayoutEffect(() => setAsking(false), [ledger.latest.value]);
  return (
    <div class="inventory-actions">
      {asking ? (
        <CloseQuestion ledger={ledger} done={() => setAsking(false)} />
      ) : (
        <>
          <button type="button" disabled={nothing} onClick={() => newest !== undefined && void ledger.undo(newest)}>
            {say('desk.inventory.undo')}
          </button>
          <button type="button" disabled={ledger.count.value.block === 0} onClick={() => window.print()}>
            {say('desk.inventory.print')}
          </button>
          {nothing ? (
            <button type="button" disabled>
              {say('desk.inventory.csv')}
            </button>
          ) : (
            <a class="button" href="/v1/inventory?format=csv" download="">
              {say('desk.inventory.csv')}
            </a>
          )}
          <button type="button" disabled={nothing || ledger.kept.value > 0} onClick={() => setAsking(true)}>
            {say('desk.inventory.close')}
          </button>
        </>
      )}
    </div>
  );
}

/** The focus stands on what loses nothing; Escape goes on scanning. */
function CloseQuestion({ ledger, done }: { ledger: Ledger; done: () => void }): JSX.Element {
  const stay = useRef<HTMLButtonElement>(null);
  useEffect(() => stay.current?.focus(), []);
  const packs = sayCount('desk.inventory.packs', ledger.count.value.packs);
  return (
    <fieldset
      class="banner row spread inventory-close"
      aria-labelledby="inventory-close"
      onKeyDown={(event) => event.key === 'Escape' && done()}
    >
      <p id="inventory-close">{say('desk.inventory.close.ask', { packs })}</p>
      <span class="row">
        <button type="button" class="primary" ref={stay} onClick={done}>
          {say('desk.inventory.close.stay')}
        </button>
        <button type="button" onClick={() => void ledger.close().then(done)}>
          {say('desk.inventory.close')}
        </button>
      </span>
    </fieldset>
  );
}
