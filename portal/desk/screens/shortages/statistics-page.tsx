/** Shortages over months: for the profession, by month, by laboratory, by product; a laboratory sees its own. */
import type { ComponentChildren, JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { civil, code } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import type { ShortageStatistics } from '../../../shortages/statistics.ts';
import { TextField } from '../../components/fields.tsx';
import { Table } from '../../components/table.tsx';
import { hrefOf } from '../../core/router.ts';

type Figures = Pick<ShortageStatistics['months'][number], 'declarations' | 'automatic' | 'ended' | 'meanDays'>;

const heads = () =>
  (['declarations', 'automatic', 'ended', 'mean-days'] as const).map(
    (one) => ({ label: say(`web.statistics.${one}`), number: true }) as const,
  );

function Cells({ of }: { of: Figures }): JSX.Element {
  const figures = [of.declarations, of.automatic, of.ended, of.meanDays];
  return (
    <>
      {figures.map((figure, index) => (
        <td key={index} class="number">
          {figure === null ? '–' : number(figure)}
        </td>
      ))}
    </>
  );
}

export function StatisticsPage(): JSX.Element {
  const [from, setFrom] = useState('');
  const [to, setTo] = useState('');
  const query = new URLSearchParams({ ...(from !== '' && { from }), ...(to !== '' && { to }) });
  const { data, error, loading, reload } = useResource<ShortageStatistics>(`/v1/shortages/statistics?${query}`);
  return (
    <>
      <p>
        <a href={hrefOf('shortages')}>{say('web.nav.shortages')}</a>
      </p>
      <h1>{say('web.statistics.title')}</h1>
      <div class="row">
        <TextField label={say('web.statistics.from')} type="month" value={from} onValue={setFrom} />
        <TextField label={say('web.statistics.to')} type="month" value={to} onValue={setTo} />
      </div>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && <Statistics of={data} />}
    </>
  );
}

function Statistics({ of }: { of: ShortageStatistics }): JSX.Element {
  const { total, months, laboratories, products } = of;
  const span = { from: civil(of.from), to: civil(of.to) };
  if (total.declarations === 0) return <Empty>{say('web.statistics.none', span)}</Empty>;
  return (
    <>
      <Part id="profession" title={say('web.statistics.profession', span)}>
        <p>
          {say('web.statistics.total', {
            products: number(total.products),
            officines: number(total.officines),
            answered: number(total.answered),
          })}
        </p>
        <Table heads={[say('web.shortages.month'), ...heads()]}>
          {months.map((one) => (
            <tr key={one.month}>
              <th scope="row">{civil(one.month)}</th>
              <Cells of={one} />
            </tr>
          ))}
          <tr>
            <th scope="row">{say('web.statistics.all')}</th>
            <Cells of={total} />
          </tr>
        </Table>
      </Part>
      <Part id="laboratories" title={say('web.statistics.laboratories')}>
        <Table
          heads={[
            say('web.shortages.laboratory'),
            { label: say('web.statistics.products'), number: true },
            { label: say('web.statistics.answered'), number: true },
            ...heads(),
          ]}
        >
          {laboratories.map((one) => (
            <tr key={one.id}>
              <th scope="row" dir="auto">
                {one.name ?? say('web.shortages.laboratory.none')}
              </th>
              <td class="number">{number(one.products)}</td>
              <td class="number">{number(one.answered)}</td>
              <Cells of={one} />
            </tr>
          ))}
        </Table>
      </Part>
      <Part id="products" title={say('web.statistics.by-product')}>
        <Table heads={[say('web.shortages.product'), say('web.shortages.laboratory'), ...heads()]}>
          {products.map((one) => (
            <tr key={one.gtin}>
              <th scope="row">
                <a href={hrefOf('shortages', one.gtin)}>{one.name ?? code(one.gtin)}</a>
                {one.major && <div class="small">{say('web.shortages.major')}</div>}
              </th>
              <td dir="auto">{one.laboratory ?? say('web.shortages.laboratory.none')}</td>
              <Cells of={one} />
            </tr>
          ))}
        </Table>
      </Part>
    </>
  );
}

function Part(props: { id: string; title: string; children: ComponentChildren }): JSX.Element {
  return (
    <section class="stack" aria-labelledby={props.id}>
      <h2 id={props.id}>{props.title}</h2>
      {props.children}
    </section>
  );
}
