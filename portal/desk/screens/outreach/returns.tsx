/** Letters that came back, by the code that stands on them. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { say, sayCount } from '../../../../renderer/core/say.ts';
import type { ReturnsAnswer, ReturnsBody } from '../../../outreach/letters/batches.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { TextArea } from '../../components/fields.tsx';
import { useKept } from '../../core/kept.ts';
import { linesOf } from './make-batch.tsx';

export function Returns({ onRecorded }: { onRecorded: () => void }): JSX.Element {
  const [text, setText] = useKept('letters/returns', '');
  const [answer, setAnswer] = useState<ReturnsAnswer | null>(null);
  const [empty, setEmpty] = useState(false);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const returns = returnsOf(text);
    setEmpty(returns.length === 0);
    setAnswer(null);
    if (returns.length === 0) return;
    act.run(async () => {
      const body: ReturnsBody = { returns: [...returns] };
      const said = await call<ReturnsAnswer>('/v1/outreach/letters/returns', { method: 'POST', body });
      const wrong = new Set([...said.unknown, ...said.notHandedOver]);
      // What could not be recorded stays to be corrected.
      setText(
        linesOf(text)
          .filter((line) => wrong.has(codeOf(line)))
          .join('\n'),
      );
      setAnswer(said);
      onRecorded();
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="returns">
      <h2 id="returns">{say('web.returns.title')}</h2>
      <TextArea
        label={say('web.returns.label')}
        hint={say('web.returns.hint')}
        rows={4}
        code
        value={text}
        onValue={setText}
        error={empty ? say('web.returns.nothing') : undefined}
      />
      <Refused act={act} />
      <div class="row">
        <button type="submit" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.returns.record')}
        </button>
        <p role="status">{answer !== null && sayCount('web.returns.recorded', answer.recorded)}</p>
      </div>
      {answer !== null && answer.unknown.length + answer.notHandedOver.length > 0 && (
        <div class="failure" role="alert">
          {answer.unknown.length > 0 && <p>{say('web.returns.unknown', { codes: answer.unknown.join(', ') })}</p>}
          {answer.notHandedOver.length > 0 && (
            <p>{say('web.returns.not-handed', { codes: answer.notHandedOver.join(', ') })}</p>
          )}
        </div>
      )}
    </form>
  );
}

const codeOf = (line: string) => line.split(/[;\t]/, 1)[0]?.trim() ?? '';

/** A letter a line: its code, and behind `;` or a tab why it came back. */
function returnsOf(text: string): ReturnsBody['returns'] {
  return linesOf(text).map((line) => {
    const remark = line.replace(/^[^;\t]*[;\t]?/, '').trim();
    return { code: codeOf(line), remark: remark || say('web.returns.no-reason') };
  });
}
