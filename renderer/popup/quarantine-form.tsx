/** The second step: how many packs were set apart, by product and lot, or none. */
import type { JSX, TargetedEvent } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { InventoryQuarantineAnswer } from '../../agent/hook/schemas/inventory.ts';
import type { BulletinAnswer, QuarantineAnswer } from '../../agent/hook/schemas.ts';
import { call, Unreachable } from '../core/api.ts';
import { civil, code } from '../core/format.ts';
import { number, say, sayCount } from '../core/say.ts';
import { when } from '../core/when.ts';
import { printSheet } from '../print/recall-sheet.tsx';
import { useArmed } from './armed.ts';
import { MOST_PACKS, type Row, reportOf, rowsOf } from './quarantine-lines.ts';

/** Rows drawn at once; those of a notice of hundreds of lots come on demand or by the search. */
const ROWS_SHOWN = 40;

interface Props {
  readonly bulletin: BulletinAnswer;
  readonly operator: string;
  /** When it was acknowledged, where that was a moment ago. */
  readonly at?: string;
  /** It is on disk. */
  readonly onDone: (answer: QuarantineAnswer) => void;
  readonly onLater: () => void;
}

/** Fills itself from the open inventory, else from the report before; what somebody typed is never written over. */
export function QuarantineForm({ bulletin, operator, at, onDone, onLater }: Props): JSX.Element {
  const { id, notice, quarantine } = bulletin;
  const before = quarantine?.lines ?? [];
  const [rows, setRows] = useState(() => rowsOf(notice.targets, before));
  const [source, setSource] = useState<'inventory' | 'report' | null>(before.length > 0 ? 'report' : null);
  const [toVerify, setToVerify] = useState(0);
  const [wanted, setWanted] = useState('');
  const [all, setAll] = useState(false);
  const [fault, setFault] = useState('');
  const [sending, setSending] = useState(false);
  const typed = useRef(false);
  const underWay = useRef(false);

  useEffect(() => {
    const control = new AbortController();
    const address = `/v1/inventory/quarantine/${encodeURIComponent(id)}`;
    call<InventoryQuarantineAnswer>(address, { signal: control.signal }).then(
      (found) => {
        setToVerify(found.toVerify);
        if (typed.current || found.lines.length === 0) return;
        setRows(rowsOf(notice.targets, found.lines));
        setSource('inventory');
      },
      // Without it the fields are filled by hand, as they are where there is no inventory.
      () => undefined,
    );
    return () => control.abort();
  }, [id]);

  // What was pressed to acknowledge does not go on to count.
  const armed = useArmed(id);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus({ preventScroll: true }), []);

  const { lines, total, wrong } = reportOf(rows);
  const text = wanted.trim().toLowerCase();
  const found = text === '' ? rows : rows.filter((row) => matches(row, text));
  const shown = all || text !== '' ? found : found.filter((row, at) => at < ROWS_SHOWN || row.quantity !== '');

  const change = (key: string, changed: Partial<Row>) => {
    typed.current = true;
    setFault('');
    setRows((kept) => kept.map((row) => (row.key === key ? { ...row, ...changed } : row)));
  };
  const addAfter = (row: Row) => {
    typed.current = true;
    const added: Row = { ...row, key: `${row.key} ${rows.length}`, lot: '', quantity: '' };
    setRows((kept) => kept.flatMap((one) => (one.key === row.key ? [one, added] : [one])));
  };

  const send = async (report: typeof lines) => {
    if (underWay.current || !armed()) return;
    underWay.current = true;
    setSending(true);
    setFault('');
    try {
      const answer = await call<QuarantineAnswer>(`/v1/bulletins/${encodeURIComponent(id)}/quarantine`, {
        method: 'POST',
        body: { operator, lines: report },
      });
      onDone(answer);
    } catch (error) {
      const reason =
        error instanceof Unreachable
          ? say('desk.popup.report-away')
          : error instanceof Error
            ? error.message
            : String(error);
      setFault(`${say('desk.popup.report-failed')} ${reason}`);
    } finally {
      underWay.current = false;
      setSending(false);
    }
  };

  const submit = (event: TargetedEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (wrong.size > 0) {
      setFault(say('desk.popup.quantity-wrong', { most: number(MOST_PACKS) }));
      event.currentTarget.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
      return;
    }
    if (total === 0) return setFault(say('desk.popup.nothing-typed'));
    send(lines);
  };
  const none = () => {
    if (total > 0 || wrong.size > 0) setFault(say('desk.popup.something-typed'));
    else send([]);
  };

  return (
    <form class="popup-form" onSubmit={submit}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section class="popup-body" tabIndex={0} aria-labelledby="popup-count">
        <h2 id="popup-count" ref={heading} tabIndex={-1}>
          {say('desk.popup.count')}
        </h2>
        {at !== undefined && <p class="popup-source">{say('desk.popup.acknowledged', { operator, at: when(at) })}</p>}
        <p class="soft">{say('desk.popup.count-help')}</p>
        {source === 'inventory' && <p class="popup-source">{say('desk.popup.count-inventory')}</p>}
        {source === 'report' && <p class="popup-source">{say('desk.popup.count-before')}</p>}
        {toVerify > 0 && <p class="popup-source">{sayCount('desk.popup.count-verify', toVerify)}</p>}
        {rows.length > ROWS_SHOWN && (
          <div class="field popup-filter">
            <label for="popup-rows">{say('desk.popup.filter')}</label>
            <input
              id="popup-rows"
              type="search"
              autocomplete="off"
              value={wanted}
              onInput={(event) => setWanted(event.currentTarget.value)}
            />
          </div>
        )}
        <div class="table-frame">
          <table class="popup-rows">
            <thead>
              <tr>
                <th scope="col">{say('desk.popup.product')}</th>
                <th scope="col">{say('desk.popup.lot')}</th>
                <th scope="col">{say('desk.popup.expiry-head')}</th>
                <th scope="col">{say('desk.popup.quantity')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((row, at) => (
                <RowLine
                  key={row.key}
                  row={row}
                  again={shown[at - 1]?.gtin === row.gtin}
                  wrong={wrong.has(row.key)}
                  change={(changed) => change(row.key, changed)}
                  add={() => addAfter(row)}
                />
              ))}
            </tbody>
          </table>
        </div>
        {found.length === 0 && <p role="status">{say('desk.popup.filter-none')}</p>}
        {shown.length < found.length && (
          <button type="button" onClick={() => setAll(true)}>
            {sayCount('desk.popup.rows-more', found.length - shown.length)}
          </button>
        )}
      </section>
      <div class="popup-bar">
        <button type="button" class="quiet" onClick={onLater}>
          {say('desk.popup.later')}
        </button>
        <button type="button" onClick={() => printSheet(id)}>
          {say('desk.popup.print')}
        </button>
        <button type="button" onClick={none} aria-disabled={sending}>
          {say('desk.popup.none')}
        </button>
        <button type="submit" class="primary" aria-disabled={sending}>
          {sending
            ? say('desk.popup.acknowledging')
            : total === 0
              ? say('desk.popup.report')
              : sayCount('desk.popup.report-packs', total)}
        </button>
        <div class="popup-fault" role="alert">
          {fault}
        </div>
      </div>
    </form>
  );
}

