/** Recalls, or alerts: those of this laboratory, or everybody's for the authority, by what became of them. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { time } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { say } from '../../../renderer/core/say.ts';
import type { BulletinSummary } from '../../workflow/bulletins.ts';
import { DrillBadge, StateBadge } from '../components/badges.tsx';
import { TextField } from '../components/fields.tsx';
import { changed } from '../core/live.ts';
import { hrefOf, route } from '../core/router.ts';
import { useSearch } from '../core/search.ts';
import { may, me } from '../core/session.ts';
import { KeptDrafts } from './editor/kept-drafts.tsx';

const states = ['submitted', 'draft', 'rejected', 'in-force', 'lifted'] as const;
const PAGE = 100;
const screenOf = { recall: 'recalls', alert: 'alerts' } as const;

interface Answer {
  readonly bulletins: readonly BulletinSummary[];
  readonly next: string | null;
}

export function BulletinList({ kind }: { kind: 'recall' | 'alert' }): JSX.Element {
  const { query } = route.value;
  const state = states.find((one) => one === query.get('state'));
  const before = query.get('before');
  const [typed, wanted, setTyped] = useSearch();
  const path = new URLSearchParams({
    kind,
    limit: String(PAGE),
    ...(wanted !== '' && { search: wanted }),
    ...(state !== undefined && { state }),
    ...(before !== null && { before }),
  });
  const { data, error, loading, reload } = useResource<Answer>(`/v1/bulletins?${path}`, [changed.bulletin]);
  const found = data?.bulletins ?? [];

  return (
    <>
      <div class="row spread">
        <h1>{say(`web.nav.${screenOf[kind]}`)}</h1>
        {may(`${kind}.write`) && (
          <a class="button primary" href={hrefOf('bulletin', 'new', { kind })}>
            {say(`web.list.new.${kind}`)}
          </a>
        )}
      </div>
      <KeptDrafts kind={kind} />
      <div class="row spread">
        <nav aria-label={say('web.list.states')} class="tabs">
          <a href={hrefOf(screenOf[kind])} aria-current={state === undefined ? 'page' : undefined}>
            {say('web.list.all')}
          </a>
          {states.map((one) => (
            <a
              key={one}
              href={hrefOf(screenOf[kind], { state: one })}
              aria-current={state === one ? 'page' : undefined}
            >
              {say(`web.list.${one}`)}
            </a>
          ))}
        </nav>
        <TextField label={say('web.list.search')} type="search" value={typed} onValue={setTyped} />
      </div>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && found.length === 0 && (
        <Empty>
          {wanted !== ''
            ? say('web.list.none-found')
            : state === undefined
              ? say(`web.list.empty.${kind}`)
              : say('web.list.empty-state')}
        </Empty>
      )}
      {found.length > 0 && <List bulletins={found} kind={kind} />}
      {data !== null && (data.next !== null || before !== null) && (
        <nav class="row" aria-label={say('web.list.pages')}>
          {before !== null && (
            <a class="button" href={hrefOf(screenOf[kind], { ...(state !== undefined && { state }) })}>
              {say('web.list.newest')}
            </a>
          )}
          {data.next !== null && (
            <a
              class="button"
              href={hrefOf(screenOf[kind], { ...(state !== undefined && { state }), before: data.next })}
            >
              {say('web.list.older')}
            </a>
          )}
        </nav>
      )}
    </>
  );
}

function List({ bulletins, kind }: { bulletins: readonly BulletinSummary[]; kind: 'recall' | 'alert' }): JSX.Element {
  const labs = me().role !== 'lab';
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('web.list.reference')}</th>
            <th scope="col">{say('web.list.title')}</th>
            {labs && <th scope="col">{say('web.list.organisation')}</th>}
            <th scope="col">{say('web.list.state')}</th>
            <th scope="col">{say('web.list.at')}</th>
          </tr>
        </thead>
        <tbody>
          {bulletins.map((one) => (
            <tr key={one.id}>
              <td class="nowrap">
                <bdi class="code">{one.reference}</bdi>
              </td>
              <td>
                <a href={hrefOf('bulletin', one.id, { kind })} dir="auto">
                  {one.title}
                </a>
              </td>
              {labs && <td dir="auto">{one.organisation?.name ?? say(`web.role.${one.author}`)}</td>}
              <td>
                <span class="row badges">
                  {one.drill && <DrillBadge />}
                  <StateBadge state={one.state} />
                  {one.open !== null && one.open.revision !== one.revision && (
                    <span class="small">
                      {say('web.list.open', {
                        revision: one.open.revision,
                        state: say(`web.state.${one.open.state}`).toLowerCase(),
                      })}
                    </span>
                  )}
                </span>
              </td>
              <td class="nowrap">
                {time(one.at)}
                {one.revision > 1 && <span class="soft small"> · {say('web.revision', { n: one.revision })}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
