/** The officines that the portal reaches: for whoever runs it. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { useResource } from '../../../renderer/core/resource.ts';
import { number, say } from '../../../renderer/core/say.ts';
import type { OfficineView } from '../../enrolment/officines.ts';
import { TextField } from '../components/fields.tsx';
import { PageLinks } from '../components/pager.tsx';
import { Table } from '../components/table.tsx';
import { hrefOf, route } from '../core/router.ts';
import { useSearch } from '../core/search.ts';
import { territoryName } from '../core/territories.ts';
import { ManyTokens } from './officines/tokens.tsx';

const PAGE = 200;

export function OfficineList(): JSX.Element {
  const after = route.value.query.get('after');
  const [typed, wanted, setTyped] = useSearch();
  const path = new URLSearchParams({
    limit: String(PAGE),
    ...(wanted !== '' && { search: wanted }),
    ...(after !== null && { after }),
  });
  const { data, error, loading, reload } = useResource<{ officines: readonly OfficineView[]; next: string | null }>(
    `/v1/officines?${path}`,
  );
  const found = data?.officines ?? [];
  return (
    <>
      <div class="row spread">
        <h1>{say('web.nav.officines')}</h1>
        <div class="row">
          <a class="button" href={hrefOf('officines', 'import')}>
            {say('web.officines.import')}
          </a>
          <a class="button primary" href={hrefOf('officines', 'new')}>
            {say('web.officines.new')}
          </a>
        </div>
      </div>
      <TextField label={say('web.officines.search')} type="search" value={typed} onValue={setTyped} />
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && found.length === 0 && (
        <Empty>{say(wanted === '' ? 'web.officines.empty' : 'web.list.none-found')}</Empty>
      )}
      {found.length > 0 && (
        <Table
          heads={[
            say('web.officines.name'),
            say('web.officines.territory'),
            say('web.officines.finess'),
            say('web.field.phone'),
            { label: say('web.officines.workstations'), number: true },
          ]}
        >
          {found.map((one) => (
            <tr key={one.id}>
              <td>
                <a href={hrefOf('officines', one.id)} dir="auto">
                  {one.name}
                </a>
              </td>
              <td>{one.territory === null ? '–' : territoryName(one.territory)}</td>
              <td class="code">{one.finess ?? '–'}</td>
              <td class="nowrap">{one.phone ?? '–'}</td>
              <td class="number">{number(one.workstations)}</td>
            </tr>
          ))}
        </Table>
      )}
      {data !== null && (data.next !== null || after !== null) && (
        <PageLinks>
          {after !== null && (
            <a class="button" href={hrefOf('officines')}>
              {say('web.list.first')}
            </a>
          )}
          {data.next !== null && (
            <a class="button" href={hrefOf('officines', { after: data.next })}>
              {say('web.list.next')}
            </a>
          )}
        </PageLinks>
      )}
      <ManyTokens />
    </>
  );
}
