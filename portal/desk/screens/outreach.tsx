/** For whoever runs the portal: the plan by which recipients without an agent are told, and the letters. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { moment } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { number, say } from '../../../renderer/core/say.ts';
import type { BatchSummary } from '../../outreach/letters/batches.ts';
import { Pager, usePages } from '../components/pager.tsx';
import { Table } from '../components/table.tsx';
import { changed } from '../core/live.ts';
import { hrefOf } from '../core/router.ts';
import { MakeBatch } from './outreach/make-batch.tsx';
import { Plan } from './outreach/plan.tsx';
import { Returns } from './outreach/returns.tsx';

const PAGE = 20;

export function OutreachDesk(): JSX.Element {
  const pages = usePages();
  const query = new URLSearchParams({ limit: String(PAGE), ...(pages.after !== undefined && { after: pages.after }) });
  const { data, error, loading, reload } = useResource<{
    batches: readonly BatchSummary[];
    next: string | null;
  }>(`/v1/outreach/letters?${query}`, [changed.tracking]);
  return (
    <>
      <div class="row spread">
        <h1>{say('web.nav.outreach')}</h1>
        <a class="button" href={hrefOf('outreach', 'recipients')}>
          {say('web.recipient-list.title')}
        </a>
      </div>
      <section class="stack" aria-labelledby="letters">
        <h2 id="letters">{say('web.letters.title')}</h2>
        {loading && <Loading />}
        {error !== null && <Failure error={error} retry={reload} />}
        {data !== null && data.batches.length === 0 && <Empty>{say('web.letters.none')}</Empty>}
        {data !== null && data.batches.length > 0 && <Batches batches={data.batches} />}
        {data !== null && <Pager pages={pages} next={data.next} />}
      </section>
      <div class="page-columns">
        <MakeBatch onMade={reload} />
        <Returns onRecorded={reload} />
      </div>
      <Plan />
    </>
  );
}

function Batches({ batches }: { batches: readonly BatchSummary[] }): JSX.Element {
  return (
    <Table
      heads={[
        say('web.letters.made'),
        say('web.letters.by'),
        { label: say('web.letters.count'), number: true },
        say('web.letters.handed'),
      ]}
    >
      {batches.map(({ id, at, by, letters, handedAt, receipt }) => (
        <tr key={id}>
          <th scope="row">
            <a href={hrefOf('outreach', id)}>{moment(at)}</a>
          </th>
          <td dir="auto">{by}</td>
          <td class="number">{number(letters)}</td>
          <td>
            {handedAt === null ? say('web.letters.not-handed') : moment(handedAt)}
            {receipt !== null && (
              <p class="soft small" dir="auto">
                {receipt}
              </p>
            )}
          </td>
        </tr>
      ))}
    </Table>
  );
}
