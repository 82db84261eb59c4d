/** Inventory: shelf after shelf by scanner, what to isolate on top, everything scanned below. */
import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { PackForm } from '../components/pack-form.tsx';
import { Failure, Loading } from '../components/states.tsx';
import { bulletinsChanged } from '../core/events.ts';
import { time } from '../core/format.ts';
import type { PackInput } from '../core/pack-input.ts';
import { language, say, sayCount } from '../core/say.ts';
import { useScan } from '../core/scanner.ts';
import { Actions } from './inventory/actions.tsx';
import { IsolateList } from './inventory/isolate-list.tsx';
import { IsolateSheet } from './inventory/isolate-sheet.tsx';
import { LatestScan } from './inventory/latest-scan.tsx';
import { Ledger } from './inventory/ledger.ts';
import { Lines } from './inventory/lines.tsx';
import { Notes } from './inventory/notes.tsx';
import { quantityOf } from './inventory/quantity.ts';

/** Kept while other screens stand: scans may still wait in it. */
const here = new Ledger();

/** The screen « Inventaire ». */
export function Inventory(_: { id: string | null }): JSX.Element {
  return <InventoryDesk ledger={here} />;
}

/** The same over a given ledger. */
export function InventoryDesk({ ledger }: { ledger: Ledger }): JSX.Element {
  const [quantity, setQuantity] = useState('1');
  const packs = quantityOf(quantity);
  // A recall that came meanwhile counts for the shelves already done.
  useEffect(() => void ledger.read(), [ledger, bulletinsChanged.value, language.value]);
  useLeaveGuard(ledger);

  // What was keyed for one pack must not multiply the next.
  const add = (input: PackInput) => {
    ledger.scan(input, packs ?? 1);
    setQuantity('1');
  };
  useScan((scan) => add({ scan }));

  const lines = ledger.lines.value;
  const error = ledger.error.value;
  return (
    <>
      <div class="inventory-screen">
        <div class="row spread">
          <h1>{say('desk.nav.inventory')}</h1>
          <Counts ledger={ledger} />
        </div>
        <PackForm
          submit={say('desk.inventory.submit')}
          onPack={add}
          quantity={{ text: quantity, wrong: packs === null, set: setQuantity }}
        />
        <Notes ledger={ledger} />
        {error !== null && <Failure error={error} retry={() => void ledger.read()} />}
        <div class="inventory-top">
          <LatestScan ledger={ledger} />
          <div class="stack">{lines === null ? error === null && <Loading /> : <IsolateList lines={lines} />}</div>
        </div>
        <Actions ledger={ledger} />
        {lines !== null && <Lines ledger={ledger} lines={lines} />}
      </div>
      <IsolateSheet ledger={ledger} />
    </>
  );
}

function Counts({ ledger }: { ledger: Ledger }): JSX.Element {
  const count = ledger.count.value;
  const started = ledger.startedAt.value;
  return (
    <p class="inventory-counts">
      <span>{sayCount('desk.inventory.packs', count.packs)}</span>
      {started !== null && <span class="soft">{say('desk.inventory.started', { at: time(started) })}</span>}
    </p>
  );
}

/** Scans that wait live in this page alone. */
function useLeaveGuard(ledger: Ledger): void {
  const waiting = ledger.kept.value > 0;
  useEffect(() => {
    if (!waiting) return;
    const stay = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', stay);
    return () => window.removeEventListener('beforeunload', stay);
  }, [waiting]);
}
