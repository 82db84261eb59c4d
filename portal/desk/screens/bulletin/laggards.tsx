/** Officines that have it not, or did not answer: whom to telephone, page by page, and as a spreadsheet. */
import type { ReadonlySignal } from '@preact/signals';
import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { time } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { language, number, say } from '../../../../renderer/core/say.ts';
import type { Laggard, LaggardFilter } from '../../../tracking/laggards.ts';
import type { Progress, Step } from '../../../tracking/progress.ts';
import { Download } from '../../components/download.tsx';
import { SelectField } from '../../components/fields.tsx';
import { Pager, usePages } from '../../components/pager.tsx';
import { Phone } from '../../components/phone.tsx';
import { Table } from '../../components/table.tsx';
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
  const title = useRef<HTMLHeadingElement>(null);
  const pages = usePages(() => title.current?.focus());
  const { after } = pages;
  const filter = { step, ...(territory !== '' && { territory }) };
  const path = `/v1/bulletins/${encodeURIComponent(id)}/tracking/laggards`;
  const { data, error, loading, reload } = useResource<{ laggards: readonly Laggard[]; next: string | null }>(
    `${path}?${new URLSearchParams({ ...filter, limit: String(PAGE), ...(after !== undefined && { after }) })}`,
    [when, changed.bulletin],
  );
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
              pages.restart();
            }}
            options={choices.map((one) => [one, say(`web.laggards.step.${one}`)])}
          />
          <SelectField
            label={say('web.officines.territory')}
            value={territory}
            onValue={(value) => {
              setTerritory(value);
              pages.restart();
            }}
            options={[['', say('web.laggards.everywhere')], ...known.map((one) => [one, territoryName(one)] as const)]}
          />
        </div>
        <Download
          href={`${path}?${new URLSearchParams({ ...filter, format: 'csv', language: language.value })}`}
          name="officines.csv"
        >
          {say('web.laggards.csv')}
        </Download>
      </div>
      {error !== null && <Failure error={error} retry={reload} />}
      {loading && <Loading />}
      {data !== null && found.length === 0 && <Empty>{say(`web.laggards.none.${step}`)}</Empty>}
      {found.length > 0 && <Rows laggards={found} />}
      {data !== null && <Pager pages={pages} next={data.next} />}
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
    <Table
      heads={[
        say('web.officines.name'),
        say('web.officines.territory'),
        say('web.field.phone'),
        say('web.field.email'),
        { label: say('web.laggards.workstations'), number: true },
        say('web.workstation.seen'),
        say('web.laggards.outreach'),
      ]}
    >
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
    </Table>
  );
}
