/**
 * A list of codes and lots from a spreadsheet, pasted or imported: its rows become targets, those that cannot be taken stay in
 * the field with what is wrong, to be corrected and read again.
 */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Target } from '../../../../protocol/bulletin.ts';
import { call } from '../../../../renderer/core/api.ts';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import { ActButton, Refused, useAct } from '../../components/act.tsx';
import { CheckField, TextArea } from '../../components/fields.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { type Remark, Remarks } from '../../components/remarks.tsx';
import { type BulletinForm, withTargets } from './form.ts';

/** As the portal answers `POST /v1/bulletins/targets/read`. */
interface Answer {
  readonly rows: number;
  readonly accepted: number;
  readonly targets: readonly Target[];
  readonly errors: readonly Remark[];
  readonly warnings: readonly Remark[];
  readonly rest: string;
}
/** The portal takes 8 MB of JSON. */
const FILE_BYTES = 6 * 1024 * 1024;

export function ListImport({
  form,
  set,
}: {
  form: BulletinForm;
  set: (change: Partial<BulletinForm>) => void;
}): JSX.Element {
  const act = useAct();
  const [fillDown, setFillDown] = useState(false);
  const [answer, setAnswer] = useState<Answer | null>(null);

  const read = (text: string) => async () => {
    const found = await call<Answer>('/v1/bulletins/targets/read', { method: 'POST', body: { text, fillDown } });
    setAnswer(found);
    set({ targets: withTargets(form.targets, found.targets), pasted: found.rest });
  };
  const take = (text: string) => {
    set({ pasted: text });
    act.run(read(text));
  };

  return (
    <details class="list-import" open={form.pasted !== ''}>
      <summary>{say('web.import.title')}</summary>
      <div class="stack limits">
        <TextArea
          label={say('web.import.label')}
          hint={say('web.import.hint')}
          rows={6}
          code
          value={form.pasted}
          onValue={(pasted) => set({ pasted })}
        />
        <CheckField label={say('web.import.fill-down')} checked={fillDown} onChecked={setFillDown} />
        <div class="row">
          <ActButton act={act} onAct={read(form.pasted)}>
            {say('web.import.read')}
          </ActButton>
          <FileButton label={say('web.lots.import')} mostBytes={FILE_BYTES} onText={take} />
          <p role="status" class="soft">
            {answer !== null && said(answer)}
          </p>
        </div>
        <Refused act={act} />
        {answer !== null && answer.errors.length > 0 && (
          <Remarks heading="h3" title={say('web.import.errors')} remarks={answer.errors} />
        )}
        {answer !== null && answer.warnings.length > 0 && (
          <Remarks heading="h3" title={say('web.import.warnings')} remarks={answer.warnings} mild />
        )}
      </div>
    </details>
  );
}

function said({ rows, accepted, targets }: Answer): string {
  return say('web.import.said', {
    rows: sayCount('web.import.rows', accepted, { of: number(rows) }),
    products: sayCount('web.import.products', targets.length),
  });
}
