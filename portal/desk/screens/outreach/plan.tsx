/** When whom is told how, as the operator sets it. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { Failure, Loading } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { OutreachPlan } from '../../../outreach/plan.ts';
import { fieldError, SaveRow, useAct } from '../../components/act.tsx';
import { TextField } from '../../components/fields.tsx';

const fields = ['officineDelayMinutes', 'everyMinutes', 'salvos', 'faxFromSalvo', 'letterAfterMinutes'] as const;
type Typed = Readonly<Record<(typeof fields)[number], string>>;

const PATH = '/v1/outreach/plan';

export function Plan(): JSX.Element {
  const { data, error, loading, reload } = useResource<OutreachPlan>(PATH);
  return (
    <section class="panel stack" aria-labelledby="plan">
      <h2 id="plan">{say('web.plan.title')}</h2>
      <p class="soft">{say('web.plan.text')}</p>
      {loading && <Loading />}
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && <PlanForm plan={data} />}
    </section>
  );
}

function PlanForm({ plan }: { plan: OutreachPlan }): JSX.Element {
  const [typed, setTyped] = useState<Typed>(() => ({
    officineDelayMinutes: String(plan.officineDelayMinutes),
    everyMinutes: String(plan.everyMinutes),
    salvos: String(plan.salvos),
    faxFromSalvo: String(plan.faxFromSalvo),
    letterAfterMinutes: String(plan.letterAfterMinutes),
  }));
  const [tried, setTried] = useState(false);
  const [saved, setSaved] = useState(false);
  const act = useAct();
  const isWrong = (field: keyof Typed) => !/^[1-9]\d{0,5}$/.test(typed[field].trim());
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setTried(true);
    setSaved(false);
    if (fields.some(isWrong)) return;
    const body = Object.fromEntries(fields.map((field) => [field, Number(typed[field])]));
    act.run(() => call(PATH, { method: 'PUT', body })).then(setSaved);
  };
  return (
    <form class="stack" onSubmit={submit} noValidate>
      <div class="field-grid">
        {fields.map((field) => (
          <TextField
            key={field}
            label={say(`web.plan.${field}`)}
            inputMode="numeric"
            value={typed[field]}
            onValue={(value) => {
              setTyped({ ...typed, [field]: value });
              setSaved(false);
            }}
            error={tried && isWrong(field) ? say('web.plan.wrong') : fieldError(act, field)}
          />
        ))}
      </div>
      <SaveRow act={act} saved={saved} />
    </form>
  );
}
