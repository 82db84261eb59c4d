/** How a bulletin spreads, while it does: figures, curve, departments, and whom to telephone. */
import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { useNow } from '../../../../renderer/core/clock.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import type { TrackingView } from '../../../tracking/tracking.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { Curve, shareOf } from '../../components/curve.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { changed, liveness } from '../../core/live.ts';
import { usePaced } from '../../core/paced.ts';
import { Head } from '../bulletin.tsx';
import { Departments } from './departments.tsx';
import { departmentsOf, spreadOf } from './figures.ts';
import { Laggards } from './laggards.tsx';
import { pathOf } from './path.ts';
import { ReportLinks } from './report-links.tsx';

const HOUR = 3_600;
/** The answer names every officine: with 22,000 of them it is not asked for each second. */
const PACE_MS = 3_000;

export function TrackingPage({ id }: { id: string }): JSX.Element {
  const bulletin = useResource<BulletinView>(pathOf(id, null), [changed.bulletin]);
  const tracking = useResource<TrackingView>(`/v1/bulletins/${encodeURIComponent(id)}/tracking`, [
    usePaced(changed.tracking, PACE_MS),
    changed.bulletin,
  ]);
  if (bulletin.data === null) return <PageOf of={bulletin} />;
  return (
    <>
      <Head bulletin={bulletin.data} here="tracking" />
      {tracking.error !== null && <Failure error={tracking.error} retry={tracking.reload} />}
      {tracking.loading && <Loading />}
      {tracking.data !== null && <Figures bulletin={bulletin.data} tracking={tracking.data} />}
    </>
  );
}

function Figures({ bulletin, tracking }: { bulletin: BulletinView; tracking: TrackingView }): JSX.Element {
  const now = useNow();
  const published = bulletin.revisions.find(({ revision }) => revision === tracking.revision);
  const start = published === undefined ? now : Date.parse(published.at);
  const spread = useMemo(() => spreadOf(tracking, start), [tracking, start]);
  const departments = useMemo(() => departmentsOf(tracking), [tracking]);
  const { targeted, officines, notReached } = tracking;
  return (
    <>
      <p class="soft" role="status">
        {say(liveness.value === 'stream' ? 'web.tracking.live' : 'web.tracking.polling', { n: tracking.revision })}
      </p>
      <dl class="figures">
        <Figure
          name={say('web.tracking.targeted')}
          value={number(targeted)}
          more={sayCount('web.tracking.officines', officines.length)}
        />
        {spread.map(({ step }) => (
          <Figure
            key={step}
            name={say(`web.step.${step}`)}
            value={number(tracking[step])}
            more={shareOf(tracking[step], targeted)}
          />
        ))}
        <Figure
          name={say('web.tracking.not-reached')}
          value={number(notReached.length)}
          more={say('web.tracking.not-reached-unit')}
          warn={notReached.length > 0}
        />
      </dl>
      <ReportLinks id={bulletin.id} reference={bulletin.reference} />
      {officines.length === 0 ? (
        <Empty>{say('web.tracking.nobody')}</Empty>
      ) : (
        <>
          <section class="panel">
            <Curve
              title={say('web.curve.title')}
              series={spread.map((one) => ({ ...one, name: one.step, label: say(`web.step.${one.step}`) }))}
              total={targeted}
              until={Math.min(HOUR, Math.max(0, (now - start) / 1000))}
            />
          </section>
          <Laggards notReached={notReached} officines={officines} revision={tracking.revision} />
          <Departments departments={departments} />
        </>
      )}
    </>
  );
}

function Figure(props: { name: string; value: string; more: string; warn?: boolean }): JSX.Element {
  return (
    <div class={props.warn ? 'panel is-warning' : 'panel'}>
      <dt>{props.name}</dt>
      <dd>
        <strong>{props.value}</strong> <span class="soft">{props.more}</span>
      </dd>
    </div>
  );
}
