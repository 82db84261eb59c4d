/** What became of each revision, newest first. */
import type { JSX } from 'preact';
import { moment } from '../../../../renderer/core/format.ts';
import { say } from '../../../../renderer/core/say.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { Agreed } from '../../components/agreed.tsx';
import { Author } from '../../components/author.tsx';
import { StateBadge } from '../../components/badges.tsx';
import { hrefOf } from '../../core/router.ts';

export function History({ bulletin }: { bulletin: BulletinView }): JSX.Element {
  const { id, kind, revision, revisions } = bulletin;
  return (
    <section class="panel stack">
      <h2>{say('web.history')}</h2>
      <ol class="plain stack" reversed>
        {revisions.toReversed().map((one) => (
          <li key={one.revision}>
            <p class="row badges">
              {one.revision === revision ? (
                <strong>{say('web.revision', { n: one.revision })}</strong>
              ) : (
                <a href={hrefOf('bulletin', id, { kind, revision: String(one.revision) })}>
                  {say('web.revision', { n: one.revision })}
                </a>
              )}
              <StateBadge state={one.state} />
              {one.lift && <span class="small">{say('web.history.lift')}</span>}
            </p>
            <Agreed agreed={one.agreed} />
            <p class="soft small">
              {moment(one.at)} · <Author step={one} />
            </p>
            {one.reason !== undefined && (
              <p class="prose" dir="auto">
                {say(one.state === 'rejected' ? 'web.history.rejected' : 'web.history.reason')} {one.reason}
              </p>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
