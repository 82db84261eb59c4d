/** The report (bilan) as it is read on a page: sums, what was isolated, who was not reached and what was tried, and its proof. */
import type { JSX } from 'preact';
import { Failure } from '../../../../renderer/components/states.tsx';
import { code, moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import type { OfficineRow, RecipientRow } from '../../../reports/content.ts';
import type { ReportSummary } from '../../../reports/summary.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { shareOf } from '../../components/curve.tsx';
import { Figure } from '../../components/figure.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { Phone } from '../../components/phone.tsx';
import { Table } from '../../components/table.tsx';
import { changed } from '../../core/live.ts';
import { territoryName } from '../../core/territories.ts';
import { Head } from '../bulletin.tsx';
import { Attempts } from './outreach-rows.tsx';
import { pathOf } from './path.ts';
import { Recipients } from './recipients.tsx';
import { ReportLinks } from './report-links.tsx';

export function ReportPage({ id }: { id: string }): JSX.Element {
  const bulletin = useResource<BulletinView>(pathOf(id, null), [changed.bulletin]);
  // Not live: the portal reads every officine for it. It is established again by its button.
  const report = useResource<ReportSummary>(`/v1/bulletins/${encodeURIComponent(id)}/report/summary`);
  if (bulletin.data === null) return <PageOf of={bulletin} />;
  return (
    <>
      <Head bulletin={bulletin.data} here="report" />
      {report.error !== null && <Failure error={report.error} retry={report.reload} />}
      {report.loading && (
        <p class="empty" aria-busy="true">
          {say('web.report.establishing')}
        </p>
      )}
      {report.data !== null && (
        <>
          <Established report={report.data} onAgain={report.reload} />
          <ReportLinks id={id} reference={bulletin.data.reference} />
          <Totals totals={report.data.totals} />
          {report.data.reach.toReversed().map(({ revision, recipients }) => (
            <Recipients
              key={revision}
              id={`reach-${revision}`}
              title={say('web.report.reach', { n: revision })}
              recipients={recipients}
            />
          ))}
          <Isolated quantities={report.data.quantities} />
          <NotReached
            title={say('web.report.unreached')}
            none={say('web.report.unreached.none')}
            rows={report.data.unreached}
          />
          <NotReached title={say('web.report.silent')} none={say('web.report.silent.none')} rows={report.data.silent} />
          <Proof sha256={report.data.sha256} />
        </>
      )}
    </>
  );
}

function Established({ report, onAgain }: { report: ReportSummary; onAgain: () => void }): JSX.Element {
  const { establishedAt, establishedBy } = report;
  const by = establishedBy.name ?? say(`web.role.${establishedBy.role}`);
  return (
    <div class="row spread">
      <p class="soft" role="status">
        {say('web.report.established', { at: moment(establishedAt), by })}
      </p>
      <button type="button" onClick={onAgain}>
        {say('web.report.again')}
      </button>
    </div>
  );
}

function Totals({ totals }: Pick<ReportSummary, 'totals'>): JSX.Element {
  const { officines, reached, told, reported, packs } = totals;
  const missing = officines - reached - told;
  const of = sayCount('web.tracking.of-officines', officines);
  return (
    <dl class="figures">
      <Figure
        name={say('web.departments.reached')}
        value={number(reached)}
        share={shareOf(reached, officines)}
        more={of}
      />
      <Figure name={say('web.report.told')} value={number(told)} more={of} />
      <Figure name={say('web.tracking.not-reached')} value={number(missing)} more={of} warn={missing > 0} />
      <Figure name={say('web.report.reported')} value={number(reported)} more={of} />
      <Figure name={say('web.report.packs')} value={number(packs)} more={say('web.report.packs.more')} />
    </dl>
  );
}

function Isolated({ quantities }: Pick<ReportSummary, 'quantities'>): JSX.Element {
  return (
    <section class="stack" aria-labelledby="isolated">
      <h2 id="isolated">{say('web.report.isolated')}</h2>
      {quantities.count === 0 ? (
        <p class="soft">{say('web.report.isolated.none')}</p>
      ) : (
        <Table
          heads={[
            say('web.report.product'),
            say('web.report.code'),
            say('web.report.lot'),
            { label: say('web.nav.officines'), number: true },
            { label: say('web.report.packs'), number: true },
          ]}
        >
          {quantities.first.map(({ gtin, lot, name, officines, quantity }) => (
            <tr key={`${gtin}/${lot}`}>
              <th scope="row" dir="auto">
                {name ?? '–'}
              </th>
              <td class="code nowrap">{code(gtin)}</td>
              <td class="code">{lot ?? '–'}</td>
              <td class="number">{number(officines)}</td>
              <td class="number">{number(quantity)}</td>
            </tr>
          ))}
        </Table>
      )}
      <Rest of={quantities} />
    </section>
  );
}

interface Listed<T> {
  readonly count: number;
  readonly first: readonly T[];
}

function NotReached(props: { title: string; none: string; rows: Listed<OfficineRow | RecipientRow> }): JSX.Element {
  const { title, none, rows } = props;
  return (
    <section class="stack">
      <h2>
        {title} ({number(rows.count)})
      </h2>
      {rows.count === 0 ? (
        <p class="soft">{none}</p>
      ) : (
        <Table heads={[say('web.outreach.recipient'), say('web.report.contact'), say('web.outreach.attempts')]}>
          {rows.first.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <span dir="auto">{one.name}</span>
                <p class="soft small">
                  {'kind' in one && `${say(`web.outreach.kind.${one.kind}`)} · `}
                  {one.territory === null ? say('web.departments.unknown') : territoryName(one.territory)}
                </p>
              </th>
              <td>
                {one.phone !== null && (
                  <p class="nowrap">
                    <Phone number={one.phone} />
                  </p>
                )}
                {one.email !== null && <p class="small breaks">{one.email}</p>}
                {one.phone === null && one.email === null && '–'}
              </td>
              <td>
                <Tried row={one} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Rest of={rows} />
    </section>
  );
}

function Tried({ row: { outreach } }: { row: OfficineRow | RecipientRow }): JSX.Element {
  const last = outreach.at(-1);
  if (last === undefined) return <span class="soft">{say('web.report.nothing-tried')}</span>;
  return (
    <>
      <p class={`small outreach-state is-${last.state}`}>{say(`web.outreach.state.${last.state}`)}</p>
      <Attempts attempts={outreach.flatMap(({ attempts }) => attempts)} />
    </>
  );
}

/** What the files list beyond the page. */
function Rest({ of: { count, first } }: { of: Listed<unknown> }): JSX.Element | null {
  if (count <= first.length) return null;
  return <p class="soft">{sayCount('web.report.rest', count - first.length)}</p>;
}

function Proof({ sha256 }: { sha256: string }): JSX.Element {
  return (
    <section class="panel stack" aria-labelledby="proof">
      <h2 id="proof">{say('web.report.proof')}</h2>
      <p class="code token">{sha256}</p>
      <p>{say('web.report.proof.text')}</p>
      <p>
        <code>vigilot portal report verify bilan.json</code>
      </p>
    </section>
  );
}
