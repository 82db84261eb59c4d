/** Recipients of a bulletin without an agent: where each kind stands, and each recipient with what was tried and comes next. */
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import type { OutreachSummary, OutreachView } from '../../../outreach/report.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { SelectField } from '../../components/fields.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { Pager, usePages } from '../../components/pager.tsx';
import { Table } from '../../components/table.tsx';
import { changed } from '../../core/live.ts';
import { usePaced } from '../../core/paced.ts';
import { may } from '../../core/session.ts';
import { Head } from '../bulletin.tsx';
import { MakeBatch } from '../outreach/make-batch.tsx';
import { RecipientRows } from './outreach-rows.tsx';
import { pathOf } from './path.ts';

const PAGE = 50;
const PACE_MS = 2_000;
const states = ['open', 'acknowledged', 'reached', 'exhausted', 'superseded'] as const;

interface OutreachPage {
  readonly summary: OutreachSummary | null;
  readonly officinesAt: string | null;
  readonly recipients: readonly OutreachView[];
  readonly next: string | null;
}

export function BulletinOutreachPage({ id }: { id: string }): JSX.Element {
  const bulletin = useResource<BulletinView>(pathOf(id, null), [changed.bulletin]);
  if (bulletin.data === null) return <PageOf of={bulletin} />;
  return (
    <>
      <Head bulletin={bulletin.data} here="outreach" />
      <Outreach id={id} />
    </>
  );
}

function Outreach({ id }: { id: string }): JSX.Element {
  const paced = usePaced(changed.tracking, PACE_MS);
  const [state, setState] = useState<OutreachView['state'] | ''>('');
  const title = useRef<HTMLHeadingElement>(null);
  const pages = usePages(() => title.current?.focus());
  const query = new URLSearchParams({
    limit: String(PAGE),
    ...(state !== '' && { state }),
    ...(pages.after !== undefined && { after: pages.after }),
  });
  const { data, error, loading, reload } = useResource<OutreachPage>(
    `/v1/bulletins/${encodeURIComponent(id)}/outreach?${query}`,
    [paced, changed.bulletin],
  );
  const summary = data?.summary ?? null;
  return (
    <>
      {error !== null && <Failure error={error} retry={reload} />}
      {loading && <Loading />}
      {data !== null && data.officinesAt !== null && (
        <p class="banner is-plain">{say('web.outreach.officines-at', { at: moment(data.officinesAt) })}</p>
      )}
      {data !== null && summary === null && <Empty>{say('web.outreach.empty')}</Empty>}
      {data !== null && summary !== null && (
        <>
          <ByKind summary={summary} />
          <section class="stack" aria-labelledby="recipients">
            <h2 id="recipients" ref={title} tabIndex={-1}>
              {say('web.outreach.list', { n: summary.revision })}
            </h2>
            <SelectField
              label={say('web.outreach.state')}
              value={state}
              onValue={(value) => {
                setState(states.find((one) => one === value) ?? '');
                pages.restart();
              }}
              options={[
                ['', say('web.outreach.state.all')],
                ...states.map((one) => [one, say(`web.outreach.state.${one}`)] as const),
              ]}
            />
            {data.recipients.length === 0 ? (
              <Empty>{say('web.outreach.none-in-state')}</Empty>
            ) : (
              <RecipientRows recipients={data.recipients} onNoted={reload} />
            )}
            <Pager pages={pages} next={data.next} />
          </section>
        </>
      )}
      {may('outreach.run') && <MakeBatch bulletin={id} onMade={reload} />}
    </>
  );
}

function ByKind({ summary }: { summary: OutreachSummary }): JSX.Element {
  const count = (label: string) => ({ label, number: true }) as const;
  return (
    <section class="stack" aria-labelledby="by-kind">
      <h2 id="by-kind">{say('web.outreach.by-kind')}</h2>
      <Table
        heads={[
          say('web.recipients.kind'),
          count(say('web.outreach.told')),
          count(say('web.step.acknowledged')),
          count(say('web.outreach.reached')),
          count(say('web.outreach.waiting')),
          count(say('web.recipients.exhausted')),
        ]}
      >
        {summary.kinds.map(({ kind, told, acknowledged, reached, exhausted }) => (
          <tr key={kind}>
            <th scope="row">{say(`web.recipients.kind.${kind}`)}</th>
            {[told, acknowledged, reached, told - acknowledged - reached - exhausted, exhausted].map((n, at) => (
              <td key={at} class="number">
                {number(n)}
              </td>
            ))}
          </tr>
        ))}
      </Table>
    </section>
  );
}
