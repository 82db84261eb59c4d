/** One organisation: what it is and may use, its people, and the keys of its programs. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Failure } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import { roles } from '../../../access/capabilities.ts';
import type { OrganisationView } from '../../../access/organisations.ts';
import { fieldError, Refused, SaveRow, useAct } from '../../components/act.tsx';
import { Confirm } from '../../components/confirm.tsx';
import { CheckField, SelectField, TextField } from '../../components/fields.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { go, hrefOf } from '../../core/router.ts';
import { subscriptions, subscriptionWords } from '../../core/subscriptions.ts';
import { Conventions } from './conventions.tsx';
import { Keys } from './keys.tsx';
import { Users } from './users.tsx';

export function NewOrganisation(): JSX.Element {
  return (
    <>
      <Crumb />
      <h1>{say('web.organisations.new')}</h1>
      <OrganisationForm organisation={null} onSaved={({ id }) => go('organisations', id)} />
    </>
  );
}

export function OrganisationPage({ id }: { id: string }): JSX.Element {
  const path = `/v1/organisations/${encodeURIComponent(id)}`;
  const organisation = useResource<OrganisationView>(path);
  const [closing, setClosing] = useState(false);
  const reopening = useAct();
  const { data, error, reload } = organisation;
  if (data === null) return <PageOf of={organisation} />;
  const close = async (closed: boolean) => {
    await call(path, { method: 'PATCH', body: { closed } });
    reload();
  };
  return (
    <>
      <Crumb />
      <h1 dir="auto">{data.name}</h1>
      {error !== null && <Failure error={error} retry={reload} />}
      {data.closedAt !== null && <p class="banner">{say('web.organisations.closed', { at: moment(data.closedAt) })}</p>}
      <OrganisationForm key={data.id} organisation={data} onSaved={reload} />
      {data.role === 'lab' && (
        <p>
          <a class="button" href={hrefOf('organisations', id, 'products')}>
            {say('web.products.title')}
          </a>
        </p>
      )}
      {data.role === 'lab' && <Conventions organisation={id} />}
      {data.closedAt === null && <Users organisation={id} role={data.role} />}
      {data.closedAt === null && <Keys organisation={id} role={data.role} />}
      <Refused act={reopening} />
      <div class="row">
        {data.closedAt === null ? (
          <button type="button" class="danger" onClick={() => setClosing(true)}>
            {say('web.organisations.close')}
          </button>
        ) : (
          <button type="button" onClick={() => reopening.run(() => close(false))}>
            {say('web.organisations.reopen')}
          </button>
        )}
      </div>
      {closing && (
        <Confirm
          title={say('web.organisations.close-title', { name: data.name })}
          confirm={say('web.organisations.close')}
          danger
          onConfirm={() => close(true)}
          onClose={() => setClosing(false)}
        >
          <p>{say('web.organisations.close-text')}</p>
        </Confirm>
      )}
    </>
  );
}

function Crumb(): JSX.Element {
  return (
    <p>
      <a href={hrefOf('organisations')}>{say('web.nav.organisations')}</a>
    </p>
  );
}

function OrganisationForm(props: {
  organisation: OrganisationView | null;
  onSaved: (saved: OrganisationView) => void;
}): JSX.Element {
  const { organisation, onSaved } = props;
  const [form, setForm] = useState(() => ({
    role: organisation?.role ?? 'lab',
    name: organisation?.name ?? '',
    phone: organisation?.phone ?? '',
    email: organisation?.email ?? '',
    subscription: organisation?.subscription ?? 'none',
    alertsSince: organisation?.alertsSince ?? '',
    twoPerson: organisation?.twoPerson ?? false,
  }));
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const set = (change: Partial<typeof form>) => {
    setSaved(false);
    setForm((now) => ({ ...now, ...change }));
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      const { role, name, subscription, twoPerson } = form;
      const body = {
        ...(organisation === null && { role }),
        name: name.trim(),
        phone: form.phone.trim() || null,
        email: form.email.trim() || null,
        ...(role === 'lab' && { subscription, alertsSince: form.alertsSince || null }),
        ...(role === 'authority' && { twoPerson }),
      };
      const answer = await call<OrganisationView>(
        organisation === null ? '/v1/organisations' : `/v1/organisations/${encodeURIComponent(organisation.id)}`,
        { method: organisation === null ? 'POST' : 'PATCH', body },
      );
      setSaved(true);
      onSaved(answer);
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="about">
      <h2 id="about">{say('web.organisations.about')}</h2>
      <div class="field-row">
        <TextField
          label={say('web.organisations.name')}
          required
          maxLength={200}
          value={form.name}
          onValue={(name) => set({ name })}
          error={fieldError(act, 'name')}
        />
        {organisation === null && (
          <SelectField
            label={say('web.organisations.role')}
            value={form.role}
            onValue={(value) => set({ role: roles.find((one) => one === value) ?? 'lab' })}
            options={roles.map((one) => [one, say(`web.role.${one}`)])}
          />
        )}
      </div>
      <div class="field-row">
        <TextField
          label={say('web.field.phone')}
          type="tel"
          maxLength={50}
          value={form.phone}
          onValue={(phone) => set({ phone })}
          error={fieldError(act, 'phone')}
        />
        <TextField
          label={say('web.field.email')}
          inputMode="email"
          maxLength={200}
          value={form.email}
          onValue={(email) => set({ email })}
          error={fieldError(act, 'email')}
        />
      </div>
      {form.role === 'lab' && (
        <div class="field-row">
          <SelectField
            label={say('web.organisations.subscription')}
            value={form.subscription}
            onValue={(value) => set({ subscription: subscriptions.find((one) => one === value) ?? 'none' })}
            options={subscriptions.map((one) => [one, subscriptionWords(one)])}
            error={fieldError(act, 'subscription')}
          />
          <TextField
            label={say('web.organisations.alerts-since')}
            hint={say('web.organisations.alerts-hint')}
            type="date"
            value={form.alertsSince}
            onValue={(alertsSince) => set({ alertsSince })}
            error={fieldError(act, 'alertsSince')}
          />
        </div>
      )}
      {form.role === 'authority' && (
        <CheckField
          label={say('web.organisations.two-person')}
          hint={say('web.organisations.two-person-hint')}
          checked={form.twoPerson}
          onChecked={(twoPerson) => set({ twoPerson })}
        />
      )}
      <SaveRow act={act} saved={saved} />
    </form>
  );
}
