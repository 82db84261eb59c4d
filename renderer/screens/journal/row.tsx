import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { JournalRow } from '../../../agent/hook/schemas.ts';
import { DrillBadge } from '../../components/badges.tsx';
import { PackLines } from '../../components/pack.tsx';
import { Reasons } from '../../components/reasons.tsx';
import { VerdictMark } from '../../components/verdict.tsx';
import { civil, code, moment, time } from '../../core/format.ts';
import { say } from '../../core/say.ts';

interface RowProps {
  readonly row: JournalRow;
  /** Of an outcome: the row of its check, where it is loaded. */
  readonly check: JournalRow | undefined;
}

/** One row of the journal; its button shows what else it holds. */
export function Row({ row, check }: RowProps): JSX.Element {
  const [open, setOpen] = useState(false);
  const { seq, at, saleReference, operator, terminal, kind } = row;
  const about = kind === 'check' ? row : check;
  const details = `journal-${seq}`;
  return (
    <>
      <tr class={`journal-row is-${kind}${row.override ? ' is-override' : ''}`}>
        <td>
          <button
            type="button"
            class="quiet expand"
            aria-expanded={open}
            aria-controls={open ? details : undefined}
            aria-label={say('desk.journal.row.expand', { seq: String(seq) })}
            onClick={() => setOpen(!open)}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span>
          </button>
        </td>
        <td>
          <time dateTime={at} title={moment(at)}>
            {time(at, { seconds: true })}
          </time>
        </td>
        <td>
          <Answer row={row} />
        </td>
        <td class={kind === 'check' ? undefined : 'soft'}>{about?.pack != null && <Pack pack={about.pack} />}</td>
        <td class="wide-only">{(saleReference ?? check?.saleReference) != null && <Sale of={about ?? row} />}</td>
        <td class="wide-only">
          {operator !== null && <bdi>{operator}</bdi>}
          {terminal !== null && (
            <span class="soft small terminal">
              <bdi>{terminal}</bdi>
            </span>
          )}
        </td>
      </tr>
      {open && (
        <tr id={details} class="journal-details">
          <td />
          <td colSpan={5}>
            <Details row={row} />
          </td>
        </tr>
      )}
    </>
  );
}

function Sale({ of: { saleReference } }: { of: JournalRow }): JSX.Element {
  return (
    <span class="code">
      <bdi>{saleReference}</bdi>
    </span>
  );
}

const Pack = ({ pack: { codes, lots, expiry } }: { pack: NonNullable<JournalRow['pack']> }) => (
  <PackLines pack={{ code: codes[0] ?? '', lots, expiry }} />
);

function Answer({ row: { verdict, outcome, override, kind, reason, reasons } }: { row: JournalRow }): JSX.Element {
  if (verdict !== null) {
    return (
      <span class="row">
        <VerdictMark verdict={verdict} />
        {reasons.some(({ drill }) => drill === true) && <DrillBadge />}
      </span>
    );
  }
  if (kind === 'predecessor') return <span>{say('desk.journal.row.predecessor', { file: reason ?? '' })}</span>;
  return (
    <span class="outcome">
      <span class={override ? 'override' : undefined}>
        {override ? say('desk.outcome.override') : outcome === null ? '' : say(`desk.outcome.${outcome}`)}
      </span>
      {kind === 'orphan' && <span class="soft small">{say('desk.journal.row.orphan')}</span>}
    </span>
  );
}

/** What the line has no room for. */
function Details({ row }: { row: JournalRow }): JSX.Element {
  const { seq, at, id, pack, verdict, reasons, feed, terminal, operator, saleReference, reason, kind, hash } = row;
  return (
    <dl class="facts facts-inline">
      {verdict !== null && (
        <Fact whole name={say('desk.journal.row.reasons')}>
          {reasons.length === 0 ? say('desk.journal.row.no-reason') : <Reasons reasons={reasons} />}
        </Fact>
      )}
      {reason !== null && kind !== 'predecessor' && (
        <Fact whole name={say('desk.journal.row.why')}>
          <bdi>{reason}</bdi>
        </Fact>
      )}
      {pack !== null && <Fact name={say('desk.journal.row.codes')}>{pack.codes.map(code).join(', ')}</Fact>}
      {pack !== null && pack.lots.length > 1 && (
        <Fact name={say('desk.journal.row.lots')}>
          <bdi>{pack.lots.join(', ')}</bdi>
        </Fact>
      )}
      {pack?.manufactured != null && (
        <Fact name={say('desk.journal.row.manufactured')}>{civil(pack.manufactured)}</Fact>
      )}
      {saleReference !== null && <Fact name={say('desk.journal.column.sale')}>{saleReference}</Fact>}
      {operator !== null && <Fact name={say('desk.journal.row.operator')}>{operator}</Fact>}
      {terminal !== null && <Fact name={say('desk.journal.row.terminal')}>{terminal}</Fact>}
      {feed !== null && (
        <Fact name={say('desk.journal.row.feed')}>
          {say(`desk.journal.row.feed.${feed.state}`, { position: feed.position })}
        </Fact>
      )}
      <Fact name={say('desk.journal.column.at')}>{moment(at)}</Fact>
      <Fact name={say('desk.journal.row.check')}>
        <span class="code">{id}</span>
      </Fact>
      <Fact name={`${say('desk.journal.row.hash')} ${seq}`}>
        <span class="code">{hash}</span>
      </Fact>
    </dl>
  );
}

interface FactProps {
  readonly name: string;
  /** Over the whole width. */
  readonly whole?: boolean;
  readonly children: ComponentChildren;
}

function Fact({ name, whole = false, children }: FactProps): JSX.Element {
  return (
    <div class={whole ? 'whole' : undefined}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
