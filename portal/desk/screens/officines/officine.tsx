/** One officine: what the portal knows of it, its workstations, and the tokens by which more of them come in. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Empty, Failure } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { moment, time } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { OfficineView, WorkstationView } from '../../../enrolment/officines.ts';
import type { TokenAnswer } from '../../../enrolment/tokens.ts';
import { fieldError, Refused, SaveRow, useAct } from '../../components/act.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { TextField } from '../../components/fields.tsx';
import { Once } from '../../components/once.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { TerritoryField } from '../../components/territory-field.tsx';
import { go, hrefOf } from '../../core/router.ts';

type Whole = OfficineView & { readonly workstations: readonly WorkstationView[] };

export function NewOfficine(): JSX.Element {
  return (
    <>
      <Crumb />
      <h1>{say('web.officines.new')}</h1>
      <OfficineForm officine={null} onSaved={({ id }) => go('officines', id)} />
    </>
  );
}

export function OfficinePage({ id }: { id: string }): JSX.Element {
  const officine = useResource<Whole>(`/v1/officines/${encodeURIComponent(id)}`);
  const { data, error, reload } = officine;
  if (data === null) return <PageOf of={officine} />;
  return (
    <>
      <Crumb />
      <h1 dir="auto">{data.name}</h1>
      {error !== null && <Failure error={error} retry={reload} />}
      <div class="page-columns">
        <div class="stack">
          <Workstations workstations={data.workstations} onDone={reload} />
          <Token id={id} />
        </div>
        <OfficineForm key={data.id} officine={data} onSaved={reload} />
      </div>
    </>
  );
}

function Crumb(): JSX.Element {
  return (
    <p>
      <a href={hrefOf('officines')}>{say('web.nav.officines')}</a>
    </p>
  );
}

const fields = ['name', 'territory', 'finess', 'phone', 'email'] as const;

function OfficineForm(props: { officine: OfficineView | null; onSaved: (saved: OfficineView) => void }): JSX.Element {
  const { officine, onSaved } = props;
  const [form, setForm] = useState(() => Object.fromEntries(fields.map((field) => [field, officine?.[field] ?? ''])));
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const error = (field: string) => fieldError(act, field);
  const set = (field: string) => (value: string) => {
    setSaved(false);
    setForm((now) => ({ ...now, [field]: value }));
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      const body = Object.fromEntries(fields.map((field) => [field, form[field]?.trim() || null]));
      const answer =
        officine === null
          ? await call<OfficineView>('/v1/officines', { method: 'POST', body })
          : await call<OfficineView>(`/v1/officines/${encodeURIComponent(officine.id)}`, { method: 'PATCH', body });
      setSaved(true);
      onSaved(answer);
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="about">
      <h2 id="about">{say('web.officines.about')}</h2>
      <TextField
        label={say('web.officines.name')}
        required
        maxLength={200}
        value={form.name ?? ''}
        onValue={set('name')}
        error={error('name')}
      />
      <TerritoryField value={form.territory ?? ''} onValue={set('territory')} error={error('territory')} />
      <TextField
        label={say('web.officines.finess')}
        code
        maxLength={9}
        value={form.finess ?? ''}
        onValue={set('finess')}
        error={error('finess')}
      />
      <TextField
        label={say('web.field.phone')}
        type="tel"
        maxLength={50}
        value={form.phone ?? ''}
        onValue={set('phone')}
        error={error('phone')}
      />
      <TextField
        label={say('web.field.email')}
        inputMode="email"
        maxLength={200}
        value={form.email ?? ''}
        onValue={set('email')}
        error={error('email')}
      />
      <SaveRow act={act} saved={saved} />
    </form>
  );
}

function Workstations(props: { workstations: readonly WorkstationView[]; onDone: () => void }): JSX.Element {
  const [asked, setAsked] = useState<WorkstationView | null>(null);
  const { workstations, onDone } = props;
  return (
    <section class="stack" aria-labelledby="workstations">
      <h2 id="workstations">{say('web.officines.workstations')}</h2>
      {workstations.length === 0 && <Empty>{say('web.officines.no-workstations')}</Empty>}
      {workstations.length > 0 && (
        <div class="table-frame">
          <table>
            <thead>
              <tr>
                <th scope="col">{say('web.workstation.name')}</th>
                <th scope="col">{say('web.workstation.enrolled')}</th>
                <th scope="col">{say('web.workstation.seen')}</th>
                <th scope="col">{say('web.workstation.version')}</th>
                <th scope="col">
                  <span class="hidden-visually">{say('web.workstation.revoke')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {workstations.map((one) => (
                <tr key={one.id}>
                  <th scope="row" dir="auto">
                    {one.name}
                  </th>
                  <td>{time(one.enrolledAt)}</td>
                  <td>{one.lastSeenAt === null ? '–' : time(one.lastSeenAt)}</td>
                  <td class="code">{one.version ?? '–'}</td>
                  <td>
                    {one.revokedAt === null ? (
                      <button type="button" onClick={() => setAsked(one)}>
                        {say('web.workstation.revoke')}
                      </button>
                    ) : (
                      say('web.workstation.revoked', { at: moment(one.revokedAt) })
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {asked !== null && (
        <Confirm
          title={say('web.workstation.revoke-title', { name: asked.name })}
          reason={say('web.workstation.revoke-reason')}
          confirm={say('web.workstation.revoke')}
          danger
          onConfirm={async (reason) => {
            await call(`/v1/workstations/${encodeURIComponent(asked.id)}/revocation`, {
              method: 'POST',
              body: { reason },
            });
            onDone();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{say('web.workstation.revoke-text')}</p>
        </Confirm>
      )}
    </section>
  );
}

function Token({ id }: { id: string }): JSX.Element {
  const [uses, setUses] = useState('1');
  const [answer, setAnswer] = useState<TokenAnswer | null>(null);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      const path = `/v1/officines/${encodeURIComponent(id)}/enrolment-tokens`;
      setAnswer(await call<TokenAnswer>(path, { method: 'POST', body: { uses: Number(uses) } }));
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="token">
      <h2 id="token">{say('web.token.title')}</h2>
      <p class="soft">{say('web.token.text')}</p>
      <div class="field-row">
        <TextField label={say('web.token.uses')} inputMode="numeric" required value={uses} onValue={setUses} />
        <button type="submit" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.token.make')}
        </button>
      </div>
      <Refused act={act} />
      {answer !== null && <Once secret={answer.token}>{say('web.token.once', { at: moment(answer.expiresAt) })}</Once>}
    </form>
  );
}
