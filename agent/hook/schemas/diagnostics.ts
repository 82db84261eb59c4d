/** Diagnostics: each thing that must be well for a recall to block, with what to do where it is not. */
import Type, { type Static } from 'typebox';
import { StatusAnswer } from '../schemas.ts';

/** `unknown`: could not be found out, or does not apply here; `finding` says which. */
export const stepStates = ['ok', 'warning', 'failed', 'unknown'] as const;
export type StepState = (typeof stepStates)[number];

/** In the order shown. */
export const stepIds = [
  'enrolment',
  'key-protection',
  'portal',
  'certificate',
  'clock',
  'keys',
  'tip',
  'outbox',
  'refused-events',
  'database',
  'disk',
  'hook-port',
  'till-file',
  'alarms',
  'log-file',
  'version',
  'application',
] as const;
export type StepId = (typeof stepIds)[number];

export const DiagnosticStep = Type.Object(
  {
    id: Type.Enum([...stepIds], { description: 'Stable; never translated' }),
    state: Type.Enum([...stepStates], {
      description: '`unknown`: could not be found out, or does not apply here; `finding` says which',
    }),
    title: Type.String(),
    finding: Type.String({ description: 'What was found, in plain words' }),
    advice: Type.Union([Type.String(), Type.Null()], { description: 'What to do; null where nothing is to be done' }),
  },
  { $id: 'DiagnosticStep' },
);
export type DiagnosticStep = Static<typeof DiagnosticStep>;

export const DiagnosticsAnswer = Type.Object(
  {
    at: StatusAnswer.properties.startedAt,
    steps: Type.Array(DiagnosticStep, {
      description: 'In the order to read them; texts in the language of Accept-Language',
    }),
    settings: StatusAnswer.properties.settings,
  },
  { $id: 'Diagnostics' },
);
export type DiagnosticsAnswer = Static<typeof DiagnosticsAnswer>;
