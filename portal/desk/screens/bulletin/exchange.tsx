/** The exchange between laboratory and authority about a bulletin: kept, in any state, never changed. */
import type { JSX, TargetedSubmitEvent } from 'preact';
import { Failure } from '../../../../renderer/components/states.tsx';
import { call } from '../../../../renderer/core/api.ts';
import { moment } from '../../../../renderer/core/format.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { Role } from '../../../workflow/transitions.ts';
import { Refused, useAct } from '../../components/act.tsx';
import { Author } from '../../components/author.tsx';
import { TextArea } from '../../components/fields.tsx';
import { useKept } from '../../core/kept.ts';
import { changed } from '../../core/live.ts';
import { me } from '../../core/session.ts';

interface Message {
  readonly id: string;
  readonly at: string;
  readonly by: Role;
  readonly name?: string;
  readonly onCall?: true;
  readonly text: string;
}

const LONGEST = 4_000;

export function Exchange({ id }: { id: string }): JSX.Element {
  const path = `/v1/bulletins/${encodeURIComponent(id)}/messages`;
  const { data, error, reload } = useResource<{ messages: readonly Message[] }>(path, [changed.bulletin]);
  const [text, setText] = useKept(`message/${id}`, '');
  const act = useAct();
  const send = (event: TargetedSubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (text.trim() === '') return;
    act.run(async () => {
      await call(path, { method: 'POST', body: { text: text.trim() } });
      setText('');
      reload();
    });
  };
  return (
    <section class="panel stack" aria-labelledby="exchange">
      <h2 id="exchange">{say('web.exchange')}</h2>
      {error !== null && <Failure error={error} retry={reload} />}
      {data !== null && data.messages.length === 0 && <p class="soft">{say('web.exchange.empty')}</p>}
      <ol class="plain stack" aria-live="polite">
        {data?.messages.map((one) => (
          <li key={one.id} class={one.by === me().role ? 'message is-mine' : 'message'}>
            <p class="soft small">
              <Author step={one} /> · {moment(one.at)}
            </p>
            <p class="prose" dir="auto">
              {one.text}
            </p>
          </li>
        ))}
      </ol>
      <form class="stack" onSubmit={send}>
        <TextArea label={say('web.exchange.write')} rows={3} maxLength={LONGEST} value={text} onValue={setText} />
        <Refused act={act} />
        <div class="row">
          <button type="submit" aria-disabled={act.busy ? 'true' : undefined}>
            {say('web.exchange.send')}
          </button>
        </div>
      </form>
    </section>
  );
}
