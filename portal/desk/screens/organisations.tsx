/** Laboratories, the authority, wholesalers and hospitals that use the portal: for whoever runs it. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { date } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { say } from '../../../renderer/core/say.ts';
import { roles } from '../../access/capabilities.ts';
import type { OrganisationView } from '../../access/organisations.ts';
import { Table } from '../components/table.tsx';
import { hrefOf, route } from '../core/router.ts';
import { actFor, may } from '../core/session.ts';
import { subscriptionWords } from '../core/subscriptions.ts';

const PAGE = 200;

export function OrganisationList(): JSX.Element {
  const { query } = route.value;
  const role = roles.find((one) => one === query.get('role'));
  const after = query.get('after');
  const asked = { ...(role !== undefined && { role }) };
  const path = new URLSearchParams({ limit: String(PAGE), ...asked, ...(after !== null && { after }) });
  const { data, error, loading, reload } = useResource<{
    organisations: readonly OrganisationView[];
    next: string | null;
  }>(`/v1/organisations?${path}`);
  return (
    <>
      <div class="row spread">
        <h1>{say('web.nav.organisations')}</h1>
        {may('organisations.manage') && (
          <div class="row">
            <a class="button" href={hrefOf('organisations', 'uses')}>
              {say('web.uses.title')}
            </a>
            <a class="button primary" href={hrefOf('organisations', 'new')}>
              {say('web.organisations.new')}
            </a>
          </div>
        )}
      </div>
      <nav aria-label={say('web.organisations.role')} class="tabs">
        <a href={hrefOf('organisations')} aria-current={role === undefined ? 'page' : undefined}>
          {say('web.organisations.all-roles')}
        </a>
        {roles.map((one) => (
          <a key={one} href={hrefOf('organisations', { role: one })} aria-current={role === one ? 'page' : undefined}>
            {say(`web.role.${one}`)}
          </a>
        ))}
      </nav>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.organisations.length === 0 && <Empty>{say('web.organisations.empty')}</Empty>}
      {data !== null && data.organisations.length > 0 && (
        <Table
          heads={[
            say('web.organisations.name'),
            say('web.organisations.role'),
            say('web.organisations.subscription'),
            say('web.organisations.alerts-since'),
            say('web.organisations.state'),
            ...(may('oncall.act') ? [{ label: say('web.on-call.act'), hidden: true } as const] : []),
          ]}
        >
          {data.organisations.map((one) => (
            <tr key={one.id}>
              <td>
                {may('organisations.manage') ? (
                  <a href={hrefOf('organisations', one.id)} dir="auto">
                    {one.name}
                  </a>
                ) : (
                  <bdi>{one.name}</bdi>
                )}
              </td>
              <td>{say(`web.role.${one.role}`)}</td>
              <td>{one.role === 'lab' ? subscriptionWords(one.subscription) : '–'}</td>
              <td>{one.alertsSince === null ? '–' : date(one.alertsSince)}</td>
              <td>
                {one.closedAt === null
                  ? say('web.organisations.open')
                  : say('web.organisations.closed', { at: date(one.closedAt) })}
              </td>
              {may('oncall.act') && (
                <td>
                  {one.role === 'lab' && one.subscription === 'none' && one.closedAt === null && (
                    <button type="button" onClick={() => actFor(one.id)}>
                      {say('web.on-call.act')}
                    </button>
                  )}
                </td>
              )}
            </tr>
          ))}
        </Table>
      )}
      {data !== null && (data.next !== null || after !== null) && (
        <nav class="row" aria-label={say('web.list.pages')}>
          {after !== null && (
            <a class="button" href={hrefOf('organisations', asked)}>
              {say('web.list.first')}
            </a>
          )}
          {data.next !== null && (
            <a class="button" href={hrefOf('organisations', { ...asked, after: data.next })}>
              {say('web.list.next')}
            </a>
          )}
        </nav>
      )}
    </>
  );
}
