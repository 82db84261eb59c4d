/** Officines that have it not, or did not answer: whom to telephone, page by page, and as a spreadsheet. */
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { time } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { language, number, say } from '../../../../renderer/core/say.ts';
import { telOf } from '../../../../renderer/popup/words.ts';
import type { Laggard, LaggardFilter } from '../../../tracking/laggards.ts';
import type { Progress, Step } from '../../../tracking/progress.ts';
import { SelectField } from '../../components/fields.tsx';
import { changed } from '../../core/live.ts';
import { territoryName } from '../../core/territories.ts';

const PAGE = 50;

interface Props {
  readonly id: string;
  readonly steps: readonly Step[];
  readonly progress: Progress;
  /** Tells when to ask again. */
  readonly when: ReadonlySignal<number>;
}

export function Laggards({ id, steps, progress, when }: Props): JSX.Element {
  const [step, setStep] = useState<LaggardFilter['step']>('delivered');
  const [territory, setTerritory] = useState('');
  /** Where the pages so far begin. */
  const [pages, setPages] = useState<readonly string[]>([]);
  const title = useRef<HTMLHeadingElement>(null);
  const after = pages.at(-1);
  const filter = { step, ...(territory !== '' && { territory }) };
  const path = `/v1/bulletins/${encodeURIComponent(id)}/tracking/laggards`;
  const { data, error, loading, reload } = useResource<{ laggards: readonly Laggard[]; next: string | null }>(
    `${path}?${new URLSearchParams({ ...filter, limit: String(PAGE), ...(after !== undefined && { after }) })}`,
    [when, changed.bulletin],
  );
  const turn = (to: readonly string[]) => {
    setPages(to);
    // The button that was pressed may be gone with its page.
    title.current?.focus();
  };
  const choices = steps.filter((one) => one !== 'displayed');
  const known = progress.departments.flatMap(({ territory: code }) => (code === null ? [] : [code])).toSorted();
  const count = missing(progress, step, territory);
  const found = data?.laggards ?? [];
  return (
    <section class="stack" aria-labelledby="laggards">
      <h2 id="laggards" ref={title} tabIndex={-1}>
        {say('web.laggards.title')}
        {count !== null && ` (${number(count)})`}
      </h2>
      <div class="row spread">
        <div class="row">
          <SelectField
            label={say('web.laggards.step')}
            value={step}
            onValue={(value) => {
              setStep(choices.find((one) => one === value) ?? 'delivered');
              setPages([]);
            }}
            options={choices.map((one) => [one, say(`web.laggards.step.${one}`)])}
          />
          <SelectField
            label={say('web.officines.territory')}
            value={territory}
            onValue={(value) => {
              setTerritory(value);
              setPages([]);
            }}
            options={[['', say('web.laggards.everywhere')], ...known.map((one) => [one, territoryName(one)] as const)]}
          />
        </div>
        <a
          class="button"
          href={`${path}?${new URLSearchParams({ ...filter, format: 'csv', language: language.value })}`}
          download
        >
          {say('web.laggards.csv')}
        </a>
      </div>
      {error !== null && <Failure error={error} retry={reload} />}
      {loading && <Loading />}
      {data !== null && found.length === 0 && <Empty>{say(`web.laggards.none.${step}`)}</Empty>}
      {found.length > 0 && <Rows laggards={found} />}
      {data !== null && (data.next !== null || pages.length > 0) && (
        <nav class="row" aria-label={say('web.list.pages')}>
          {pages.length > 0 && (
            <button type="button" onClick={() => turn(pages.slice(0, -1))}>
              {say('web.list.before')}
            </button>
          )}
          {data.next !== null && (
            <button type="button" onClick={() => data.next !== null && turn([...pages, data.next])}>
              {say('web.list.next')}
            </button>
          )}
          <span class="soft">{say('web.laggards.page', { n: pages.length + 1 })}</span>
        </nav>
      )}
    </section>
  );
}

/** How many officines there are in the whole list; null where the portal does not count them. */
function missing({ targeted, steps, departments }: Progress, step: LaggardFilter['step'], code: string): number | null {
  if (code === '') return targeted.officines - steps[step].officines;
  const own = departments.find(({ territory }) => territory === code);
  if (own === undefined || step === 'reported') return null;
  return own.officines - (step === 'delivered' ? own.reached : own.officinesAcknowledged);
}

function Rows({ laggards }: { laggards: readonly Laggard[] }): JSX.Element {
  return (
    <div class="table-frame">
      <table>
        <thead>
          <tr>
            <th scope="col">{say('web.officines.name')}</th>
            <th scope="col">{say('web.officines.territory')}</th>
            <th scope="col">{say('web.field.phone')}</th>
            <th scope="col">{say('web.field.email')}</th>
            <th scope="col" class="number">
              {say('web.laggards.workstations')}
            </th>
            <th scope="col">{say('web.workstation.seen')}</th>
            <th scope="col">{say('web.laggards.outreach')}</th>
          </tr>
        </thead>
        <tbody>
          {laggards.map((one) => (
            <tr key={one.id}>
              <th scope="row" dir="auto">
                {one.name}
              </th>
              <td>{one.territory === null ? '–' : territoryName(one.territory)}</td>
              <td class="nowrap">{one.phone === null ? '–' : <Phone number={one.phone} />}</td>
              <td>{one.email ?? '–'}</td>
              <td class="number">
                {number(one.delivered)} / {number(one.workstations)}
              </td>
              <td class="nowrap">{one.lastSeenAt === null ? say('web.laggards.never') : time(one.lastSeenAt)}</td>
              <td>{one.outreach === null ? '–' : say(`web.laggards.outreach.${one.outreach}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Phone({ number: text }: { number: string }): JSX.Element {
  const tel = telOf(text);
  return tel === null ? <span>{text}</span> : <a href={tel}>{text}</a>;
}
