/** How far it came with each kind of recipient: through their agent, or by e-mail, fax, letter and telephone. */
import type { JSX } from 'preact';
import { number, say } from '../../../../renderer/core/say.ts';
import type { Progress } from '../../../tracking/progress.ts';
import { shareOf } from '../../components/curve.tsx';
import { Table } from '../../components/table.tsx';

interface Props extends Pick<Progress, 'recipients'> {
  readonly title: string;
  readonly id: string;
}

export function Recipients({ title, id, recipients }: Props): JSX.Element {
  return (
    <section class="stack" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <Table
        heads={[
          say('web.recipients.kind'),
          say('web.recipients.channel'),
          { label: say('web.recipients.targeted'), number: true },
          { label: say('web.departments.reached'), number: true },
          { label: say('web.step.acknowledged'), number: true },
          { label: say('web.recipients.exhausted'), number: true },
        ]}
      >
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
      </Table>
    </section>
  );
}