function matches({ lot, product, gtin }: Row, text: string): boolean {
  return [lot, product ?? '', gtin].some((value) => value.toLowerCase().includes(text));
}

interface RowProps {
  readonly row: Row;
  /** Of the same product as the row above. */
  readonly again: boolean;
  readonly wrong: boolean;
  readonly change: (changed: Partial<Row>) => void;
  readonly add: () => void;
}

function RowLine({ row, again, wrong, change, add }: RowProps): JSX.Element {
  const { gtin, product, lot, expiry, free, quantity } = row;
  const name = product ?? code(gtin);
  const id = useId();
  return (
    <tr class={again ? 'is-again' : undefined}>
      <th scope="row">
        <span class={again ? 'hidden-visually' : undefined} dir="auto">
          {name}
        </span>
      </th>
      <td>
        {free ? (
          <span class="popup-free">
            <input
              class="code"
              maxLength={20}
              autocomplete="off"
              spellcheck={false}
              placeholder={say('desk.popup.lot-optional')}
              aria-label={say('desk.popup.lot-of', { product: name })}
              value={lot}
              onInput={(event) => change({ lot: event.currentTarget.value })}
            />
            <button type="button" class="quiet" onClick={add}>
              {say('desk.popup.lot-add')}
            </button>
          </span>
        ) : (
          <bdi class="code lot">{lot}</bdi>
        )}
      </td>
      <td class="nowrap">{expiry === null ? say('desk.none') : civil(expiry)}</td>
      <td>
        <input
          class="popup-quantity number"
          inputmode="numeric"
          autocomplete="off"
          aria-label={
            lot === ''
              ? say('desk.popup.quantity-of-product', { product: name })
              : say('desk.popup.quantity-of', { lot, product: name })
          }
          aria-invalid={wrong ? 'true' : undefined}
          aria-describedby={wrong ? id : undefined}
          value={quantity}
          onInput={(event) => change({ quantity: event.currentTarget.value })}
        />
        {wrong && (
          <p class="field-error small" id={id}>
            {say('desk.popup.quantity-wrong', { most: number(MOST_PACKS) })}
          </p>
        )}
      </td>
    </tr>
  );
}
