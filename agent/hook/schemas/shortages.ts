/** Shortages: what is declared here, and what the laboratories answer (docs/contract.md, section 1). */
import Type, { type Static } from 'typebox';
import { CivilDate, Moment } from '../../../protocol/bulletin.ts';
import { orNull } from '../../../protocol/schema-parts.ts';
import { shortageSources } from '../../../protocol/shortages.ts';
import { CheckRequest, QuarantineRequest } from '../schemas.ts';
import { Gtin14, strict, Timestamp } from './common.ts';

const { scan, gtin, cip13, cip7 } = CheckRequest.properties;
const text = orNull(Type.String());

export const shortageStates = ['waiting', 'declared', 'closed'] as const;

export const ShortageRequest = Type.Object(
  {
    scan,
    gtin,
    cip13,
    cip7,
    state: Type.Optional(
      Type.Enum(['declared', 'unfulfilled', 'supplied'] as const, {
        description:
          'declared (as when left out): it cannot be had; unfulfilled: an order waits since `unavailableSince`, and is declared by itself 72 h after; supplied: it came, which ends both',
      }),
    ),
    unavailableSince: Type.Optional({
      ...Moment,
      description: 'Since when nothing was supplied, with an offset or Z; needed with `unfulfilled`',
    }),
    operator: Type.Optional(QuarantineRequest.properties.operator),
  },
  { $id: 'ShortageRequest', ...strict, description: 'One product, by its code or by a scan of its pack' },
);
export type ShortageRequest = Static<typeof ShortageRequest>;

/** What the laboratory says of the product; null in any place: it did not say. */
export const ShortageAnswer = Type.Object(
  {
    bulletin: Type.String(),
    revision: Type.Integer({ minimum: 1 }),
    state: Type.Enum(['in-force', 'lifted'] as const, { description: 'lifted: the shortage is over' }),
    reference: Type.String(),
    title: Type.String(),
    publishedAt: Timestamp,
    issuer: Type.Object({ name: Type.String(), phone: text, email: text }),
    anticipated: Type.Boolean({ description: 'The laboratory announced it before it began' }),
    from: orNull(CivilDate, 'When an anticipated shortage begins'),
    expectedReturn: orNull(CivilDate),
    cause: text,
    alternatives: text,
    text,
    reason: orNull(Type.String(), 'Why it was lifted'),
  },
  { $id: 'ShortageAnswer' },
);
export type ShortageAnswer = Static<typeof ShortageAnswer>;

export const Shortage = Type.Object(
  {
    id: Type.String({ description: 'ULID' }),
    gtin: Gtin14,
    cip13: orNull(Type.String({ pattern: '^\\d{13}$' })),
    name: orNull(Type.String(), 'From the catalogue or the laboratory’s answer, where one knows it'),
    state: Type.Enum(shortageStates, {
      description: 'waiting: an order waits and is declared at `dueAt`; declared: open; closed: supplied again',
    }),
    source: Type.Enum(shortageSources),
    operator: text,
    notedAt: Timestamp,
    unavailableSince: orNull(Timestamp),
    dueAt: orNull(Timestamp, 'When it is, or was, declared by itself; null: it was declared at once'),
    declaredAt: orNull(Timestamp),
    closedAt: orNull(Timestamp),
    closedBy: orNull(Type.Enum(['supplied', 'laboratory'] as const)),
    told: Type.Boolean({ description: 'The portal has it; false while it waits to be sent' }),
    answer: orNull(ShortageAnswer, 'null: the laboratory has not answered'),
  },
  { $id: 'Shortage' },
);
export type Shortage = Static<typeof Shortage>;

export const ShortageMade = Type.Object(
  {
    shortage: orNull(Shortage, 'null: `supplied` for a product of which nothing was open'),
    created: Type.Boolean({ description: 'false: it was open before, and is given back' }),
  },
  { $id: 'ShortageMade' },
);
export type ShortageMade = Static<typeof ShortageMade>;

/** Closed ones that a list gives at most. */
export const CLOSED_SHOWN = 200;

export const ShortagesQuery = Type.Object(
  {
    state: Type.Optional(
      Type.Enum(['open', 'closed', 'all'] as const, { description: 'open (waiting and declared) unless told' }),
    ),
  },
  strict,
);

export const ShortagesAnswer = Type.Object(
  { shortages: Type.Array(Shortage, { description: `Open ones first; of the closed ones the last ${CLOSED_SHOWN}` }) },
  { $id: 'Shortages' },
);
export type ShortagesAnswer = Static<typeof ShortagesAnswer>;
