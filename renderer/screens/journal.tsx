/** The record of every check and outcome: read, narrowed, kept elsewhere, proved. */
import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { JournalRow } from '../../agent/hook/schemas.ts';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { checks } from '../core/events.ts';
import { say, sayCount } from '../core/say.ts';
import { FilterBar } from './journal/filter-bar.tsx';
import { checksById, findRows } from './journal/find.ts';
import { type Pages, useJournal } from './journal/pages.ts';
import { useProof } from './journal/proof.tsx';
import { bounds, csvAddress, everything, isBackwards, type Range } from './journal/range.ts';
import { Row } from './journal/row.tsx';

/** The screen « Journal ». */
export function Journal(_: { id: string | null }): JSX.Element {
  const [range, setRange] = useState(everything);
  const [query, setQuery] = useState('');
  const pages = useJournal(isBackwards(range) ? null : range);
  const proof = useProof();
  const shown = useMemo(() => findRows(pages.rows ?? [], query), [pages.rows, query]);
  return (
    <>
      <div class="row spread">
        <h1>{say('desk.nav.journal')}</h1>
        <div class="row">
          <button type="button" onClick={proof.run} aria-disabled={proof.running}>
            {say('desk.journal.proof')}
          </button>
          <a class="button" href={csvAddress(range)} download>
            {say('desk.journal.csv')}
          </a>
        </div>
      </div>
      {proof.result}
      <FilterBar range={range} query={query} setRange={setRange} setQuery={setQuery} />
      <Above pages={pages} shown={shown.length} range={range} />
      {pages.error !== null && <Failure error={pages.error} retry={pages.reload} />}
      {pages.rows === null ? (
        pages.error === null && <Loading />
      ) : (
        <Rows rows={shown} all={pages.rows} narrowed={query !== '' || range !== everything} />
      )}
      {pages.rows !== null && pages.rows.length > 0 && <Older pages={pages} />}
    </>
  );
}

/** One line of constant height: how many rows, and the checks that came since. */
function Above({ pages, shown, range }: { pages: Pages; shown: number; range: Range }): JSX.Element {
  const known = useMemo(() => new Set(pages.rows?.map(({ id }) => id)), [pages.rows]);
  const newest = pages.rows?.[0]?.at ?? '';
  const end = bounds(range.to)?.last ?? null;
  const newer = checks.value.filter(
    ({ id, at, verdict }) =>
      !known.has(id) &&
      at >= newest &&
      (end === null || at <= end) &&
      (range.verdict === '' || range.verdict === verdict),
  ).length;
  return (
    <p class="row spread journal-above soft">
      <span role="status">{pages.rows !== null && sayCount('desk.journal.shown', pages.rows.length, { shown })}</span>
      {newer > 0 && pages.rows !== null && (
        <button type="button" onClick={pages.reload}>
          {sayCount('desk.journal.newer', newer)}
        </button>
      )}
    </p>
  );
}

interface RowsProps {
  readonly rows: readonly JournalRow[];
  readonly all: readonly JournalRow[];
  readonly narrowed: boolean;
}

function Rows({ rows, all, narrowed }: RowsProps): JSX.Element {
  const byId = useMemo(() => checksById(all), [all]);
  if (rows.length === 0) {
    return <Empty>{say(narrowed ? 'desk.journal.empty.filtered' : 'desk.journal.empty')}</Empty>;
  }
  return (
    <div class="table-frame">
      <table class="journal">
        <caption class="hidden-visually">{say('desk.journal.table')}</caption>
        <thead>
          <tr>
            <th scope="col">
              <span class="hidden-visually">{say('desk.journal.column.detail')}</span>
            </th>
            <th scope="col">{say('desk.journal.column.at')}</th>
            <th scope="col">{say('desk.journal.column.answer')}</th>
            <th scope="col">{say('desk.journal.column.pack')}</th>
            <th scope="col" class="wide-only">
              {say('desk.journal.column.sale')}
            </th>
            <th scope="col" class="wide-only">
              {say('desk.journal.column.by')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.seq} row={row} check={row.kind === 'outcome' ? byId.get(row.id) : undefined} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Older({ pages: { more, busy, older } }: { pages: Pages }): JSX.Element {
  return more ? (
    <button type="button" class="more" onClick={older} aria-disabled={busy}>
      {say('desk.journal.older')}
    </button>
  ) : (
    <p class="soft small more">{say('desk.journal.end')}</p>
  );
}
