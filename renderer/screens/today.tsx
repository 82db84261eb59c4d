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
  const tasks = useTasks(status.data?.alarms ?? []);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === 'visible' && journal.reload(), OUTCOMES_MS);
    return () => clearInterval(timer);
  }, [journal.reload]);
  return (
    <>
      <h1>{say('desk.nav.today')}</h1>
      <FeedPanel status={status.data} />
      {/* What the panel above says, and so its height, is known by then. */}
      {(status.data !== null || status.error !== null) && (
        <div class="today">
          <section class="stack" aria-labelledby="today-tasks">
            <div class="row spread">
              <h2 id="today-tasks">{say('desk.today.tasks')}</h2>
              <p class="soft" role="status">
                {tasks.found !== null &&
                  tasks.found.tasks.length > 0 &&
                  sayCount('desk.today.tasks.count', tasks.found.tasks.length)}
              </p>
            </div>
            {tasks.error !== null && <Failure error={tasks.error} retry={tasks.retry} />}
            {tasks.found !== null ? <TaskList {...tasks.found} /> : tasks.error === null && <Loading />}
          </section>
          {/* Where it stands under the tasks, it would be pushed down by them. */}
          {(tasks.found !== null || tasks.error !== null) && <LastChecks journal={journal} />}
        </div>
      )}
    </>
  );
}

interface Tasks {
  /** Null until every answer is there. */
  readonly found: ReturnType<typeof tasksOf> | null;
  /** Why one of them is not. */
  readonly error: Error | null;
  readonly retry: () => void;
}

/** What waits, asked again whenever that may have changed. */
function useTasks(alarms: StatusAnswer['alarms']): Tasks {
  const now = useNow();
  const inForce = useResource<BulletinsAnswer>('/v1/bulletins?state=in-force', [bulletinsChanged]);
  const scheduled = useResource<BulletinsAnswer>('/v1/bulletins?state=scheduled', [bulletinsChanged]);
  const attention = useResource<AttentionAnswer>('/v1/attention', [attentionChanged]);
  const asked = [inForce, scheduled, attention];
  const error = asked.find(({ error, data }) => error !== null && data === null)?.error ?? null;
  const found =
    inForce.data === null || scheduled.data === null || attention.loading
      ? null
      : tasksOf({
          inForce: inForce.data.bulletins,
          scheduled: scheduled.data.bulletins,
          attention: attention.data,
          alarms,
          now,
        });
  const retry = () => {
    for (const { reload } of asked) reload();
  };
  return { found, error, retry };
}
