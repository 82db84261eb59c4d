/** Recipients one by one: what was tried by which channel, what came of it, what comes next, and the calls noted. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { time } from '../../../../renderer/core/format.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { NoteBody, OutreachView } from '../../../outreach/report.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Choice } from '../../components/fields.tsx';
import { Phone } from '../../components/phone.tsx';
import { Table } from '../../components/table.tsx';
import { useKept } from '../../core/kept.ts';
import { may } from '../../core/session.ts';
import { territoryName } from '../../core/territories.ts';

type Attempt = OutreachView['attempts'][number];

const REMARK_LENGTH = 1_000;

export function RecipientRows(props: { recipients: readonly OutreachView[]; onNoted: () => void }): JSX.Element {
  const { recipients, onNoted } = props;
  const [noted, setNoted] = useState<OutreachView | null>(null);
  const runs = may('outreach.run');
  return (
    <>
      <Table
        heads={[
          say('web.outreach.recipient'),
          say('web.outreach.state'),
          say('web.outreach.next'),
          say('web.outreach.attempts'),
          ...(runs ? [{ label: say('web.outreach.acts'), hidden: true } as const] : []),
        ]}
      >
        {recipients.map((one) => (
          <tr key={one.id}>
            <th scope="row">
              <span dir="auto">{one.name}</span>
              <p class="soft small">
                {say(`web.outreach.kind.${one.kind}`)}
                {one.territory !== null && ` · ${territoryName(one.territory)}`}
              </p>
              {one.phone !== null && (
                <p class="small nowrap">
                  <Phone number={one.phone} />
                </p>
              )}
            </th>
            <td>
              <State of={one} />
            </td>
            <td>
              <Next of={one} />
            </td>
            <td>
              <Attempts attempts={one.attempts} />
            </td>
            {runs && (
              <td>
                <button type="button" onClick={() => setNoted(one)}>
                  {say('web.outreach.note')}
                  <span class="hidden-visually"> – {one.name}</span>
                </button>
              </td>
            )}
          </tr>
        ))}
      </Table>
      {noted !== null && <Note key={noted.id} recipient={noted} onNoted={onNoted} onClose={() => setNoted(null)} />}
    </>
  );
}

function State({ of: { state, acknowledgedAt, acknowledgedBy, answer } }: { of: OutreachView }): JSX.Element {
  return (
    <>
      <p class={`outreach-state is-${state}`}>{say(`web.outreach.state.${state}`)}</p>
      {acknowledgedAt !== null && (
        <p class="small" dir="auto">
          {say('web.outreach.acknowledged', { at: time(acknowledgedAt), by: acknowledgedBy ?? '–' })}
        </p>
      )}
      {answer !== null && <Answer answer={answer} />}
      {(state === 'acknowledged' || state === 'reached') && <p class="soft small">{say('web.outreach.stopped')}</p>}
    </>
  );
}

/** What was answered at the link: whether it had any, how many it isolated, what it remarks. */
function Answer({ answer }: { answer: unknown }): JSX.Element {
  const { concerned, quantity, remark } = answer as { concerned?: boolean; quantity?: number; remark?: string };
  return (
    <p class="small">
      {concerned !== undefined && say(concerned ? 'web.outreach.concerned' : 'web.outreach.not-concerned')}{' '}
      {quantity !== undefined && sayCount('web.outreach.isolated', quantity)}{' '}
      {remark !== undefined && <q dir="auto">{remark}</q>}
    </p>
  );
}

function Next({ of: { state, nextAt, nextChannels, attempts } }: { of: OutreachView }): JSX.Element {
  if (state !== 'open' || nextAt === null) return <span class="soft">{say('web.outreach.next.none')}</span>;
  const waits = attempts.some((one) => one.state === 'due');
  if (nextChannels.length === 0 && !waits && attempts.every(({ channel }) => channel === 'phone')) {
    return <span>{say('web.outreach.next.no-address')}</span>;
  }
  if (nextChannels.length === 0) return <span class="soft">{say('web.outreach.next.none')}</span>;
  return (
    <>
      <span class="nowrap">{time(nextAt)}</span>
      <p class="soft small">{nextChannels.map((one) => say(`web.outreach.channel.${one}`)).join(', ')}</p>
    </>
  );
}

/** The last one, and all of them on request. */
export function Attempts({ attempts }: Pick<OutreachView, 'attempts'>): JSX.Element {
  const last = attempts.at(-1);
  if (last === undefined) return <span class="soft">{say('web.outreach.attempts.none')}</span>;
  return (
    <>
      <Line attempt={last} />
      {attempts.length > 1 && (
        <details>
          <summary>{sayCount('web.outreach.attempts.all', attempts.length)}</summary>
          <ol class="plain stack-tight">
            {attempts.map((one) => (
              <li key={one.id}>
                <Line attempt={one} salvo />
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  );
}

function Line({ attempt, salvo }: { attempt: Attempt; salvo?: boolean }): JSX.Element {
  const { channel, address, state, at, receipt, error, by } = attempt;
  const failed = state === 'failed' || state === 'returned';
  const stands = state === 'due' && error !== null ? 'retry' : state;
  return (
    <div class="small">
      <p>
        <strong>{say(`web.outreach.channel.${channel}`)}</strong>
        {salvo && ` (${say('web.outreach.salvo', { n: attempt.salvo })})`} :{' '}
        <span class={failed ? 'field-error' : undefined}>{say(`web.outreach.attempt.${stands}`)}</span>
        {at !== null && ` · ${time(at)}`}
        {by !== null && (
          <>
            {' · '}
            <bdi>{by}</bdi>
          </>
        )}
      </p>
      {address !== '' && (
        <p class="soft breaks" dir="auto">
          {address.replaceAll('\n', ', ')}
        </p>
      )}
      {[receipt, error].map(
        (words, at) =>
          words !== null && (
            <p key={at} class="soft breaks" dir="auto">
              {words}
            </p>
          ),
      )}
    </div>
  );
}

function Note(props: { recipient: OutreachView; onNoted: () => void; onClose: () => void }): JSX.Element {
  const { recipient, onNoted, onClose } = props;
  const posted = recipient.attempts.some(({ channel, state }) => channel === 'letter' && state === 'accepted');
  const [outcome, setOutcome] = useState<NoteBody['outcome']>('no-answer');
  const [remark, setRemark] = useKept(`outreach-note/${recipient.id}`, '');
  const outcomes = ['no-answer', 'acknowledged', ...(posted ? (['returned'] as const) : [])] as const;
  return (
    <Confirm
      title={say('web.outreach.note.for', { name: recipient.name })}
      reason={say('web.outreach.note.remark')}
      longest={REMARK_LENGTH}
      value={remark}
      onValue={setRemark}
      confirm={say('web.save')}
      onConfirm={async (said) => {
        const body: NoteBody = { outcome, remark: said };
        await call(`/v1/outreach/${encodeURIComponent(recipient.id)}/notes`, { method: 'POST', body });
        setRemark('');
        onNoted();
      }}
      onClose={onClose}
    >
      {recipient.phone !== null && (
        <p>
          <Phone number={recipient.phone} />
        </p>
      )}
      <Choice
        legend={say('web.outreach.note.what')}
        value={outcome}
        onValue={(value) => setOutcome(outcomes.find((one) => one === value) ?? 'no-answer')}
        options={outcomes.map((one) =>
          one === 'acknowledged'
            ? ([one, say('web.outreach.note.acknowledged'), say('web.outreach.note.acknowledged.hint')] as const)
            : ([one, say(`web.outreach.note.${one}`)] as const),
        )}
      />
    </Confirm>
  );
}
