/** One bulletin: what it says, what became of it, the exchange about it, and what may be done with it now. */
import type { JSX } from 'preact';
import { Failure } from '../../../renderer/components/states.tsx';
import { moment } from '../../../renderer/core/format.ts';
import { useResource } from '../../../renderer/core/resource.ts';
import { say } from '../../../renderer/core/say.ts';
import type { BulletinView } from '../../workflow/bulletins.ts';
import { DrillBadge, StateBadge } from '../components/badges.tsx';
import { PageOf } from '../components/page-states.tsx';
import { changed } from '../core/live.ts';
import { hrefOf } from '../core/router.ts';
import { may } from '../core/session.ts';
import { Actions } from './bulletin/actions.tsx';
import { Changes } from './bulletin/changes.tsx';
import { Content } from './bulletin/content.tsx';
import { Exchange } from './bulletin/exchange.tsx';
import { History } from './bulletin/history.tsx';
import { pathOf } from './bulletin/path.ts';

export function BulletinPage({ id, query }: { id: string; query: URLSearchParams }): JSX.Element {
  const revision = query.get('revision');
  const bulletin = useResource<BulletinView>(pathOf(id, revision), [changed.bulletin]);
  const { data, error, reload } = bulletin;
  if (data === null) return <PageOf of={bulletin} />;
  return (
    <>
      <Head bulletin={data} />
      {error !== null && <Failure error={error} retry={reload} />}
      <Actions bulletin={data} onDone={reload} />
      <div class="page-columns">
        <div class="stack">
          <Changes bulletin={data} />
          <Content bulletin={data} />
        </div>
        <div class="stack">
          <History bulletin={data} />
          {may(`${data.kind === 'alert' ? 'alert' : 'recall'}.write`) && <Exchange id={id} />}
        </div>
      </div>
    </>
  );
}

/** Reference, title, state, and where else there is something about it. */
export function Head({
  bulletin,
  here,
}: {
  bulletin: BulletinView;
  here?: 'tracking' | 'outreach' | 'report' | 'edit';
}): JSX.Element {
  const { id, reference, title, state, drill, revision, revisions, kind } = bulletin;
  const since = revisions.find((one) => one.revision === revision);
  const published = revisions.some((one) => one.position !== undefined);
  return (
    <header class="bulletin-head">
      <p>
        <a href={hrefOf(kind === 'alert' ? 'alerts' : 'recalls')}>
          {say(kind === 'alert' ? 'web.nav.alerts' : 'web.nav.recalls')}
        </a>
        {' › '}
        <bdi class="code">{reference}</bdi>
      </p>
      <h1 dir="auto">{title}</h1>
      <p class="row badges">
        {drill && <DrillBadge />}
        <StateBadge state={state} />
        <span>
          {say('web.revision', { n: revision })}
          {since !== undefined && ` · ${moment(since.at)}`}
        </span>
      </p>
      {published && may('tracking.read') && (
        <nav class="tabs" aria-label={say('web.bulletin.parts')}>
          <a href={hrefOf('bulletin', id, { kind })} aria-current={here === undefined ? 'page' : undefined}>
            {say('web.bulletin.content')}
          </a>
          <a
            href={hrefOf('bulletin', id, 'tracking', { kind })}
            aria-current={here === 'tracking' ? 'page' : undefined}
          >
            {say('web.bulletin.tracking')}
          </a>
          {kind !== 'shortage' && (
            <a
              href={hrefOf('bulletin', id, 'outreach', { kind })}
              aria-current={here === 'outreach' ? 'page' : undefined}
            >
              {say('web.bulletin.outreach')}
            </a>
          )}
          {may('report.read') && (
            <a href={hrefOf('bulletin', id, 'report', { kind })} aria-current={here === 'report' ? 'page' : undefined}>
              {say('web.bulletin.report')}
            </a>
          )}
        </nav>
      )}
    </header>
  );
}
