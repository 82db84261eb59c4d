/** One recipient without an agent: how it is reached. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { RecipientBody, RecipientView } from '../../../outreach/recipients.ts';
import { fieldError, SaveRow, useAct } from '../../components/act.tsx';
import { CheckField, SelectField, TextArea, TextField } from '../../components/fields.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { TerritoryField } from '../../components/territory-field.tsx';
import { go } from '../../core/router.ts';
import { linesOf } from './make-batch.tsx';
import { RecipientCrumb } from './recipients.tsx';

/** An officine is named by its id or FINESS, which a list does; the others are made here. */
const madeHere = ['wholesaler', 'hospital'] as const;

export function NewRecipient(): JSX.Element {
  return (
    <>
      <RecipientCrumb list />
      <h1>{say('web.recipient-list.new')}</h1>
      <p class="soft">{say('web.recipient-list.new.text')}</p>
      <RecipientForm before={null} onSaved={({ id }) => go('outreach', 'recipients', id)} />
    </>
  );
}

export function RecipientPage({ id }: { id: string }): JSX.Element {
  const recipient = useResource<RecipientView>(`/v1/recipients/${encodeURIComponent(id)}`);
  const { data, reload } = recipient;
  if (data === null) return <PageOf of={recipient} />;
  return (
    <>
      <RecipientCrumb list />
      <h1 dir="auto">{data.name}</h1>
      <p class="soft">{say(`web.outreach.kind.${data.kind}`)}</p>
      <RecipientForm key={data.id} before={data} onSaved={reload} />
    </>
  );
}

function formOf(before: RecipientView | null) {
  return {
    kind: before?.kind ?? 'wholesaler',
    name: before?.name ?? '',
    finess: before?.finess ?? '',
    territory: before?.territory ?? '',
    phone: before?.phone ?? '',
    email: before?.email ?? '',
    fax: before?.fax ?? '',
    lines: before?.address?.lines.join('\n') ?? '',
    postalCode: before?.address?.postalCode ?? '',
    city: before?.address?.city ?? '',
    country: before?.address?.country ?? '',
    active: before?.active ?? true,
  };
}
type Form = ReturnType<typeof formOf>;
type Text = Exclude<keyof Form, 'kind' | 'active'>;

function bodyOf(form: Form, officine: string | null): RecipientBody {
  const text = (field: Text) => form[field].trim() || null;
  const lines = linesOf(form.lines);
  const address = lines.length > 0 || text('postalCode') !== null || text('city') !== null;
  return {
    kind: form.kind,
    name: form.name.trim(),
    ...(officine !== null && { officine }),
    finess: text('finess'),
    territory: text('territory'),
    phone: text('phone'),
    email: text('email'),
    fax: text('fax'),
    address: address
      ? { lines, postalCode: form.postalCode.trim(), city: form.city.trim(), country: text('country') }
      : null,
    active: form.active,
  };
}

function RecipientForm(props: { before: RecipientView | null; onSaved: (saved: RecipientView) => void }): JSX.Element {
  const { before, onSaved } = props;
  const [form, setForm] = useState(() => formOf(before));
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const change = (part: Partial<Form>) => {
    setSaved(false);
    setForm((now) => ({ ...now, ...part }));
  };
  const field = (name: Text) => ({
    value: form[name],
    onValue: (value: string) => change({ [name]: value }),
    error: fieldError(act, name),
  });
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    act.run(async () => {
      const body = bodyOf(form, before?.officine ?? null);
      const path = before === null ? '/v1/recipients' : `/v1/recipients/${encodeURIComponent(before.id)}`;
      const answer = await call<RecipientView>(path, { method: before === null ? 'POST' : 'PUT', body });
      setSaved(true);
      onSaved(answer);
    });
  };
  return (
    <form class="panel stack" onSubmit={submit}>
      {before === null && (
        <SelectField
          label={say('web.recipient-list.kind')}
          value={form.kind}
          onValue={(value) => change({ kind: madeHere.find((one) => one === value) ?? 'wholesaler' })}
          options={madeHere.map((one) => [one, say(`web.outreach.kind.${one}`)] as const)}
        />
      )}
      <TextField label={say('web.officines.name')} required maxLength={200} {...field('name')} />
      <TextField label={say('web.officines.finess')} code maxLength={9} {...field('finess')} />
      <TerritoryField {...field('territory')} />
      <TextField label={say('web.field.email')} inputMode="email" maxLength={200} {...field('email')} />
      <TextField label={say('web.recipient-list.fax')} type="tel" maxLength={50} {...field('fax')} />
      <TextField label={say('web.field.phone')} type="tel" maxLength={50} {...field('phone')} />
      <TextArea
        label={say('web.recipient-list.lines')}
        hint={say('web.recipient-list.lines.hint')}
        rows={4}
        {...field('lines')}
        error={fieldError(act, 'address')}
      />
      <TextField label={say('web.recipient-list.postal-code')} maxLength={20} {...field('postalCode')} />
      <TextField label={say('web.recipient-list.city')} maxLength={100} {...field('city')} />
      <TextField
        label={say('web.recipient-list.country')}
        hint={say('web.recipient-list.country.hint')}
        maxLength={100}
        {...field('country')}
      />
      <CheckField
        label={say('web.recipient-list.active')}
        hint={say('web.recipient-list.active.hint')}
        checked={form.active}
        onChecked={(active) => change({ active })}
      />
      <SaveRow act={act} saved={saved} />
    </form>
  );
}
