/** The account of whoever is signed in: by which passkeys they get in, and where they are in. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../renderer/components/states.tsx';
import { call } from '../../../renderer/core/api.ts';
import { date, time } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { say } from '../../../renderer/core/say.ts';
import type { PasskeyView } from '../../access/passkeys.ts';
import type { SessionView } from '../../access/sessions.ts';
import { Refused, useAct } from '../components/act.tsx';
import { Confirm } from '../components/confirm.tsx';
import { TextField } from '../components/fields.tsx';
import { Table } from '../components/table.tsx';
import { browserName } from '../core/browser-name.ts';
import { hasPasskeys, makePasskey } from '../core/passkeys.ts';
import { me } from '../core/session.ts';

export function AccountPage(): JSX.Element {
  const { name, email, organisation } = me();
  return (
    <>
      <h1>{say('web.nav.account')}</h1>
      <p>
        <strong dir="auto">{name}</strong> · {email}
        {organisation !== null && (
          <>
            {' · '}
            <bdi>{organisation.name}</bdi>
          </>
        )}
      </p>
      <Passkeys />
      <Sessions />
    </>
  );
}

function Passkeys(): JSX.Element {
  const { data, error, loading, reload } = useResource<{ passkeys: readonly PasskeyView[] }>('/v1/passkeys');
  const [asked, setAsked] = useState<PasskeyView | null>(null);
  return (
    <section class="stack" aria-labelledby="passkeys">
      <h2 id="passkeys">{say('web.passkey.title')}</h2>
      <p class="soft">{say('web.passkey.text')}</p>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.passkeys.length === 0 && <Empty>{say('web.passkey.none')}</Empty>}
      {data !== null && data.passkeys.length > 0 && (
        <Table
          heads={[
            say('web.passkey.name'),
            say('web.passkey.created'),
            say('web.passkey.used'),
            { label: say('web.passkey.remove'), hidden: true },
          ]}
        >
          {data.passkeys.map((one) => (
            <tr key={one.id}>
              <th scope="row" dir="auto">
                {one.name}
              </th>
              <td>{date(one.createdAt)}</td>
              <td>{one.lastUsedAt === null ? say('web.passkey.never') : time(one.lastUsedAt)}</td>
              <td>
                <button type="button" onClick={() => setAsked(one)}>
                  {say('web.passkey.remove')}
                </button>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewPasskey onMade={reload} />
      {asked !== null && (
        <Confirm
          title={say('web.passkey.remove-title', { name: asked.name })}
          confirm={say('web.passkey.remove')}
          danger
          onConfirm={async () => {
            await call(`/v1/passkeys/${encodeURIComponent(asked.id)}`, { method: 'DELETE' });
            reload();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{say('web.passkey.remove-text')}</p>
        </Confirm>
      )}
    </section>
  );
}

function NewPasskey({ onMade }: { onMade: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const [made, setMade] = useState('');
  const act = useAct();
  if (!hasPasskeys()) return <p>{say('web.passkey.refused')}</p>;
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMade('');
    act.run(async () => {
      const passkey = await makePasskey(name.trim());
      setName('');
      setMade(passkey.name);
      onMade();
    });
  };
  return (
    <form class="panel stack" onSubmit={submit}>
      <div class="field-row">
        <TextField
          label={say('web.passkey.name')}
          hint={say('web.passkey.name-hint')}
          required
          maxLength={100}
          value={name}
          onValue={setName}
        />
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.passkey.add')}
        </button>
      </div>
      <Refused act={act} />
      <p role="status">{made !== '' && say('web.passkey.added', { name: made })}</p>
    </form>
  );
}

function Sessions(): JSX.Element {
  const { data, error, loading, reload } = useResource<{ sessions: readonly SessionView[] }>('/v1/sessions');
  const [asked, setAsked] = useState(false);
  const act = useAct();
  const end = (id: string) =>
    act.run(async () => {
      await call(`/v1/sessions/${encodeURIComponent(id)}`, { method: 'DELETE' });
      reload();
    });
  return (
    <section class="stack" aria-labelledby="sessions">
      <h2 id="sessions">{say('web.sessions.title')}</h2>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && (
        <Table
          heads={[
            say('web.sessions.browser'),
            say('web.sessions.method'),
            say('web.sessions.address'),
            say('web.sessions.created'),
            say('web.sessions.seen'),
            { label: say('web.sessions.end'), hidden: true },
          ]}
        >
          {data.sessions.map((one) => (
            <tr key={one.id}>
              <th scope="row" title={one.browser}>
                {browserName(one.browser)}
              </th>
              <td>{say(`web.sessions.method.${one.method}`)}</td>
              <td class="code">{one.address}</td>
              <td class="nowrap">{time(one.createdAt)}</td>
              <td class="nowrap">{time(one.lastSeenAt)}</td>
              <td>
                {one.current ? (
                  say('web.sessions.this')
                ) : (
                  <button type="button" onClick={() => end(one.id)}>
                    {say('web.sessions.end')}
                  </button>
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <Refused act={act} />
      <div class="row">
        <button type="button" class="danger" onClick={() => setAsked(true)}>
          {say('web.sessions.end-all')}
        </button>
      </div>
      {asked && (
        <Confirm
          title={say('web.sessions.end-all-title')}
          confirm={say('web.sessions.end-all')}
          danger
          onConfirm={async () => {
            await call('/v1/sessions', { method: 'DELETE' });
            location.reload();
          }}
          onClose={() => setAsked(false)}
        >
          <p>{say('web.sessions.end-all-text')}</p>
        </Confirm>
      )}
    </section>
  );
}
