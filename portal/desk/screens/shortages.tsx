/** What officines lack: a laboratory's own products, or all of them for the authority, the most lacked first. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { civil, code, date } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { number, say } from '../../../renderer/core/say.ts';
import type { ShortageState, ShortageSummary } from '../../shortages/summary.ts';
import { SelectField, TextField } from '../components/fields.tsx';
import { changed } from '../core/live.ts';
import { hrefOf, route } from '../core/router.ts';
import { useSearch } from '../core/search.ts';
import { may, me } from '../core/session.ts';
import { Notices } from './shortages/notices.tsx';

const PAGE = 100;
const states = ['all', 'unanswered', 'answered', 'anticipated'] as const satisfies readonly ShortageState[];

export function ShortageList(): JSX.Element {
  const after = route.value.query.get('after');
  const [typed, wanted, setTyped] = useSearch();
  const [state, setState] = useState<ShortageState>('all');
  const query = new URLSearchParams({
    limit: String(PAGE),
    state,
    ...(wanted !== '' && { search: wanted }),
    ...(after !== null && { after }),
  });
  const { data, error, loading, reload } = useResource<{ shortages: readonly ShortageSummary[]; next: string | null }>(
    `/v1/shortages?${query}`,
    [changed.shortage, changed.bulletin],
  );
  return (
    <>
      <div class="row spread">
        <h1>{say('web.nav.shortages')}</h1>
        <div class="row">
          <a class="button" href={hrefOf('shortages', 'statistics')}>
            {say('web.statistics.title')}
          </a>
          {may('shortage.answer') && (
            <a class="button primary" href={hrefOf('shortages', 'new')}>
              {say('web.shortages.announce')}
            </a>
          )}
        </div>
      </div>
      {me().role === 'authority' && <Notices />}
      <div class="row">
        <TextField label={say('web.shortages.search')} type="search" value={typed} onValue={setTyped} />
        <SelectField
          label={say('web.shortages.state')}
          value={state}
          onValue={(value) => setState(states.find((one) => one === value) ?? 'all')}
          options={states.map((one) => [one, say(`web.shortages.state.${one}`)])}
        />
      </div>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && data.shortages.length === 0 && (
        <Empty>{say(wanted === '' ? 'web.shortages.empty' : 'web.list.none-found')}</Empty>
      )}
      {data !== null && data.shortages.length > 0 && <Lines shortages={data.shortages} />}
      {data !== null && data.next !== null && (
        <nav class="row" aria-label={say('web.list.pages')}>
          <a class="button" href={hrefOf('shortages', { after: data.next })}>
            {say('web.list.next')}
          </a>
        </nav>
      )}
    </>
  );
}

function Lines({ shortages }: { shortages: readonly ShortageSummary[] }): JSX.Element {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('web.shortages.product')}</th>
            <th scope="col" class="number">
              {say('web.shortages.officines')}
            </th>
            <th scope="col">{say('web.shortages.since')}</th>
            <th scope="col">{say('web.shortages.laboratory')}</th>
            <th scope="col">{say('web.shortages.answer')}</th>
          </tr>
        </thead>
        <tbody>
          {shortages.map((one) => (
            <tr key={one.gtin}>
              <td>
                <a href={hrefOf('shortages', one.gtin)}>{one.name ?? code(one.gtin)}</a>
                {one.name !== null && <div class="small soft">{code(one.gtin)}</div>}
                {one.major && <div class="small strong">{say('web.shortages.major')}</div>}
              </td>
              <td class="number">{number(one.officines)}</td>
              <td class="nowrap">{one.since === null ? '–' : date(one.since)}</td>
              <td dir="auto">{one.laboratory?.name ?? say('web.shortages.laboratory.none')}</td>
              <td>
                <AnswerWords answer={one.answer} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function AnswerWords({ answer }: Pick<ShortageSummary, 'answer'>): JSX.Element {
  if (answer === null) return <span class="strong">{say('web.shortages.answer.none')}</span>;
  const { anticipated, expectedReturn } = answer;
  return (
    <>
      {anticipated && <span class="badge">{say('web.shortages.anticipated')}</span>}{' '}
      {expectedReturn === null
        ? say('web.shortages.answer.return.unknown')
        : say('web.shortages.answer.return', { date: civil(expectedReturn) })}
    </>
  );
}
