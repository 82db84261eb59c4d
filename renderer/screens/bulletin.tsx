/** One bulletin: what it says, what to do, what was done about it here, and every revision of it. */
import type { JSX } from 'preact';
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';
import { Empty, Failure, Loading } from '../components/states.tsx';
import { ApiProblem } from '../core/api.ts';
import { bulletinsChanged } from '../core/events.ts';
import { useResource } from '../core/resource.ts';
import { hrefOf } from '../core/router.ts';
import { say } from '../core/say.ts';
import { Targets } from '../popup/targets.tsx';
import { printSheet, RecallSheet } from '../print/recall-sheet.tsx';
import { Acknowledge } from './bulletin/acknowledge.tsx';
import { Head } from './bulletin/head.tsx';
import { History } from './bulletin/history.tsx';
import { Lookback } from './bulletin/lookback.tsx';
import { Quarantine } from './bulletin/quarantine.tsx';
import { Revisions } from './bulletin/revisions.tsx';
import { WhatToDo } from './bulletin/what-to-do.tsx';

/** The bulletin of that id, kept current by the event stream. */
export function Bulletin({ id }: { id: string }): JSX.Element {
  const address = `/v1/bulletins/${encodeURIComponent(id)}`;
  const { data, error, reload } = useResource<BulletinAnswer>(address, [bulletinsChanged]);
  const unknown = error instanceof ApiProblem && error.problem.status === 404;
  return (
    <>
      <div class="row spread bulletin-bar">
        <a href={hrefOf('bulletins')}>← {say('desk.bulletin.back')}</a>
        {data !== null && (
          <button type="button" onClick={() => printSheet(data.id)}>
            {say('desk.bulletin.print')}
          </button>
        )}
      </div>
      {data !== null ? (
        <Whole bulletin={data} reload={reload} />
      ) : unknown ? (
        <Empty>{say('desk.bulletin.unknown')}</Empty>
      ) : error !== null ? (
        <Failure error={error} retry={reload} />
      ) : (
        <Loading />
      )}
    </>
  );
}

function Whole({ bulletin, reload }: { bulletin: BulletinAnswer; reload: () => void }): JSX.Element {
  const { notice } = bulletin;
  return (
    <article class={`bulletin${notice.state === 'lifted' ? ' is-lifted' : ''}${notice.drill ? ' is-drill' : ''}`}>
      <Head bulletin={bulletin} />
      {!bulletin.acknowledged && <Acknowledge bulletin={bulletin} onDone={reload} />}
      <div class="bulletin-columns">
        <div class="stack">
          <WhatToDo bulletin={bulletin} />
          <section class="panel stack" aria-labelledby="bulletin-targets">
            <h2 id="bulletin-targets">
              {say(bulletin.kind === 'shortage' ? 'desk.bulletin.targets.shortage' : 'desk.bulletin.targets.recall')}
            </h2>
            <Targets targets={notice.targets} />
          </section>
          <Quarantine bulletin={bulletin} onDone={reload} />
          {bulletin.kind !== 'shortage' && <Lookback bulletin={bulletin} />}
        </div>
        <div class="stack">
          <History bulletin={bulletin} />
          <Revisions bulletin={bulletin} />
        </div>
      </div>
      <RecallSheet bulletin={bulletin} quarantine={bulletin.quarantine} onDemand />
    </article>
  );
}
