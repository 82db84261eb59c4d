/** The keys of the feed: which sign, which did, who has the newest; changed with the root's signature, which is made elsewhere. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../renderer/core/api.ts';
import { moment } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { number, say } from '../../../renderer/core/say.ts';
import type { FeedKeys } from '../../store/feed-keys.ts';
import { fieldError, Refused, useAct } from '../components/act.tsx';
import { Confirm } from '../components/confirm.tsx';
import { SelectField, TextArea } from '../components/fields.tsx';
import { PageOf } from '../components/page-states.tsx';
import { Table } from '../components/table.tsx';

const path = '/v1/feed-keys';
const choices = { tip: ['tip'], entry: ['entry'], both: ['entry', 'tip'] } as const;

export function FeedKeysPage(): JSX.Element {
  const resource = useResource<FeedKeys>(path);
  const { data, reload } = resource;
  if (data === null) return <PageOf of={resource} />;
  const { workstations, of } = data.confirmed;
  return (
    <>
      <h1>{say('web.nav.feed-keys')}</h1>
      {data.rootHere && <p class="banner">{say('web.feed-keys.root-here')}</p>}
      <p>
        {say('web.feed-keys.confirmed', { version: data.version, workstations: number(workstations), of: number(of) })}
      </p>
      <Table
        heads={[
          say('web.feed-keys.key'),
          say('web.feed-keys.use'),
          say('web.feed-keys.since'),
          say('web.feed-keys.range'),
        ]}
      >
        {data.keys.map(({ kid, use, since, from, until, suspect }) => (
          <tr key={kid}>
            <th scope="row" class="code small">
              {kid}
            </th>
            <td>{say(`web.feed-keys.use.${use}`)}</td>
            <td class="nowrap">{since === '' ? '–' : moment(since)}</td>
            <td>
              {until === null
                ? say('web.feed-keys.signs', { from: number(from) })
                : say('web.feed-keys.signed', { from: number(from), until: number(until) })}
              {suspect !== undefined && (
                <div class="strong">
                  {say('web.feed-keys.suspect', { from: number(suspect.from), to: number(suspect.to) })}
                </div>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <p class="small soft">
        {say('web.feed-keys.root')} <span class="code">{data.root}</span>
      </p>
      <Ask />
      <Bring onDone={reload} />
    </>
  );
}

/** The first step: the portal makes keys, and the file for the root. */
function Ask(): JSX.Element {
  const [which, setWhich] = useState<keyof typeof choices>('tip');
  const [asking, setAsking] = useState(false);
  const [request, setRequest] = useState<object | null>(null);
  const file = request === null ? '' : `data:application/json,${encodeURIComponent(JSON.stringify(request, null, 2))}`;
  return (
    <section class="panel stack" aria-labelledby="ask">
      <h2 id="ask">{say('web.feed-keys.ask')}</h2>
      <p>{say('web.feed-keys.ask-text')}</p>
      <SelectField
        label={say('web.feed-keys.which')}
        value={which}
        onValue={(value) => setWhich(value in choices ? (value as keyof typeof choices) : 'tip')}
        options={(['tip', 'entry', 'both'] as const).map((one) => [one, say(`web.feed-keys.which.${one}`)])}
      />
      <div class="row">
        <button type="button" onClick={() => setAsking(true)}>
          {say('web.feed-keys.ask-do')}
        </button>
        {request !== null && (
          <a class="button primary" href={file} download="vigilot-keys-request.json">
            {say('web.feed-keys.file')}
          </a>
        )}
      </div>
      <div role="status" class="stack-tight">
        {request !== null && (
          <>
            <p>{say('web.feed-keys.asked')}</p>
            <p class="code">vigilot portal keys sign vigilot-keys-request.json --root root.jwk &gt; statement.jws</p>
          </>
        )}
      </div>
      {asking && (
        <Confirm
          title={say('web.feed-keys.ask-title')}
          confirm={say('web.feed-keys.ask-do')}
          onConfirm={async () =>
            setRequest(await call<object>(`${path}/requests`, { method: 'POST', body: { renew: choices[which] } }))
          }
          onClose={() => setAsking(false)}
        >
          <p>{say('web.feed-keys.ask-confirm')}</p>
        </Confirm>
      )}
    </section>
  );
}

/** The second step: what the root signed is brought back, and counts from the next entry on. */
function Bring({ onDone }: { onDone: () => void }): JSX.Element {
  const [statement, setStatement] = useState('');
  const [sure, setSure] = useState(false);
  const [position, setPosition] = useState<number | null>(null);
  const act = useAct();
  const apply = () =>
    act.run(async () => {
      const made = await call<{ position: number }>(`${path}/statements`, { method: 'POST', body: { statement } });
      setPosition(made.position);
      setStatement('');
      onDone();
    });
  return (
    <form
      class="panel stack"
      aria-labelledby="bring"
      onSubmit={(event) => {
        event.preventDefault();
        setSure(true);
      }}
    >
      <h2 id="bring">{say('web.feed-keys.bring')}</h2>
      <TextArea
        label={say('web.feed-keys.statement')}
        code
        required
        maxLength={8_000}
        value={statement}
        onValue={setStatement}
        error={fieldError(act, 'statement')}
      />
      <Refused act={act} />
      <div class="row">
        <button
          type="submit"
          class="danger"
          aria-disabled={statement.trim() === '' ? 'true' : undefined}
          disabled={statement.trim() === ''}
        >
          {say('web.feed-keys.bring-do')}
        </button>
        <p role="status">{position !== null && say('web.feed-keys.done', { position: number(position) })}</p>
      </div>
      {sure && (
        <Confirm
          title={say('web.feed-keys.bring-title')}
          confirm={say('web.feed-keys.bring-do')}
          danger
          onConfirm={apply}
          onClose={() => setSure(false)}
        >
          <p>{say('web.feed-keys.bring-confirm')}</p>
        </Confirm>
      )}
    </form>
  );
}
