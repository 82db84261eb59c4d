/** The first screen: what waits for someone, how current the list is, what was checked last. */
import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { AttentionAnswer } from '../../agent/hook/schemas/attention.ts';
import type { BulletinsAnswer, JournalAnswer, StatusAnswer } from '../../agent/hook/schemas.ts';
import { Failure, Loading } from '../components/states.tsx';
import { useNow } from '../core/clock.ts';
import { attentionChanged, bulletinsChanged, feed } from '../core/events.ts';
import { useResource } from '../core/resource.ts';
import { say, sayCount } from '../core/say.ts';
import { FeedPanel } from './today/feed-panel.tsx';
import { LastChecks } from './today/last-checks.tsx';
import { TaskList } from './today/task-list.tsx';
import { tasksOf } from './today/tasks.ts';

/** Checks come by the stream, what became of the packs does not: it is asked for at this pace. */
const OUTCOMES_MS = 10_000;

/** The screen « Aujourd’hui ». */
export function Today(_: { id: string | null }): JSX.Element {
  const status = useResource<StatusAnswer>('/v1/status', [feed]);
  const journal = useResource<JournalAnswer>('/v1/journal?limit=60', [bulletinsChanged]);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && journal.reload(), OUTCOMES_MS);
    return () => clearInterval(timer);
  }, [journal.reload]);
  return (
    <>
      <h1>{say('desk.nav.today')}</h1>
      <div class="today">
        <Tasks alarms={status.data?.alarms ?? null} />
        <div class="stack">
          <FeedPanel status={status.data} />
          <LastChecks journal={journal} />
        </div>
      </div>
    </>
  );
}

function Tasks({ alarms }: { alarms: StatusAnswer['alarms'] | null }): JSX.Element {
  const now = useNow();
  const inForce = useResource<BulletinsAnswer>('/v1/bulletins?state=in-force', [bulletinsChanged]);
  const scheduled = useResource<BulletinsAnswer>('/v1/bulletins?state=scheduled', [bulletinsChanged]);
  const attention = useResource<AttentionAnswer>('/v1/attention', [attentionChanged]);
  const asked = [inForce, scheduled, attention];
  const failed = asked.find(({ error, data }) => error !== null && data === null);
  const found =
    inForce.data === null || scheduled.data === null || asked.some(({ loading }) => loading)
      ? null
      : tasksOf({
          inForce: inForce.data.bulletins,
          scheduled: scheduled.data.bulletins,
          attention: attention.data,
          alarms: alarms ?? [],
          now,
        });
  return (
    <section class="stack" aria-labelledby="today-tasks">
      <div class="row spread">
        <h2 id="today-tasks">{say('desk.today.tasks')}</h2>
        <p class="soft" role="status">
          {found !== null && found.tasks.length > 0 && sayCount('desk.today.tasks.count', found.tasks.length)}
        </p>
      </div>
      {failed?.error != null && (
        <Failure
          error={failed.error}
          retry={() => {
            for (const { reload } of asked) reload();
          }}
        />
      )}
      {found !== null ? <TaskList {...found} /> : failed === undefined && <Loading />}
    </section>
  );
}
