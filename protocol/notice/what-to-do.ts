/**
 * What an officine does about a bulletin, in short steps and by when. Pure. Only what follows from the notice: the measure,
 * its level, whether quantities are asked for, whether there are instructions; how a recall is carried out in an officine is
 * from the sources named beside each line.
 */

import { type Language, type MessageKey, say } from '../messages/index.ts';
import { momentInWords } from '../words.ts';
import type { BulletinReading } from './reading.ts';
import type { NoticeState } from './schema.ts';

export interface Situation {
  readonly state: NoticeState;
  readonly drill: boolean;
  readonly reading: BulletinReading;
  /** Whether level and territories reach this officine. */
  readonly reaches: boolean;
  /** Whether an earlier revision counts beside this one, as where this one is not understood and replaces nothing. */
  readonly earlierCounts: boolean;
  /** IANA zone in which moments are told. */
  readonly zone: string;
}

/** The steps, first things first; none where the bulletin only informs. */
export function whatToDo(language: Language, situation: Situation): string[] {
  const { state, reading, zone } = situation;
  const steps = keysOf(situation).map((key) => say(language, key));
  const begins = state === 'scheduled' && reading.effectiveAt !== null && steps.length > 0;
  if (!begins || situation.drill || !situation.reaches) return steps;
  const date = momentInWords(language, reading.effectiveAt ?? '', zone);
  return [say(language, 'bulletin.do.scheduled', { date }), ...steps];
}

function keysOf({ state, drill, reading, reaches, earlierCounts }: Situation): MessageKey[] {
  if (!reading.understood && state !== 'lifted') return notUnderstood(reading, earlierCounts);
  if (reading.kind === 'shortage') return [];
  if (drill)
    return state === 'lifted' ? ['bulletin.do.drill-over'] : ['bulletin.do.drill', 'bulletin.do.drill-acknowledge'];
  if (!reaches) return [stopsElsewhere(reading)];
  if (state === 'lifted') return [reading.kind === 'alert' ? 'bulletin.do.alert-lifted' : 'bulletin.do.lifted'];
  return reading.kind === 'alert' ? alertSteps(reading) : recallSteps(reading);
}

/**
 * By when to act; null where nothing has to be done here. Class 1 at once, class 2 within 48 hours, class 3 within 5 days: the
 * times that the United Kingdom's MHRA publishes for its classes (no French or European text that could be read gives hours);
 * without a class, without delay. A measure that begins later says so.
 */
export function deadline(language: Language, { state, drill, reading, reaches, zone }: Situation): string | null {
  if (state === 'lifted' || drill || !reaches || reading.kind === 'shortage') return null;
  const within = say(language, `bulletin.deadline.${reading.class ?? 'none'}`);
  if (state !== 'scheduled' || reading.effectiveAt === null) return within;
  const date = momentInWords(language, reading.effectiveAt, zone);
  return say(language, 'bulletin.deadline.from', { date, deadline: within });
}

/**
 * What the measure is and how deep it goes, null where it is no recall; never against the steps: of what is over, a drill or
 * meant for others it says so.
 */
export function measure(
  language: Language,
  { state, drill, reading: { action, level }, reaches }: Situation,
): { readonly action: string | null; readonly level: string | null } {
  if (action === null) return { action: null, level: null };
  if (drill) return { action: say(language, 'bulletin.action.drill'), level: null };
  if (!reaches) {
    const elsewhere = level === 'wholesaler' || level === 'hospital';
    const told = elsewhere ? say(language, `bulletin.level.${level}`) : null;
    return { action: say(language, 'bulletin.action.elsewhere'), level: told };
  }
  if (state === 'lifted') return { action: say(language, 'bulletin.action.lifted'), level: null };
  return {
    action: say(language, `bulletin.action.${action}`),
    level: level && say(language, `bulletin.level.${level}`),
  };
}

/** docs/verdict.md, step 2: every code in it is to be checked; without a code, every pack. */
function notUnderstood({ readable, targets }: BulletinReading, earlierCounts: boolean): MessageKey[] {
  if (!readable) return ['bulletin.do.unreadable'];
  const steps: MessageKey[] = ['bulletin.do.update'];
  steps.push(targets.length > 0 ? 'bulletin.do.update-codes' : 'bulletin.do.update-any');
  if (earlierCounts) steps.push('bulletin.do.earlier');
  return steps;
}

function stopsElsewhere({ level }: BulletinReading): MessageKey {
  const elsewhere = level === 'wholesaler' || level === 'hospital';
  return elsewhere ? 'bulletin.do.other-level' : 'bulletin.do.other-territory';
}

function alertSteps({ targets, instructions }: BulletinReading): MessageKey[] {
  return [
    ...(targets.length > 0 ? (['bulletin.do.check'] as const) : []),
    ...(instructions === null ? [] : (['bulletin.do.instructions'] as const)),
  ];
}

function recallSteps({ action, level, targets, instructions, reportQuantities }: BulletinReading): MessageKey[] {
  if (action === null) return [];
  const steps: MessageKey[] = [];
  const blocks = action !== 'check';
  if (!blocks) steps.push('bulletin.do.check');
  else steps.push(action === 'quarantine' ? 'bulletin.do.quarantine' : 'bulletin.do.isolate');
  if (blocks && targets.some(({ aim }) => aim?.condition !== undefined)) steps.push('bulletin.do.condition');
  // Goods in transit count too: ANSM found recalled lots delivered after the recall (Traçabilité distributeurs, Dec. 2013).
  if (blocks) steps.push('bulletin.do.search');
  if (level === 'patient') steps.push('bulletin.do.patients');
  // What patients do with their packs stands there: in 2018 they were not to bring their valsartan back.
  if (instructions !== null) steps.push('bulletin.do.instructions');
  if (reportQuantities) steps.push('bulletin.do.report');
  // 15 days for officines: Afssaps recommendation, told by the Ordre's letter « des délais plus stricts ». Food is destroyed.
  if (action === 'recall' || action === 'withdrawal') steps.push('bulletin.do.return');
  return steps;
}
