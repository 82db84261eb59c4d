/** What a revision changes against the one that officines had before it, in sentences. */
import type { JSX } from 'preact';
import { Empty, Failure } from '../../../../renderer/components/states.tsx';
import { useResource } from '../../../../renderer/core/resource.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import type { Difference } from '../../../workflow/preview.ts';
import { changed } from '../../core/live.ts';

export function Changes({ bulletin: { id, revision } }: { bulletin: BulletinView }): JSX.Element | null {
  const path = `/v1/bulletins/${encodeURIComponent(id)}/changes?to=${revision}`;
  const { data, error, reload } = useResource<Difference>(revision === 1 ? null : path, [changed.bulletin]);
  if (error !== null) return <Failure error={error} retry={reload} />;
  // An answer about another revision stands for a moment while this one is asked for.
  if (data === null || data.to !== revision || data.from === null) return null;
  return (
    <section class="panel stack" aria-labelledby="changes">
      <h2 id="changes">{say('web.changes.title', { from: data.from, to: data.to })}</h2>
      {data.changes.length === 0 ? (
        <Empty>{say('web.changes.none')}</Empty>
      ) : (
        <ul>
          {data.changes.map(({ text }) => (
            <li key={text} dir="auto">
              {text}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
