/** A bulletin ready to show: the revision that counts, in the caller's language, and what changed. */
import Type, { type Static } from 'typebox';
import { actions, CivilDate, levels } from '../bulletin.ts';
import { changeCodes } from '../change-codes.ts';
import { orNull } from '../schema-parts.ts';

/** Of a bulletin, as it stands at the moment it is read. */
export const noticeStates = ['in-force', 'scheduled', 'lifted'] as const;
export type NoticeState = (typeof noticeStates)[number];

export const Action = orNull(Type.Enum(actions), 'null: no recall, or not understood');
export const Level = orNull(Type.Enum(levels), 'null: no recall, or not understood');
export const UrgencyClass = orNull(
  Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3)]),
  '1 potentially life-threatening, 2 could cause illness, 3 no significant hazard; null: none was given',
);
export const Reaches = Type.Boolean({
  description:
    'Whether level and territories reach this officine, and a shortage a product that it lacks; a drill reaches it like a measure',
});
export const PublishedAt = orNull(
  Type.String(),
  'Moment of the authority’s validation, with Z or an offset; null: not readable',
);

export const Change = Type.Object(
  {
    code: Type.Enum(changeCodes, { description: 'Stable; never translated' }),
    text: Type.String({ description: 'What changed, in the language of Accept-Language' }),
  },
  { $id: 'Change' },
);
export type Change = Static<typeof Change>;

const NoticeLot = Type.Object({
  lot: Type.String({ description: 'As printed' }),
  expiry: orNull(CivilDate),
  serials: Type.Array(Type.String(), { description: 'Only these packs of the lot; empty: all of them' }),
});

export const NoticeTarget = Type.Object(
  {
    gtin: Type.String({ pattern: '^\\d{14}$' }),
    cip13: orNull(Type.String({ pattern: '^\\d{13}$' })),
    name: orNull(Type.String(), 'From the bulletin, else from the catalogue'),
    lots: Type.Array(NoticeLot, { description: 'Empty where the rule is no list of lots' }),
    rule: orNull(Type.String(), 'In words what is aimed at beyond the lots listed; null: the lots listed are all'),
  },
  { $id: 'NoticeTarget' },
);
export type NoticeTarget = Static<typeof NoticeTarget>;

export const Notice = Type.Object(
  {
    revision: Type.Integer({ minimum: 0 }),
    state: Type.Enum(noticeStates),
    publishedAt: PublishedAt,
    effectiveAt: orNull(Type.String(), 'When the measure begins; null: at once'),
    issuer: orNull(
      Type.Object({
        name: Type.String(),
        phone: Type.Optional(Type.String()),
        email: Type.Optional(Type.String()),
      }),
    ),
    text: Type.String(),
    reason: orNull(Type.String()),
    instructions: orNull(Type.String()),
    action: Action,
    level: Level,
    class: UrgencyClass,
    reportQuantities: Type.Boolean(),
    liftReason: orNull(Type.String(), 'Why it was lifted'),
    territories: orNull(Type.Array(Type.String()), 'null: everywhere'),
    reaches: Reaches,
    drill: Type.Boolean(),
    words: Type.Object(
      {
        action: orNull(Type.String()),
        level: orNull(Type.String()),
        class: orNull(Type.String()),
        deadline: orNull(Type.String(), 'By when to act; null: nothing has to be done here'),
        whatToDo: Type.Array(Type.String(), { description: 'Steps, first things first' }),
      },
      { description: 'Sentences in the language of Accept-Language' },
    ),
    targets: Type.Array(NoticeTarget, { description: 'Of a shortage: the products that run short' }),
    shortage: orNull(
      Type.Object({
        expectedReturn: orNull(CivilDate),
        cause: orNull(Type.String()),
        alternatives: orNull(Type.String()),
      }),
      'What a shortage says beyond its products; null: it is none',
    ),
    understood: Type.Boolean({ description: 'false: written by a newer portal; only what could be read is here' }),
  },
  { $id: 'Notice' },
);
export type Notice = Static<typeof Notice>;
