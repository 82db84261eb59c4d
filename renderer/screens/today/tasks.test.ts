import { describe, expect, test } from 'vitest';
import { summary } from '../questions.testkit.ts';
import { type Sources, type Task, tasksOf } from './tasks.ts';

const NOW = Date.parse('2026-11-23T12:00:00.000Z');
const nothing: Sources = { inForce: [], scheduled: [], attention: null, alarms: [], now: NOW };
const names = (tasks: readonly Task[]) =>
  tasks.map((task) =>
    task.kind === 'held' ? `held ${task.n}` : `${task.kind} ${task.kind === 'alarm' ? task.alarm.id : task.subject.id}`,
  );
const of = (sources: Partial<Sources>) => names(tasksOf({ ...nothing, ...sources }).tasks);
const alarm = (id: string, at: string) => ({ id, at, code: 'feed-fork', text: 'Deux listes.', detail: {} });

describe('what waits for someone', () => {
  test('nothing, where all is read and reported', () => {
    expect(tasksOf({ ...nothing, inForce: [summary('A', { acknowledged: true })] })).toEqual({
      tasks: [],
      elsewhere: 0,
      olderAlarms: 0,
    });
  });

  test('notified ones as well as those that interrupt; those for others are only counted', () => {
    const inForce = [
      summary('NOTIFY', { attention: 'notify' }),
      summary('INTERRUPT', { attention: 'interrupt' }),
      summary('ELSEWHERE', { reaches: false }),
      summary('READ', { acknowledged: true }),
    ];
    expect(of({ inForce })).toEqual(['acknowledge NOTIFY', 'acknowledge INTERRUPT']);
    expect(tasksOf({ ...nothing, inForce }).elsewhere).toBe(1);
  });

  test('what the pop-up shows too, though not in force: each once', () => {
    const { receivedAt, ...lifted } = summary('LIFTED', { state: 'lifted' });
    const show = [
      { ...lifted, receivedAt },
      { ...summary('A'), title: 'of the pop-up' },
    ];
    const attention = { show, waiting: 2, held: 0, heldUntil: null };
    expect(of({ inForce: [summary('A')], attention })).toEqual(['acknowledge LIFTED', 'acknowledge A']);
  });

  test('quantities, once it is acknowledged', () => {
    const inForce = [
      summary('UNREAD', { reportDue: true }),
      summary('READ', { reportDue: true, acknowledged: true }),
      summary('ELSEWHERE', { reportDue: true, acknowledged: true, reaches: false }),
    ];
    expect(of({ inForce })).toEqual(['acknowledge UNREAD', 'report READ']);
  });

  test('held pop-ups first, then to read, alarms, quantities, and what comes', () => {
    expect(
      of({
        inForce: [summary('READ', { acknowledged: true, reportDue: true }), summary('UNREAD')],
        scheduled: [
          summary('LATER', { state: 'scheduled', effectiveAt: '2026-12-02T00:00:00+01:00' }),
          summary('SOON', { state: 'scheduled', effectiveAt: '2026-12-01T23:30:00Z' }),
          summary('FIRST', { state: 'scheduled', effectiveAt: '2026-12-01T23:59:00+01:00' }),
        ],
        attention: { show: [], waiting: 0, held: 2, heldUntil: '2026-11-23T12:01:00.000Z' },
        alarms: [alarm('OLDER', '2026-11-22T12:00:00.000Z'), alarm('NEWER', '2026-11-23T11:00:00.000Z')],
      }),
    ).toEqual([
      'held 2',
      'acknowledge UNREAD',
      'alarm NEWER',
      'alarm OLDER',
      'report READ',
      'scheduled FIRST',
      'scheduled LATER',
      'scheduled SOON',
    ]);
  });

  test('the most urgent first, as in the pop-up', () => {
    const at = (minute: number) => `2026-11-22T08:0${minute}:00.000Z`;
    const inForce = [
      summary('DRILL', { drill: true, class: 1 }),
      summary('NO-CLASS', { class: null }),
      summary('CHECK', { class: 1, action: 'check' }),
      summary('CLASS-3', { class: 3 }),
      summary('LATER', { class: 1, receivedAt: at(5) }),
      summary('EARLIER', { class: 1, receivedAt: at(1) }),
      summary('PATIENT', { class: 1, level: 'patient', receivedAt: at(9) }),
    ];
    const order = ['PATIENT', 'EARLIER', 'LATER', 'CHECK', 'CLASS-3', 'NO-CLASS', 'DRILL'];
    expect(of({ inForce })).toEqual(order.map((id) => `acknowledge ${id}`));
    expect(of({ inForce: inForce.toReversed() })).toEqual(order.map((id) => `acknowledge ${id}`));
  });

  test('an alarm leaves the first screen after a week', () => {
    const found = tasksOf({ ...nothing, alarms: [alarm('OLD', '2026-11-16T11:59:59.000Z')] });
    expect(found).toEqual({ tasks: [], elsewhere: 0, olderAlarms: 1 });
  });
});
