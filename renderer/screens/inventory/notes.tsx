/** What a person has to know beside the newest scan: scans kept, scans sent late, packs that could not be read. */
import type { JSX } from 'preact';
import { say, sayCount } from '../../core/say.ts';
import type { Ledger } from './ledger.ts';

/** One place that always stands, so that what appears in it is read out. */
export function Notes({ ledger }: { ledger: Ledger }): JSX.Element {
  const { kept, sentLate, unread, closed } = ledger;
  return (
    <div class="inventory-notes" role="status">
      {kept.value > 0 && <p class="banner">{sayCount('desk.inventory.kept', kept.value)}</p>}
      {kept.value === 0 && sentLate.value > 0 && <p class="note">{sayCount('desk.inventory.sent', sentLate.value)}</p>}
      {unread.value > 0 && (
        <div class="banner row spread">
          <p>{sayCount('desk.inventory.unread', unread.value)}</p>
          <button
            type="button"
            onClick={() => {
              unread.value = 0;
            }}
          >
            {say('desk.inventory.unread.done')}
          </button>
        </div>
      )}
      {closed.value !== null && (
        <p class="note">
          {say('desk.inventory.closed')}{' '}
          <a href={`/v1/inventory?format=csv&id=${encodeURIComponent(closed.value)}`} download="">
            {say('desk.inventory.closed.csv')}
          </a>
        </p>
      )}
    </div>
  );
}
