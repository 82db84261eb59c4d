/** How a bulletin spreads, while it does: figures, curve, departments, kinds of recipient, and whom to telephone. */
import type { JSX } from 'preact';
import { Empty, Failure, Loading } from '../../../../renderer/components/states.tsx';
import { useNow } from '../../../../renderer/core/clock.ts';
import { useResource } from '../../../../renderer/core/resource.ts';
import { number, say, sayCount } from '../../../../renderer/core/say.ts';
import type { Progress, Step } from '../../../tracking/progress.ts';
import type { BulletinView } from '../../../workflow/bulletins.ts';
import { Curve, shareOf } from '../../components/curve.tsx';
import { Figure } from '../../components/figure.tsx';
import { PageOf } from '../../components/page-states.tsx';
import { changed, liveness } from '../../core/live.ts';
import { usePaced } from '../../core/paced.ts';
import { Head } from '../bulletin.tsx';
import { Departments } from './departments.tsx';
import { Laggards } from './laggards.tsx';
import { pathOf } from './path.ts';
import { Recipients } from './recipients.tsx';
import { ReportLinks } from './report-links.tsx';

const HOUR = 3_600;
/** The portal counts 110,000 workstations for each answer, while they all answer too. */
const PACE_MS = 2_000;

export function TrackingPage({ id }: { id: string }): JSX.Element {
  const paced = usePaced(changed.tracking, PACE_MS);
  const bulletin = useResource<BulletinView>(pathOf(id, null), [changed.bulletin]);
  const progress = useResource<Progress>(`/v1/bulletins/${encodeURIComponent(id)}/tracking/progress`, [
    paced,
    changed.bulletin,
  ]);
  if (bulletin.data === null) return <PageOf of={bulletin} />;
  return (
    <>
      <Head bulletin={bulletin.data} here="tracking" />
      {progress.error !== null && <Failure error={progress.error} retry={progress.reload} />}
      {progress.loading && <Loading />}
      {progress.data !== null && (
        <>
          <Figures bulletin={bulletin.data} progress={progress.data} />
          {progress.data.targeted.officines > 0 && (
            <>
              <Laggards id={id} steps={stepsOf(bulletin.data)} progress={progress.data} when={paced} />
              <Departments departments={progress.data.departments} />
              <Recipients id="recipients" title={say('web.recipients.title')} recipients={progress.data.recipients} />
            </>
          )}
        </>
      )}
    </>
  );
}

/** The steps that this bulletin asks for. */
function stepsOf(bulletin: BulletinView): readonly Step[] {
  const counted = bulletin.kind === 'recall' && bulletin.recall?.reportQuantities === true;
  return ['delivered', 'displayed', 'acknowledged', ...(counted ? (['reported'] as const) : [])];
}

function Figures({ bulletin, progress }: { bulletin: BulletinView; progress: Progress }): JSX.Element {
  const now = useNow();
  const { targeted, revision, publishedAt } = progress;
  const steps = stepsOf(bulletin);
  const missing = targeted.officines - progress.steps.delivered.officines;
  return (
    <>
      <p class="soft" role="status">
        {say(liveness.value === 'stream' ? 'web.tracking.live' : 'web.tracking.polling', { n: revision })}
      </p>
      <dl class="figures">
        <Figure
          name={say('web.tracking.targeted')}
          value={number(targeted.workstations)}
          more={sayCount('web.tracking.officines', targeted.officines)}
        />
        {steps.map((step) => (
          <Figure
            key={step}
            name={say(`web.step.${step}`)}
            value={number(progress.steps[step].count)}
            share={shareOf(progress.steps[step].count, targeted.workstations)}
            more={sayCount('web.tracking.officines', progress.steps[step].officines)}
          />
        ))}
        <Figure
          name={say('web.tracking.not-reached')}
          value={number(missing)}
          more={sayCount('web.tracking.of-officines', targeted.officines)}
          warn={missing > 0}
        />
      </dl>
      <ReportLinks id={bulletin.id} reference={bulletin.reference} />
      {targeted.officines === 0 ? (
        <Empty>{say('web.tracking.nobody')}</Empty>
      ) : (
        <section class="panel">
          <Curve
            title={say('web.curve.title')}
            series={steps.map((step) => ({ ...progress.steps[step], name: step, label: say(`web.step.${step}`) }))}
            total={targeted.workstations}
            until={Math.min(HOUR, Math.max(0, (now - Date.parse(publishedAt)) / 1000))}
          />
        </section>
      )}
    </>
  );
}
