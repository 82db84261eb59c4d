/** Recalls of laboratories without a subscription, month by month, for their bills. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { language, say, sayCount } from '../../../../renderer/core/say.ts';
import type { OccasionalUse, UsePage } from '../../../access/occasional-use.ts';
import { TextField } from '../../components/fields.tsx';
import { Table } from '../../components/table.tsx';
import { dayStart, monthAfter, thisMonth } from '../../core/days.ts';
import { hrefOf } from '../../core/router.ts';

/** More than a month ever has; the spreadsheet has all. */
const PAGE = 1_000;

export function UsesPage(): JSX.Element {
  const [month, setMonth] = useState(thisMonth);
  const whole = /^\d{4}-(0[1-9]|1[0-2])$/.test(month);
  const span: Record<string, string> = whole
    ? { from: dayStart(`${month}-01`), to: dayStart(`${monthAfter(month)}-01`) }
    : {};
  const { data, error, loading, reload } = useResource<UsePage>(
    `/v1/occasional-uses?${new URLSearchParams({ ...span, limit: String(PAGE) })}`,
  );
  const csv = new URLSearchParams({ ...span, format: 'csv', language: language.value });
  return (
    <>
      <p>
        <a href={hrefOf('organisations')}>{say('web.nav.organisations')}</a>
      </p>
      <h1>{say('web.uses.title')}</h1>
      <p class="soft">{say('web.uses.text')}</p>
      <div class="row spread">
        <TextField label={say('web.uses.month')} type="month" value={month} onValue={setMonth} />
        <a class="button" href={`/v1/occasional-uses?${csv}`} download>
          {say('web.audit.csv')}
        </a>
      </div>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.uses.length === 0 && <Empty>{say('web.uses.none')}</Empty>}
      {data !== null && data.uses.length > 0 && <Uses uses={data.uses} />}
    </>
  );
}

function Uses({ uses }: { uses: readonly OccasionalUse[] }): JSX.Element {
  const billed = uses.filter(({ drill }) => !drill).length;
  return (
    <>
      <p role="status">{sayCount('web.uses.billed', billed)}</p>
      <Table
        heads={[
          say('web.uses.laboratory'),
          say('web.uses.recall'),
          say('web.uses.at'),
          say('web.uses.by'),
          say('web.uses.drill'),
        ]}
      >
        {uses.map((use) => (
          <tr key={use.bulletin}>
            <th scope="row">
              <a href={hrefOf('organisations', use.organisation.id)} dir="auto">
                {use.organisation.name}
              </a>
            </th>
            <td>
              <a href={hrefOf('bulletin', use.bulletin)}>{use.reference}</a> <span class="soft">{use.title}</span>
            </td>
            <td class="nowrap">{moment(use.at)}</td>
            <td>
              <bdi>{use.by}</bdi> {use.onCall && <span class="soft">{say('web.on-call')}</span>}
            </td>
            <td>{use.drill ? say('web.yes') : '–'}</td>
          </tr>
        ))}
      </Table>
    </>
  );
}
