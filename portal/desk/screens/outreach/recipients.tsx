/** Recipients without an agent, as the operator keeps them: wholesalers, hospital pharmacies, and addresses of officines. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { RecipientView } from '../../../outreach/recipients.ts';
import { SelectField } from '../../components/fields.tsx';
import { ImportList } from '../../components/import-list.tsx';
import { Pager, usePages } from '../../components/pager.tsx';
import { Phone } from '../../components/phone.tsx';
import { Table } from '../../components/table.tsx';
import { hrefOf, replace, route } from '../../core/router.ts';
import { territoryName } from '../../core/territories.ts';

const PAGE = 100;
const kinds = ['wholesaler', 'hospital', 'officine'] as const;

export function RecipientList(): JSX.Element {
  const kind = kinds.find((one) => one === route.value.query.get('kind')) ?? '';
  const pages = usePages();
  const query = new URLSearchParams({
    limit: String(PAGE),
    ...(kind !== '' && { kind }),
    ...(pages.after !== undefined && { after: pages.after }),
  });
  const { data, error, loading, reload } = useResource<{
    recipients: readonly RecipientView[];
    next: string | null;
  }>(`/v1/recipients?${query}`);
  const found = data?.recipients ?? [];
  return (
    <>
      <RecipientCrumb />
      <div class="row spread">
        <h1>{say('web.recipient-list.title')}</h1>
        <div class="row">
          <a class="button" href={hrefOf('outreach', 'recipients', 'import')}>
            {say('web.officines.import')}
          </a>
          <a class="button primary" href={hrefOf('outreach', 'recipients', 'new')}>
            {say('web.recipient-list.new')}
          </a>
        </div>
      </div>
      <p class="soft">{say('web.recipient-list.text')}</p>
      <SelectField
        label={say('web.recipient-list.kind')}
        value={kind}
        onValue={(value) => {
          pages.restart();
          replace('outreach', 'recipients', value === '' ? {} : { kind: value });
        }}
        options={[
          ['', say('web.outreach.state.all')],
          ...kinds.map((one) => [one, say(`web.outreach.kind.${one}`)] as const),
        ]}
      />
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && found.length === 0 && (
        <Empty>{say(kind === '' ? 'web.recipient-list.empty' : 'web.list.none-found')}</Empty>
      )}
      {found.length > 0 && (
        <Table
          heads={[
            say('web.officines.name'),
            say('web.recipient-list.kind'),
            say('web.officines.territory'),
            say('web.field.email'),
            say('web.recipient-list.fax'),
            say('web.field.phone'),
            say('web.recipient-list.address'),
          ]}
        >
          {found.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <a href={hrefOf('outreach', 'recipients', one.id)} dir="auto">
                  {one.name}
                </a>
                {!one.active && <p class="soft small">{say('web.recipient-list.inactive')}</p>}
              </th>
              <td>{say(`web.outreach.kind.${one.kind}`)}</td>
              <td>{one.territory === null ? '–' : territoryName(one.territory)}</td>
              <td dir="auto">{one.email ?? '–'}</td>
              <td class="nowrap">{one.fax ?? '–'}</td>
              <td class="nowrap">{one.phone === null ? '–' : <Phone number={one.phone} />}</td>
              <td dir="auto">{one.address === null ? '–' : `${one.address.postalCode} ${one.address.city}`}</td>
            </tr>
          ))}
        </Table>
      )}
      {data !== null && <Pager pages={pages} next={data.next} />}
    </>
  );
}

export function ImportRecipients(): JSX.Element {
  return (
    <>
      <RecipientCrumb list />
      <h1>{say('web.recipient-list.import')}</h1>
      <ImportList
        path="/v1/recipients/import"
        keptAs="recipient-list"
        label={say('web.recipient-list.import.label')}
        hint={say('web.recipient-list.import.hint')}
      />
    </>
  );
}

/** `list`: from below the list. */
export function RecipientCrumb({ list = false }: { list?: boolean }): JSX.Element {
  return (
    <p>
      <a href={hrefOf('outreach')}>{say('web.nav.outreach')}</a>
      {list && (
        <>
          {' › '}
          <a href={hrefOf('outreach', 'recipients')}>{say('web.recipient-list.title')}</a>
        </>
      )}
    </p>
  );
}
