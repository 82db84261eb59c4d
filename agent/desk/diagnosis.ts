/** What diagnostics ask of the desk: what waits for the portal, what it refused, and the alarms. */
import { alarmText } from '../alarm-text.ts';
import { type Found, momentFor, type Step, spanFor } from '../diagnosis.ts';
import type { Desk } from './desk.ts';

export interface DeskDiagnosis {
  readonly desk: Pick<Desk, 'alarms'> & { readonly outbox: Pick<Desk['outbox'], 'waiting' | 'refusedEvents'> };
  /** IANA, for moments. */
  readonly zone: string;
  /** Milliseconds since the epoch. */
  readonly wall: () => number;
}

/** A link that comes back sends at once: what waits longer has no link. */
const WAITING_WARNING_MS = 15 * 60_000;
/** People beyond this machine wait for it. */
const WAITING_FAILED_MS = 24 * 3_600_000;
const RECENT_MS = 7 * 86_400_000;

/** The steps of one run. Each throws Problem store-unavailable where the desk cannot be read. */
export function deskSteps(sources: DeskDiagnosis): Step[] {
  return [
    { id: 'outbox', look: () => outbox(sources) },
    { id: 'refused-events', look: () => refused(sources) },
    { id: 'alarms', look: () => alarms(sources) },
  ];
}

function outbox({ desk, wall }: DeskDiagnosis): Found {
  const { count, oldest } = desk.outbox.waiting();
  if (count === 0 || oldest === null) return { state: 'ok', finding: 'agent.diagnostic.outbox.empty' };
  const age = wall() - Date.parse(oldest);
  const values = { count, age: spanFor(age) };
  const finding = 'agent.diagnostic.outbox.waiting';
  if (age < WAITING_WARNING_MS) return { state: 'ok', finding, values };
  const state = age < WAITING_FAILED_MS ? 'warning' : 'failed';
  return { state, finding, values, advice: 'agent.diagnostic.outbox.waiting.do' };
}

function refused({ desk, zone }: DeskDiagnosis): Found {
  const events = desk.outbox.refusedEvents();
  const last = events.at(-1);
  if (last === undefined) return { state: 'ok', finding: 'agent.diagnostic.refused-events.none' };
  return {
    state: 'warning',
    finding: 'agent.diagnostic.refused-events.some',
    values: { count: events.length, kind: last.event.kind, at: momentFor(last.at, zone), reason: last.reason },
    advice: 'agent.diagnostic.refused-events.do',
  };
}

function alarms({ desk, zone, wall }: DeskDiagnosis): Found {
  const all = desk.alarms();
  const recent = all.filter(({ at }) => Date.parse(at) > wall() - RECENT_MS);
  const last = recent.at(-1);
  if (last === undefined) {
    const finding = all.length === 0 ? 'agent.diagnostic.alarms.none' : 'agent.diagnostic.alarms.old';
    return { state: 'ok', finding, values: { count: all.length } };
  }
  return {
    state: 'warning',
    finding: 'agent.diagnostic.alarms.some',
    values: {
      count: recent.length,
      at: momentFor(last.at, zone),
      text: (language) => alarmText(language, last),
    },
    advice: 'agent.diagnostic.support',
  };
}
