/** What waits for someone, each line leading to where it is done. */
import type { ComponentChildren, JSX } from 'preact';
import { DrillBadge, KindBadge, StateBadge } from '../../components/badges.tsx';
import { Empty } from '../../components/states.tsx';
import { hrefOf } from '../../core/router.ts';
import { say, sayCount } from '../../core/say.ts';
import { typeset } from '../../core/typeset.ts';
import { when } from '../../core/when.ts';
import { setFilters } from '../bulletins/filters.ts';
import { Urgency } from '../bulletins/urgency.tsx';
import type { Subject, Task } from './tasks.ts';

export interface TaskListProps {
  readonly tasks: readonly Task[];
  readonly elsewhere: number;
  readonly olderAlarms: number;
}

/** The tasks, or that nothing waits. */
export function TaskList({ tasks, elsewhere, olderAlarms }: TaskListProps): JSX.Element {
  return (
    <>
      {tasks.length === 0 ? (
        <Empty>{say('desk.today.tasks.none')}</Empty>
      ) : (
        <ul class="tasks">
          {tasks.map((task) => (
            <li key={keyOf(task)} class={`task task-${task.kind}`}>
              <TaskLine task={task} />
            </li>
          ))}
        </ul>
      )}
      {elsewhere > 0 && (
        <p class="soft">
          {sayCount('desk.today.elsewhere', elsewhere)}{' '}
          <a
            href={hrefOf('bulletins')}
            onClick={() => setFilters({ q: '', kind: '', state: 'in-force', unread: true })}
          >
            {say('desk.today.elsewhere.see')}
          </a>
        </p>
      )}
      {olderAlarms > 0 && (
        <p class="soft">
          <a href={hrefOf('diagnostics')}>{say('desk.today.alarms.older')}</a>
        </p>
      )}
    </>
  );
}

const keyOf = (task: Task) =>
  task.kind === 'held' ? 'held' : task.kind === 'alarm' ? task.alarm.id : `${task.kind} ${task.subject.id}`;

function TaskLine({ task }: { task: Task }): JSX.Element {
  switch (task.kind) {
    case 'held':
      return (
        <>
          <p class="task-what">{sayCount('desk.today.task.held', task.n)}</p>
          {task.until !== null && <p>{say('desk.today.task.held.until', { when: when(task.until) })}</p>}
        </>
      );
    case 'alarm':
      return (
        <>
          <p class="task-what">
            {say('desk.today.task.alarm')} <span class="soft">{when(task.alarm.at)}</span>
          </p>
          <p>
            <a href={hrefOf('diagnostics')}>{typeset(task.alarm.text)}</a>
          </p>
        </>
      );
    case 'acknowledge':
      return (
        <SubjectLine subject={task.subject}>
          {say(`desk.today.task.acknowledge${task.subject.state === 'lifted' ? '-lifted' : ''}`)}
        </SubjectLine>
      );
    case 'report':
      return <SubjectLine subject={task.subject}>{say('desk.today.task.report')}</SubjectLine>;
    case 'scheduled':
      return (
        <SubjectLine subject={task.subject}>{say('desk.today.task.scheduled', { when: when(task.at) })}</SubjectLine>
      );
  }
}

function SubjectLine({ subject, children }: { subject: Subject; children: ComponentChildren }): JSX.Element {
  const { id, kind, drill, state, title, reference, receivedAt } = subject;
  return (
    <>
      <p class="task-what">
        {children}
        {drill && <DrillBadge />}
        <KindBadge kind={kind} />
        {state === 'lifted' && <StateBadge state={state} />}
      </p>
      <p class="task-title">
        <a class="stretched" href={hrefOf('bulletins', id)}>
          <bdi>{title || reference}</bdi>
        </a>
      </p>
      <p class="task-facts soft small">
        <bdi>{reference}</bdi>
        <Urgency of={subject} />
        <span>{say('desk.today.task.received', { when: when(receivedAt) })}</span>
      </p>
    </>
  );
}
