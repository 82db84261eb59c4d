/** How far it came with each kind of recipient: through their agent, or by e-mail, fax, letter and telephone. */
import type { JSX } from 'preact';
import { number, say } from '../../../../renderer/core/say.ts';
import type { Progress } from '../../../tracking/progress.ts';
import { shareOf } from '../../components/curve.tsx';

export function Recipients({ recipients }: Pick<Progress, 'recipients'>): JSX.Element {
  return (
    <section class="stack" aria-labelledby="recipients">
      <h2 id="recipients">{say('web.recipients.title')}</h2>
      <div class="table-frame">
        <table>
          <thead>
            <tr>
              <th scope="col">{say('web.recipients.kind')}</th>
              <th scope="col">{say('web.recipients.channel')}</th>
              <th scope="col" class="number">
                {say('web.recipients.targeted')}
              </th>
              <th scope="col" class="number">
                {say('web.departments.reached')}
              </th>
              <th scope="col" class="number">
                {say('web.step.acknowledged')}
              </th>
              <th scope="col" class="number">
                {say('web.recipients.exhausted')}
              </th>
            </tr>
          </thead>
          <tbody>
            {recipients.map(({ kind, channel, targeted, reached, acknowledged, exhausted }) => (
              <tr key={`${kind}/${channel}`}>
                <th scope="row">{say(`web.recipients.kind.${kind}`)}</th>
                <td>{say(`web.recipients.channel.${channel}`)}</td>
                <td class="number">{number(targeted)}</td>
                <td class="number">
                  {number(reached)} <span class="soft">({shareOf(reached, targeted)})</span>
                </td>
                <td class="number">
                  {number(acknowledged)} <span class="soft">({shareOf(acknowledged, targeted)})</span>
                </td>
                <td class="number">{channel === 'agent' ? '–' : number(exhausted)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
