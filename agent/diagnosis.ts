/**
 * The template of a diagnostic step, and how steps become an answer. A step stands beside what it looks at
 * (`link/diagnosis.ts`, `desk/diagnosis.ts` …), finds out one thing and says it by keys of the catalogue:
 *
 *     const step: Step = {
 *       id: 'clock',
 *       look: async () => ({ state: 'ok', finding: 'agent.diagnostic.clock.ok', values: { seconds: 2 } }),
 *     };
 *
 * To add one: its id in `hook/schemas/diagnostics.ts`, its title and sentences in `protocol/messages/diagnostics.ts`, and the
 * step in the list of its room.
 */
import { type Language, type MessageKey, say } from '../protocol/messages/index.ts';
import type { DiagnosticStep, StepId, StepState } from './hook/schemas/diagnostics.ts';

type DiagnosticKey = Extract<MessageKey, `agent.${string}`>;
/** Fills placeholders: a text that is the same in both languages, or one made for the reader's. */
export type DiagnosticValues = Readonly<Record<string, string | number | ((language: Language) => string)>>;

/** What a step found. */
export interface Found {
  readonly state: StepState;
  readonly finding: DiagnosticKey;
  readonly values?: DiagnosticValues;
  /** What to do; takes the same values. */
  readonly advice?: DiagnosticKey;
}

export interface Step {
  readonly id: StepId;
  /** Looks now. May reject: then the step itself has failed, and the others go on. */
  readonly look: () => Found | Promise<Found>;
}

/** Longer than the slowest step may take by itself. */
const PATIENCE_MS = 8_000;

/**
 * Takes all steps at once and tells what each found, in their order and in that language. Never rejects: a step that fails
 * is `failed` with what it said, one that does not end is `unknown`.
 */
export function diagnose(
  steps: readonly Step[],
  language: Language,
  patienceMs = PATIENCE_MS,
): Promise<DiagnosticStep[]> {
  return Promise.all(steps.map(async (step) => stepOf(step, await foundBy(step, patienceMs), language)));
}

async function foundBy({ look }: Step, patienceMs: number): Promise<Found> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Found>((resolve) => {
    const found: Found = {
      state: 'unknown',
      finding: 'agent.diagnostic.late',
      values: { seconds: Math.round(patienceMs / 1000) },
    };
    timer = setTimeout(() => resolve(found), patienceMs);
  });
  try {
    // In a promise of its own, so that what throws at once rejects too.
    return await Promise.race([Promise.resolve().then(look), late]);
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return {
      state: 'failed',
      finding: 'agent.diagnostic.broken',
      values: { cause },
      advice: 'agent.diagnostic.support',
    };
  } finally {
    clearTimeout(timer);
  }
}

function stepOf({ id }: Step, { state, finding, values = {}, advice }: Found, language: Language): DiagnosticStep {
  const filled = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'function' ? value(language) : value]),
  );
  return {
    id,
    state,
    title: say(language, `agent.diagnostic.${id}.title`),
    finding: say(language, finding, filled),
    advice: advice === undefined ? null : say(language, advice, filled),
  };
}

/** A moment (UTC, ISO 8601, or milliseconds since the epoch) for people, by the clock of `zone` (IANA). */
export function momentFor(at: string | number, zone: string): (language: Language) => string {
  return (language) =>
    new Intl.DateTimeFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: zone,
    }).format(new Date(at));
}

/** A length of time for people, in its largest unit: `2 jours`, `45 secondes`. Milliseconds. */
export function spanFor(ms: number): (language: Language) => string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const [value, unit] =
    seconds < 120
      ? [seconds, 'second']
      : seconds < 7200
        ? [Math.round(seconds / 60), 'minute']
        : seconds < 172_800
          ? [Math.round(seconds / 3600), 'hour']
          : [Math.round(seconds / 86_400), 'day'];
  return (language) =>
    new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      style: 'unit',
      unit: String(unit),
      unitDisplay: 'long',
    }).format(Number(value));
}

/** A size for people, in its largest unit of a thousand: `1,2 Go`. Bytes. */
export function sizeFor(bytes: number): (language: Language) => string {
  const [value, unit] =
    bytes < 1e6 ? [bytes / 1e3, 'kilobyte'] : bytes < 1e9 ? [bytes / 1e6, 'megabyte'] : [bytes / 1e9, 'gigabyte'];
  return (language) =>
    new Intl.NumberFormat(language === 'fr' ? 'fr-FR' : 'en-GB', {
      style: 'unit',
      unit: String(unit),
      maximumSignificantDigits: 2,
    }).format(Number(value));
}
