/** A list from a spreadsheet: tried first, then taken row by row; rows that are refused stay, to be corrected. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../renderer/core/api.ts';
import { number, say } from '../../../renderer/core/say.ts';
import { useKept } from '../core/kept.ts';
import { ActButton, Refused, useAct } from './act.tsx';
import { TextArea } from './fields.tsx';
import { FileButton } from './file-button.tsx';
import { type Remark, Remarks } from './remarks.tsx';

/** As the portal answers `POST /v1/officines/import` and `POST /v1/recipients/import`. */
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

/** 30,000 rows with their addresses; the portal takes 12 MB of JSON. */
const FILE_BYTES = 8 * 1024 * 1024;

export function ImportList(props: {
  /** Where it is posted. */
  readonly path: string;
  /** Name under which what was typed is kept. */
  readonly keptAs: string;
  readonly label: string;
  readonly hint: string;
}): JSX.Element {
  const [text, setText] = useKept(props.keptAs, '');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const act = useAct();
  const send = (dryRun: boolean) => async () => {
    const found = await call<Answer>(props.path, { method: 'POST', body: { text, dryRun } });
    setAnswer(found);
    if (!dryRun) setText(found.rest);
  };
  const unread = answer?.columns.flatMap(({ header, field }) => (field === null ? [header] : [])) ?? [];
  return (
    <>
      <TextArea label={props.label} hint={props.hint} rows={10} code value={text} onValue={setText} />
      <div class="row">
        <FileButton label={say('web.lots.import')} mostBytes={FILE_BYTES} onText={setText} />
        <ActButton act={act} onAct={send(true)}>
          {say('web.list-import.try')}
        </ActButton>
        <ActButton act={act} onAct={send(false)} primary>
          {say('web.list-import.do')}
        </ActButton>
      </div>
      <Refused act={act} />
      {answer !== null && (
        <p role="status">
          {say(answer.dryRun ? 'web.list-import.would' : 'web.list-import.done', {
            rows: number(answer.rows),
            created: number(answer.created),
            updated: number(answer.updated),
            unchanged: number(answer.unchanged),
            errors: number(answer.errors.length),
          })}
        </p>
      )}
      {unread.length > 0 && <p>{say('web.list-import.unread', { columns: unread.join(', ') })}</p>}
      {answer !== null && answer.errors.length > 0 && (
        <Remarks heading="h2" title={say('web.list-import.errors')} remarks={answer.errors} />
      )}
    </>
  );
}
