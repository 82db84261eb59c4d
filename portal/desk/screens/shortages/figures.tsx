/** The figures for everybody, who signed in or not. */
import type { JSX } from 'preact';
import { Empty } from '../../../../renderer/components/states.tsx';
import { civil } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import { when } from '../../../../renderer/core/when.ts';
import type { PublicFigures } from '../../../shortages/public.ts';
import { PageOf } from '../../components/page-states.tsx';
import { ShortageMap } from './map.tsx';

const counted = (count: number | null) => (count === null ? say('web.shortages.few') : number(count));

export function FiguresPage(): JSX.Element {
  const resource = useResource<PublicFigures>('/v1/public/shortages');
  const { data } = resource;
  if (data === null) return <PageOf of={resource} />;
  return (
    <>
      <h1>{say('web.nav.figures')}</h1>
      <p class="soft">{say('web.shortages.figures', { when: when(data.at) })}</p>
      {data.products.length === 0 ? (
        <Empty>{say('web.shortages.empty')}</Empty>
      ) : (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('web.shortages.product')}</th>
                <th scope="col" class="number">
                  {say('web.shortages.officines')}
                </th>
                <th scope="col">{say('web.shortages.answer')}</th>
                <th scope="col">{say('web.shortages.field.return')}</th>
              </tr>
            </thead>
            <tbody>
              {data.products.map(({ cip13, name, major, officines, answered, anticipated, expectedReturn }) => (
                <tr key={cip13 ?? name}>
                  <th scope="row">
                    {name}
                    {major && <div class="small">{say('web.shortages.major')}</div>}
                  </th>
                  <td class="number">{counted(officines)}</td>
                  <td>
                    {anticipated
                      ? say('web.shortages.anticipated')
                      : say(answered ? 'web.yes' : 'web.shortages.answer.none')}
                  </td>
                  <td>
                    {expectedReturn === null ? say('web.shortages.answer.return.unknown') : civil(expectedReturn)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <ShortageMap departments={data.departments} />
      {data.months.length > 0 && (
        <section class="stack" aria-labelledby="months">
          <h2 id="months">{say('web.shortages.months')}</h2>
          <div class="table-frame">
            <table>
              <thead>
                <tr>
                  <th scope="col">{say('web.shortages.month')}</th>
                  <th scope="col" class="number">
                    {say('web.shortages.declarations')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {data.months.map(({ month, declarations }) => (
                  <tr key={month}>
                    <th scope="row">{civil(month)}</th>
                    <td class="number">{counted(declarations)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </section>
      )}
    </>
  );
}
