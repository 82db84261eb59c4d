/** A laboratory's answer, or a shortage that it announces: published at once, so every field is looked at before. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { ApiProblem, call } from '../../../../renderer/core/api.ts';
import { civil, code } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { ShortageView } from '../../../shortages/product.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { TextArea, TextField } from '../../components/fields.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { go } from '../../core/router.ts';
import { me } from '../../core/session.ts';
import { readDate } from '../editor/typed-dates.ts';

const names = ['codes', 'from', 'expectedReturn', 'cause', 'alternatives', 'contact', 'phone', 'email'] as const;
type Name = (typeof names)[number];
type Form = Readonly<Record<Name, string>>;

/** The answer for one product: a new one, or a change of what stands. */
export function AnswerPage({ gtin }: { gtin: string }): JSX.Element {
  const product = useResource<ShortageView>(`/v1/shortages/${encodeURIComponent(gtin)}`);
  const standing = product.data?.answer ?? null;
  const bulletin = useResource<BulletinView>(standing === null ? null : `/v1/bulletins/${standing.bulletin}`);
  if (product.data === null) return <PageOf of={product} />;
  if (standing !== null && bulletin.data === null) return <PageOf of={bulletin} />;
  return <AnswerForm product={product.data} before={bulletin.data} />;
}

/** A shortage that no officine need have declared. */
export function AnnouncePage(): JSX.Element {
  return <AnswerForm product={null} before={null} />;
}

function formOf(product: ShortageView | null, before: BulletinView | null): Form {
  const { shortage, issuer } = before ?? {};
  const products = shortage?.products.map((one) => one.gtin) ?? (product === null ? [] : [product.gtin]);
  return {
    codes: products.map((one) => one.replace(/^0(?=\d{13}$)/, '')).join('\n'),
    from: shortage?.from === undefined ? '' : civil(shortage.from),
    expectedReturn: shortage?.expectedReturn === undefined ? '' : civil(shortage.expectedReturn),
    cause: shortage?.cause ?? '',
    alternatives: shortage?.alternatives ?? '',
    contact: issuer?.name ?? me().organisation?.name ?? '',
    phone: issuer?.phone ?? '',
    email: issuer?.email ?? '',
  };
}

function AnswerForm({ product, before }: { product: ShortageView | null; before: BulletinView | null }): JSX.Element {
  const [form, setForm] = useState(() => formOf(product, before));
  const [wrong, setWrong] = useState<Partial<Record<Name, string>>>({});
  const act = useAct();
  const announces = product === null || before?.shortage?.anticipated === true;
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const dates = { from: readDate(form.from), expectedReturn: readDate(form.expectedReturn) };
    const unread = (['from', 'expectedReturn'] as const).filter(
      (one) => form[one].trim() !== '' && dates[one] === null,
    );
    setWrong(Object.fromEntries(unread.map((one) => [one, say('web.shortages.field.date.wrong')])));
    if (unread.length > 0) return;
    const codes = form.codes.split(/[\s,;]+/).filter((one) => one !== '');
    const body = {
      products: codes.map((one) => (/^\d{7}$/.test(one) ? { cip7: one } : { gtin: one })),
      ...(announces && { anticipated: true }),
      ...(dates.from !== null && { from: dates.from }),
      ...(dates.expectedReturn !== null && { expectedReturn: dates.expectedReturn }),
      cause: form.cause,
      alternatives: form.alternatives,
      contact: { name: form.contact, phone: form.phone, email: form.email },
      ...(before !== null && before.text !== '' && { text: before.text }),
    };
    void act
      .run(async () => {
        const path = `/v1/shortages/answers${before === null ? '' : `/${before.id}`}`;
        try {
          await call(path, { method: before === null ? 'POST' : 'PUT', body });
        } catch (error) {
          if (error instanceof ApiProblem) setWrong(wrongOf(error));
          throw error;
        }
      })
      .then((done) => done && (product === null ? go('shortages') : go('shortages', product.gtin)));
  };
  const of = (name: Name) => ({
    value: form[name],
    error: wrong[name],
    onValue: (value: string) => setForm((kept) => ({ ...kept, [name]: value })),
  });
  return (
    <>
      <h1>{say(product === null ? 'web.shortages.announce' : 'web.shortages.reply.title')}</h1>
      {product !== null && <p class="strong">{product.name ?? code(product.gtin)}</p>}
      <p class="note">{say('web.shortages.reply.text')}</p>
      <form class="stack" onSubmit={submit} noValidate>
        <TextArea
          label={say('web.shortages.field.codes')}
          hint={say('web.shortages.field.codes.hint')}
          rows={3}
          code
          {...of('codes')}
        />
        <div class="row">
          {announces && (
            <TextField
              label={say('web.shortages.field.from')}
              hint={say('web.shortages.field.date.hint')}
              {...of('from')}
            />
          )}
          <TextField
            label={say('web.shortages.field.return')}
            hint={say('web.shortages.field.date.hint')}
            {...of('expectedReturn')}
          />
        </div>
        <TextArea label={say('web.shortages.field.cause')} rows={3} maxLength={2000} {...of('cause')} />
        <TextArea label={say('web.shortages.field.alternatives')} rows={3} maxLength={4000} {...of('alternatives')} />
        <TextField
          label={say('web.shortages.field.contact')}
          hint={say('web.shortages.field.contact.hint')}
          maxLength={200}
          {...of('contact')}
        />
        <div class="row">
          <TextField label={say('web.shortages.field.phone')} type="tel" maxLength={50} {...of('phone')} />
          <TextField label={say('web.shortages.field.email')} type="email" maxLength={200} {...of('email')} />
        </div>
        <Refused act={act} />
        <div>
          <button type="submit" class="primary" aria-disabled={act.busy ? 'true' : undefined}>
            {say('web.shortages.send')}
          </button>
        </div>
      </form>
    </>
  );
}

/** The field of this form that the portal's field is. */
function wrongOf({ problem, message }: ApiProblem): Partial<Record<Name, string>> {
  const field = problem.field ?? '';
  if (field.startsWith('products')) return { codes: message };
  if (field === 'contact.phone') return { phone: message };
  if (field === 'contact.email') return { email: message };
  if (field.startsWith('contact')) return { contact: message };
  const name = names.find((one) => one === field);
  return name === undefined ? {} : { [name]: message };
}
