/** What waits to be shown over everything else, and what was shown. */
import Type, { type Static } from 'typebox';
import { bulletinKinds } from '../../../protocol/bulletin.ts';
import { Level, noticeStates, UrgencyClass } from '../../../protocol/notice/schema.ts';
import { orNull } from '../../../protocol/schema-parts.ts';
import { strict, Timestamp } from './common.ts';

export const Waiting = Type.Object(
  {
    id: Type.String(),
    revision: Type.Integer({ minimum: 0 }),
    kind: Type.Union([Type.Enum(bulletinKinds), Type.Literal('unknown')]),
    reference: Type.String(),
    title: Type.String(),
    drill: Type.Boolean(),
    state: Type.Enum(noticeStates),
    class: UrgencyClass,
    level: Level,
    receivedAt: Timestamp,
  },
  { $id: 'Waiting' },
);
export type Waiting = Static<typeof Waiting>;

/** Of those waiting the list names so many; `waiting` counts them all. */
export const ATTENTION_SHOWN = 100;

export const AttentionAnswer = Type.Object(
  {
    show: Type.Array(Waiting, {
      maxItems: ATTENTION_SHOWN,
      description: 'To be shown now until acknowledged, most urgent first',
    }),
    waiting: Type.Integer({ minimum: 0, description: `Of \`show\` how many there are, beyond ${ATTENTION_SHOWN} too` }),
    held: Type.Integer({ minimum: 0, description: 'How many more wait for the sale in progress to end' }),
    heldUntil: orNull(Timestamp, 'When the next of those is shown at the latest if no check comes meanwhile'),
  },
  { $id: 'Attention' },
);
export type AttentionAnswer = Static<typeof AttentionAnswer>;

export const DisplayRequest = Type.Object(
  { revision: Type.Integer({ minimum: 1 }) },
  { $id: 'DisplayRequest', ...strict },
);

export const DisplayAnswer = Type.Object(
  {
    bulletin: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    at: orNull(Timestamp, 'When it was first shown here; null: not recorded'),
    recorded: Type.Boolean({ description: 'false: a headless agent never says that something was displayed' }),
  },
  { $id: 'Display' },
);
export type DisplayAnswer = Static<typeof DisplayAnswer>;

/** Names to choose from at most. */
export const MAX_OPERATORS = 30;

export const OperatorsAnswer = Type.Object(
  {
    operators: Type.Array(Type.String(), {
      maxItems: MAX_OPERATORS,
      description: 'Names used here, most recent first; personal data, under the retention of the journal',
    }),
  },
  { $id: 'Operators' },
);
export type OperatorsAnswer = Static<typeof OperatorsAnswer>;
