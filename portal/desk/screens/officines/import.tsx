/** Officines from a spreadsheet: tried first, then taken row by row; rows that are refused stay, to be corrected. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { number, say } from '../../../../renderer/core/say.ts';
import { ActButton, Refused, useAct } from '../../components/act.tsx';
import { TextArea } from '../../components/fields.tsx';
import { FileButton } from '../../components/file-button.tsx';
import { type Remark, Remarks } from '../../components/remarks.tsx';
import { useKept } from '../../core/kept.ts';
import { hrefOf } from '../../core/router.ts';

/** As the portal answers `POST /v1/officines/import`. */
interface Answer {
  readonly dryRun: boolean;
  readonly columns: ReadonlyArray<{ readonly header: string; readonly field: string | null }>;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly errors: readonly Remark[];
  readonly rest: string;
}

/** 30,000 officines with their addresses; the portal takes 12 MB of JSON. */
const FILE_BYTES = 8 * 1024 * 1024;

export function ImportOfficines(): JSX.Element {
  const [text, setText] = useKept('officine-list', '');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const act = useAct();
  const send = (dryRun: boolean) => async () => {
    const found = await call<Answer>('/v1/officines/import', { method: 'POST', body: { text, dryRun } });
    setAnswer(found);
    if (!dryRun) setText(found.rest);
  };
  const unread = answer?.columns.flatMap(({ header, field }) => (field === null ? [header] : [])) ?? [];
  return (
    <>
      <p>
        <a href={hrefOf('officines')}>{say('web.nav.officines')}</a>
      </p>
      <h1>{say('web.officines.import')}</h1>
      <TextArea
        label={say('web.officines.import.label')}
        hint={say('web.officines.import.hint')}
        rows={10}
        code
        value={text}
        onValue={setText}
      />
      <div class="row">
        <FileButton label={say('web.lots.import')} mostBytes={FILE_BYTES} onText={setText} />
        <ActButton act={act} onAct={send(true)}>
          {say('web.officines.import.try')}
        </ActButton>
        <ActButton act={act} onAct={send(false)} primary>
          {say('web.officines.import.do')}
        </ActButton>
      </div>
      <Refused act={act} />
      {answer !== null && (
        <p role="status">
          {say(answer.dryRun ? 'web.officines.import.would' : 'web.officines.import.done', {
            rows: number(answer.rows),
            created: number(answer.created),
            updated: number(answer.updated),
            unchanged: number(answer.unchanged),
            errors: number(answer.errors.length),
          })}
        </p>
      )}
      {unread.length > 0 && <p>{say('web.officines.import.unread', { columns: unread.join(', ') })}</p>}
      {answer !== null && answer.errors.length > 0 && (
        <Remarks heading="h2" title={say('web.officines.import.errors')} remarks={answer.errors} />
      )}
    </>
  );
}
