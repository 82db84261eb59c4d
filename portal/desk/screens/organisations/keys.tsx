/** Keys by which an organisation's programs call the portal. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { date, moment, time } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { ApiKeyView } from '../../../access/api-keys.ts';
import { type Capability, capabilitiesOfKeys } from '../../../access/capabilities.ts';
import type { Role } from '../../../workflow/transitions.ts';
import { fieldError, Refused, useAct } from '../../components/act.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { Checks, TextField } from '../../components/fields.tsx';
import { Once } from '../../components/once.tsx';
import { Table } from '../../components/table.tsx';

export function Keys({ organisation, role }: { organisation: string; role: Role }): JSX.Element {
  const path = `/v1/organisations/${encodeURIComponent(organisation)}/keys`;
  const { data, error, loading, reload } = useResource<{ keys: readonly ApiKeyView[] }>(path);
  const [asked, setAsked] = useState<ApiKeyView | null>(null);
  return (
    <section class="stack" aria-labelledby="keys">
      <h2 id="keys">{say('web.keys.title')}</h2>
      <p class="soft">{say('web.keys.text')}</p>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data?.keys.length === 0 && <Empty>{say('web.keys.none')}</Empty>}
      {data !== null && data.keys.length > 0 && (
        <Table
          heads={[
            say('web.keys.name'),
            say('web.keys.may'),
            say('web.keys.created'),
            say('web.keys.used'),
            { label: say('web.keys.revoke'), hidden: true },
          ]}
        >
          {data.keys.map((key) => (
            <tr key={key.id}>
              <th scope="row" dir="auto">
                {key.name}
              </th>
              <td>{key.capabilities.map((one) => say(`web.capability.${one}`)).join(', ')}</td>
              <td>
                {date(key.createdAt)} · <bdi>{key.createdBy}</bdi>
              </td>
              <td class="nowrap">{key.lastUsedAt === null ? say('web.passkey.never') : time(key.lastUsedAt)}</td>
              <td>
                {key.revokedAt === null ? (
                  <button type="button" onClick={() => setAsked(key)}>
                    {say('web.keys.revoke')}
                  </button>
                ) : (
                  say('web.keys.revoked', { at: moment(key.revokedAt) })
                )}
              </td>
            </tr>
          ))}
        </Table>
      )}
      <NewKey path={path} role={role} onMade={reload} />
      {asked !== null && (
        <Confirm
          title={say('web.keys.revoke-title', { name: asked.name })}
          confirm={say('web.keys.revoke')}
          danger
          onConfirm={async () => {
            await call(`${path}/${encodeURIComponent(asked.id)}/revocation`, { method: 'POST' });
            reload();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{say('web.keys.revoke-text')}</p>
        </Confirm>
      )}
    </section>
  );
}

function NewKey({ path, role, onMade }: { path: string; role: Role; onMade: () => void }): JSX.Element {
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Capability[]>([]);
  const [made, setMade] = useState<{ readonly name: string; readonly key: string } | null>(null);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      const body = { name: name.trim(), capabilities: chosen };
      setMade(await call<ApiKeyView & { readonly key: string }>(path, { method: 'POST', body }));
      setName('');
      setChosen([]);
      onMade();
    });
  };
  return (
    <form class="panel stack" onSubmit={submit}>
      <TextField
        label={say('web.keys.name')}
        required
        maxLength={100}
        value={name}
        onValue={setName}
        error={fieldError(act, 'name')}
      />
      <Checks
        legend={say('web.keys.may')}
        options={capabilitiesOfKeys(role).map((one) => [one, say(`web.capability.${one}`)])}
        chosen={chosen}
        onChosen={setChosen}
        error={fieldError(act, 'capabilities')}
      />
      <Refused act={act} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.keys.make')}
        </button>
      </div>
      {made !== null && <Once secret={made.key}>{say('web.keys.once', { name: made.name })}</Once>}
    </form>
  );
}
