/** What a bulletin aims at: products with their lots, few or hundreds, with a search where they are many. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NoticeTarget } from '../../protocol/notice/schema.ts';
import { civil, code } from '../core/format.ts';
import { say, sayCount } from '../core/say.ts';
import { typeset } from '../core/typeset.ts';

/** So many lots are read at a glance; more are one key away. */
const LOTS_SHOWN = 24;
const PRODUCTS_SHOWN = 12;
const SERIALS_SHOWN = 6;

type Lot = NoticeTarget['lots'][number];

/** The products; `lifted`: they were aimed at once. */
export function Targets({ targets }: { targets: readonly NoticeTarget[] }): JSX.Element {
  const [wanted, setWanted] = useState('');
  const [all, setAll] = useState(false);
  const lots = targets.reduce((sum, target) => sum + target.lots.length, 0);
  const many = lots > LOTS_SHOWN || targets.length > PRODUCTS_SHOWN;
  const found = searched(targets, wanted);
  const shown = all || wanted !== '' ? found : found.slice(0, PRODUCTS_SHOWN);

  if (targets.length === 0) return <p class="soft">{say('desk.popup.no-products')}</p>;
  return (
    <>
      {many && (
        <div class="field popup-filter">
          <label for="popup-filter">{say('desk.popup.filter')}</label>
          <input
            id="popup-filter"
            type="search"
            autocomplete="off"
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
        </div>
      )}
      {found.length === 0 && <p role="status">{say('desk.popup.filter-none')}</p>}
      <ul class="popup-targets">
        {shown.map((target, at) => (
          <Target key={`${target.gtin} ${at}`} target={target} whole={wanted !== ''} />
        ))}
      </ul>
      {shown.length < found.length && (
        <button type="button" onClick={() => setAll(true)}>
          {sayCount('desk.popup.products-more', found.length - shown.length)}
        </button>
      )}
    </>
  );
}

/** The targets that hold the text in a name or code, whole; the others with those of their lots that hold it. */
function searched(targets: readonly NoticeTarget[], wanted: string): readonly NoticeTarget[] {
  const text = wanted.trim().toLowerCase();
  if (text === '') return targets;
  const has = (value: string | null) => value?.toLowerCase().includes(text) ?? false;
  return targets.flatMap((target) => {
    if (has(target.name) || has(target.gtin) || has(target.cip13)) return [target];
    const lots = target.lots.filter(({ lot }) => has(lot));
    return lots.length > 0 ? [{ ...target, lots }] : [];
  });
}

function Target({ target, whole }: { target: NoticeTarget; whole: boolean }): JSX.Element {
  const { gtin, cip13, name, lots, rule } = target;
  const [all, setAll] = useState(false);
  const shown = all || whole || lots.length <= LOTS_SHOWN ? lots : lots.slice(0, LOTS_SHOWN);
  return (
    <li>
      <h3 dir="auto">{name ?? code(cip13 ?? gtin)}</h3>
      <p class="popup-code soft">
        {name !== null && <span class="code">{code(cip13 ?? gtin)}</span>}
        {name !== null && lots.length > 1 && ' · '}
        {lots.length > 1 && sayCount('desk.popup.lots', lots.length)}
      </p>
      {rule !== null && (
        <p class="popup-rule" dir="auto">
          {typeset(rule)}
        </p>
      )}
      {shown.length > 0 && (
        <ul class="popup-lots">
          {shown.map((lot, at) => (
            <LotItem key={`${lot.lot} ${at}`} lot={lot} />
          ))}
        </ul>
      )}
      {shown.length < lots.length && (
        <button type="button" onClick={() => setAll(true)}>
          {sayCount('desk.popup.lots-more', lots.length - shown.length)}
        </button>
      )}
    </li>
  );
}

function LotItem({ lot: { lot, expiry, serials } }: { lot: Lot }): JSX.Element {
  return (
    <li class={serials.length > 0 ? 'has-serials' : undefined}>
      <bdi class="code lot">{lot}</bdi>
      {expiry !== null && <span class="lot-expiry">{say('desk.popup.expiry', { date: civil(expiry) })}</span>}
      {serials.length > 0 && <Serials serials={serials} />}
    </li>
  );
}

function Serials({ serials }: { serials: readonly string[] }): JSX.Element {
  const list = (
    <span class="popup-serials">
      {serials.map((serial) => (
        <bdi key={serial} class="code">
          {serial}
        </bdi>
      ))}
    </span>
  );
  const words = sayCount('desk.popup.serials', serials.length);
  if (serials.length <= SERIALS_SHOWN) {
    return (
      <span class="small">
        {words} {list}
      </span>
    );
  }
  return (
    <details class="small">
      <summary>{words}</summary>
      {list}
    </details>
  );
}
