/** The editor of a recall or an alert. Nothing typed is lost: it is kept with every key until the portal has it. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiProblem, call } from '../../../../renderer/core/api.ts';
import { time } from '../../../../renderer/core/format.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { ActButton, Refused, useAct } from '../../components/act.tsx';
import { go, hrefOf } from '../../core/router.ts';
import { may } from '../../core/session.ts';
import { ErrorSummary, type FieldErrors, noErrors, reportOf } from './errors.tsx';
import { type BulletinForm, draftOf } from './form.ts';
import { keepForm } from './kept-form.ts';
import { readLots } from './lot-list.ts';
import { Preview } from './preview.tsx';
import { MeasureFields, ReachFields, TextFields } from './sections.tsx';
import { TargetList } from './targets.tsx';

export type Purpose =
  | { readonly act: 'create' }
  | {
      readonly act: 'edit' | 'revise';
      readonly bulletin: BulletinView;
      /** What officines have now, for the difference. */
      readonly published: BulletinView | null;
      readonly revision: number;
    };

export interface EditorProps {
  /** Under which the form is kept on this computer. */
  readonly name: string;
  readonly purpose: Purpose;
  readonly initial: BulletinForm;
  /** When what stands here was typed without being saved; null: it is the portal's. */
  readonly recovered: number | null;
}

/** Milliseconds after the last key until the text is kept. */
const KEEP_AFTER_MS = 300;

export function Editor({ name, purpose, initial, recovered }: EditorProps): JSX.Element {
  const [form, setForm] = useState(initial);
  const [errors, setErrors] = useState<FieldErrors>(noErrors);
  const [keeps, setKeeps] = useState(true);
  const act = useAct();
  const summary = useRef<HTMLDivElement>(null);
  const changed = form !== initial;
  const saved = useRef(false);

  // With every pause, and when the page goes: a browser that is killed loses less than a word.
  useEffect(() => {
    if (!changed) return;
    const now = () => {
      if (saved.current) return;
      setKeeps(
        keepForm(name, { form, at: Date.now(), from: purpose.act === 'create' ? null : purpose.bulletin.revision }),
      );
    };
    const timer = setTimeout(now, KEEP_AFTER_MS);
    addEventListener('pagehide', now);
    return () => {
      clearTimeout(timer);
      removeEventListener('pagehide', now);
      now();
    };
  }, [form]);

  const read = useMemo(
    () =>
      new Map(
        form.targets.map(({ key, lots, except }) => [key, { lots: readLots(lots), except: readLots(except) }] as const),
      ),
    [form.targets],
  );
  const set = (change: Partial<BulletinForm>) => setForm((now) => ({ ...now, ...change }));

  const save = (submit: boolean) => async () => {
    const { draft, faults } = draftOf(form, read);
    if (faults.length > 0) {
      show(reportOf(faults));
      return;
    }
    setErrors(noErrors);
    try {
      const view = await post(purpose, draft);
      saved.current = true;
      keepForm(name, null);
      if (submit) {
        await call(`/v1/bulletins/${encodeURIComponent(view.id)}/submit?revision=${view.revision}`, { method: 'POST' });
      }
      go('bulletin', view.id, { kind: form.kind, revision: String(view.revision) });
    } catch (error) {
      if (error instanceof ApiProblem && error.problem.field !== undefined) show(reportOf(error.problem, read, form));
      throw error;
    }
  };
  const show = (found: FieldErrors) => {
    setErrors(found);
    requestAnimationFrame(() => summary.current?.focus());
  };
  const discard = () => {
    saved.current = true;
    keepForm(name, null);
    history.back();
  };

  return (
    <div class="editor">
      <div class="stack editor-form">
        <Title purpose={purpose} kind={form.kind} />
        {recovered !== null && (
          <div class="banner is-plain row spread" role="status">
            <span>{say('web.editor.recovered', { at: time(new Date(recovered).toISOString()) })}</span>
            <button type="button" class="quiet" onClick={discard}>
              {say('web.kept.discard')}
            </button>
          </div>
        )}
        {!keeps && (
          <p class="banner" role="alert">
            {say('web.editor.not-kept')}
          </p>
        )}
        <ErrorSummary errors={errors} place={summary} />
        <MeasureFields form={form} set={set} errors={errors} />
        <TargetList form={form} set={set} errors={errors} read={read} />
        <TextFields form={form} set={set} errors={errors} />
        <ReachFields form={form} set={set} errors={errors} />
        <Refused act={act} />
        <div class="row editor-acts">
          <ActButton act={act} onAct={save(false)}>
            {say('web.editor.save')}
          </ActButton>
          {may(`${form.kind}.submit`) && (
            <ActButton act={act} onAct={save(true)} primary>
              {say('web.editor.save-submit')}
            </ActButton>
          )}
          <a
            class="button quiet"
            href={
              purpose.act === 'create'
                ? hrefOf(form.kind === 'alert' ? 'alerts' : 'recalls')
                : hrefOf('bulletin', purpose.bulletin.id, { kind: form.kind })
            }
          >
            {say('web.editor.leave')}
          </a>
          <p class="soft small">{say('web.editor.kept')}</p>
        </div>
      </div>
      <Preview form={form} read={read} />
    </div>
  );
}

function Title({ purpose, kind }: { purpose: Purpose; kind: BulletinForm['kind'] }): JSX.Element {
  if (purpose.act === 'create') return <h1>{say(`web.list.new.${kind}`)}</h1>;
  const { reference } = purpose.bulletin;
  return <h1>{say(`web.editor.${purpose.act}`, { reference, n: purpose.revision })}</h1>;
}

async function post(purpose: Purpose, draft: object): Promise<BulletinView> {
  if (purpose.act === 'create') return call('/v1/bulletins', { method: 'POST', body: draft });
  const path = `/v1/bulletins/${encodeURIComponent(purpose.bulletin.id)}`;
  return purpose.act === 'edit'
    ? call(path, { method: 'PUT', body: draft })
    : call(`${path}/revise`, { method: 'POST', body: draft });
}
