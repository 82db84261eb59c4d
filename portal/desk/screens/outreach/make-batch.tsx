/** Takes the letters that are due into a batch, of one bulletin or of all. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../../../../renderer/core/api.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { LetterBatchBody, MadeBatch } from '../../../outreach/letters/batches.ts';
import { fieldError, Refused, useAct } from '../../components/act.tsx';
import { TextArea } from '../../components/fields.tsx';
import { useKept } from '../../core/kept.ts';
import { go } from '../../core/router.ts';

export function MakeBatch({ bulletin, onMade }: { bulletin?: string; onMade: () => void }): JSX.Element {
  const [sender, setSender] = useKept('letters/sender', '');
  const [made, setMade] = useState<MadeBatch | null>(null);
  const act = useAct();
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    setMade(null);
    act.run(async () => {
      const body: LetterBatchBody = { ...(bulletin !== undefined && { bulletin }), sender: linesOf(sender) };
      const answer = await call<MadeBatch>('/v1/outreach/letters', { method: 'POST', body });
      // Addresses that were refused are read first; the batch stands in the list.
      if (answer.batch !== null && answer.refused.length === 0) go('outreach', answer.batch.id);
      else setMade(answer);
      onMade();
    });
  };
  return (
    <form class="panel stack" onSubmit={submit} aria-labelledby="make-batch">
      <h2 id="make-batch">{say('web.letters.make')}</h2>
      <p class="soft">{say(bulletin === undefined ? 'web.letters.make.all' : 'web.letters.make.of')}</p>
      <TextArea
        label={say('web.letters.sender')}
        rows={3}
        value={sender}
        onValue={setSender}
        error={fieldError(act, 'sender')}
      />
      <Refused act={act} />
      <div class="row">
        <button type="submit" aria-disabled={act.busy ? 'true' : undefined}>
          {say('web.letters.make')}
        </button>
        <p role="status">{made?.batch === null && made.refused.length === 0 && say('web.letters.nothing-due')}</p>
      </div>
      {made !== null && made.refused.length > 0 && (
        <div class="failure" role="alert">
          <p>{say('web.letters.refused')}</p>
          <ul>
            {made.refused.map(({ outreach, name, fault }) => (
              <li key={outreach}>
                <bdi>{name}</bdi> : {say(`web.letters.fault.${fault}`)}
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  );
}

/** What stands on each line, without empty ones. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
