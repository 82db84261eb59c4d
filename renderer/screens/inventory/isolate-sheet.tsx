/** The list to isolate as it is printed and signed; on screens it is not there. */
import type { JSX } from 'preact';
import type { StatusAnswer } from '../../../agent/hook/schemas.ts';
import { civil, code, moment } from '../../core/format.ts';
import { useResource } from '../../core/resource.ts';
import { number, say } from '../../core/say.ts';
import { groupsOf } from './isolate.ts';
import type { Ledger } from './ledger.ts';

export function IsolateSheet({ ledger }: { ledger: Ledger }): JSX.Element {
  const { data } = useResource<StatusAnswer>('/v1/status');
  const groups = groupsOf(ledger.lines.value ?? [], 'block');
  const count = ledger.count.value;
  return (
    <section class="isolate-sheet">
      <h1>{say('desk.inventory.sheet.title')}</h1>
      <p>
        {data?.identity != null && <bdi>{data.identity.officine.name} · </bdi>}
        {say('desk.inventory.sheet.at', { at: moment(new Date().toISOString()) })}
        {' · '}
        {say('desk.inventory.sheet.scanned', { n: count.packs })}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say('desk.inventory.sheet.done')}</th>
            <th scope="col" class="number">
              {say('desk.inventory.column.packs')}
            </th>
            <th scope="col">{say('desk.inventory.column.product')}</th>
            <th scope="col">{say('desk.inventory.column.lot')}</th>
            <th scope="col">{say('desk.answer.expiry')}</th>
            <th scope="col">{say('desk.inventory.column.recall')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <tr key={group.key}>
              <td>
                <span class="tick-box" />
              </td>
              <td class="number">{number(group.quantity)}</td>
              <td>
                {group.name !== undefined && <bdi>{group.name}</bdi>}{' '}
                <span class="code nowrap">{code(group.code)}</span>
              </td>
              <td>
                <bdi class="code">{group.lot ?? say('desk.none')}</bdi>
              </td>
              <td class="nowrap">{group.expiries.map(civil).join(', ') || say('desk.none')}</td>
              <td>
                <bdi>{group.recalls.map(({ reference, bulletin }) => reference || bulletin).join(', ')}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={2} class="number">
              {number(count.block)}
            </th>
            <td colSpan={4}>{say('desk.inventory.sheet.total')}</td>
          </tr>
        </tfoot>
      </table>
      <dl class="signature-lines">
        {(['name', 'date', 'signature'] as const).map((line) => (
          <div key={line}>
            <dt>{say(`desk.inventory.sheet.${line}`)}</dt>
            <dd />
          </div>
        ))}
      </dl>
    </section>
  );
}
