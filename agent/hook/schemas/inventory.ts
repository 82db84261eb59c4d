/** Inventory: what is asked and answered when a pharmacist scans shelf after shelf (docs/contract.md, section 1). */
import Type, { type Static } from 'typebox';
import { CheckAnswer, CheckRequest, QuarantineAnswer, Verdict } from '../schemas.ts';

const strict = { additionalProperties: false } as const;
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const Timestamp = CheckAnswer.properties.at;

/** Packs counted by one scan or one keyed line at most: more is a typing error. */
export const MAX_QUANTITY = 10_000;

const { scan, gtin, cip13, cip7, lot, expiry, manufactured, serial } = CheckRequest.properties;

export const InventoryScanRequest = Type.Object(
  {
    scan,
    gtin,
    cip13,
    cip7,
    lot,
    expiry,
    manufactured,
    serial,
    quantity: Type.Optional(
      Type.Integer({ minimum: 1, maximum: MAX_QUANTITY, description: 'Whole packs alike; 1 unless told' }),
    ),
  },
  { $id: 'InventoryScanRequest', ...strict, description: 'Either `scan`, or one product code, as in a check' },
);
export type InventoryScanRequest = Static<typeof InventoryScanRequest>;

const { serial: _, ...packWithoutSerial } = CheckAnswer.properties.pack.properties;

export const InventoryLine = Type.Object(
  {
    id: Type.String({ description: 'ULID; names this line in DELETE' }),
    at: Timestamp,
    quantity: Type.Integer({ minimum: 1 }),
    verdict: Verdict,
    pack: Type.Object(packWithoutSerial),
    reasons: CheckAnswer.properties.reasons,
    message: CheckAnswer.properties.message,
  },
  { $id: 'InventoryLine', description: 'One scan, decided again each time it is read; its serial is not kept' },
);
export type InventoryLine = Static<typeof InventoryLine>;

const packs = (description: string) => Type.Integer({ minimum: 0, description });

export const InventoryCounts = Type.Object(
  {
    allow: packs('Packs whose line answers `allow`'),
    verify: packs('Packs whose line answers `verify`'),
    block: packs('Packs whose line answers `block`'),
    packs: packs('All of them'),
  },
  { $id: 'InventoryCounts', description: 'Whole packs, quantities added up' },
);
export type InventoryCounts = Static<typeof InventoryCounts>;

export const InventoryScanAnswer = Type.Object(
  { line: InventoryLine, counts: InventoryCounts },
  { $id: 'InventoryScan' },
);
export type InventoryScanAnswer = Static<typeof InventoryScanAnswer>;

export const InventoryQuery = Type.Object(
  {
    id: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'An inventory, closed ones too; the open one unless told',
      }),
    ),
    format: Type.Optional(Type.Enum(['json', 'csv'], { default: 'json' })),
  },
  strict,
);
export type InventoryQuery = Static<typeof InventoryQuery>;

export const InventoryAnswer = Type.Object(
  {
    id: orNull(Type.String(), 'null: none is open; the next scan begins one'),
    startedAt: orNull(Timestamp),
    closedAt: orNull(Timestamp, 'null: still open, or none'),
    lines: Type.Array(InventoryLine, { description: 'Newest first' }),
    counts: InventoryCounts,
  },
  { $id: 'Inventory' },
);
export type InventoryAnswer = Static<typeof InventoryAnswer>;

export const InventoryUndoAnswer = Type.Object(
  { id: Type.String({ description: 'The line taken back' }), counts: InventoryCounts },
  { $id: 'InventoryUndo' },
);
export type InventoryUndoAnswer = Static<typeof InventoryUndoAnswer>;

export const InventoryCloseRequest = Type.Object({}, { $id: 'InventoryCloseRequest', ...strict });

export const InventoryCloseAnswer = Type.Object(
  {
    id: orNull(Type.String(), 'The inventory closed; null: none was open'),
    closedAt: orNull(Timestamp),
  },
  { $id: 'InventoryClosed' },
);
export type InventoryCloseAnswer = Static<typeof InventoryCloseAnswer>;

export const InventoryQuarantineParams = Type.Object({ bulletin: Type.String({ minLength: 1, maxLength: 64 }) });

export const InventoryQuarantineAnswer = Type.Object(
  {
    bulletin: Type.String(),
    lines: Type.Array(QuarantineAnswer.properties.lines.items, {
      description:
        'Packs of the open inventory that this recall blocks, by product and lot, ready for the quarantine report',
    }),
    toVerify: packs('Packs of it that this recall asks a person to look at; not in `lines`'),
  },
  { $id: 'InventoryQuarantine' },
);
export type InventoryQuarantineAnswer = Static<typeof InventoryQuarantineAnswer>;
