import type { JSX } from 'preact';
import type { BulletinAnswer } from '../../../agent/hook/schemas.ts';
import { StateBadge } from '../../components/badges.tsx';
import { say } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { when } from '../../core/when.ts';

/** Every revision, newest first, with what each changed. */
export function Revisions({ bulletin: { revisions } }: { bulletin: BulletinAnswer }): JSX.Element {
  const first = Math.min(...revisions.map(({ revision }) => revision));
  const newest = revisions.toSorted((a, b) => b.revision - a.revision);
  return (
    <section class="panel stack" aria-labelledby="bulletin-revisions">
      <h2 id="bulletin-revisions">{say('desk.bulletin.revisions')}</h2>
      <ol class="revisions" reversed>
        {newest.map(({ revision, state, publishedAt, receivedAt, effectiveAt, changes, liftReason }) => (
          <li key={revision} class={`revision is-${state}`}>
            <p class="row">
              <strong>{say('desk.bulletin.revision', { revision: String(revision) })}</strong>
              <StateBadge state={state} />
            </p>
            <p class="soft small">
              {say('desk.bulletin.published', { when: when(publishedAt ?? receivedAt) })}
              {effectiveAt !== null && ` · ${say('desk.bulletin.revision.effective', { when: when(effectiveAt) })}`}
            </p>
            {revision === first ? (
              <p>{say('desk.bulletin.revision.first')}</p>
            ) : changes.length === 0 ? (
              <p>{say('desk.bulletin.revision.unchanged')}</p>
            ) : (
              <ul class="revision-changes">
                {changes.map(({ code, text }) => (
                  <li key={`${code} ${text}`}>{typeset(text)}</li>
                ))}
              </ul>
            )}
            {liftReason !== null && !changes.some(({ code }) => code === 'lifted') && (
              <p>{say('desk.bulletin.lifted.reason', { reason: liftReason })}</p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
