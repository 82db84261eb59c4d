/**
 * Bulletins: what the portal broadcasts. One set of schemas gives the validation, the types and the OpenAPI documents on
 * both sides. The portal posts and stores the strict form; the agent reads the lenient one (`understand`), because a newer
 * portal may say things that this version does not know, and an unknown word must never make a recall smaller.
 */
import Type, { type Static } from 'typebox';
import { compiled } from './compiled.ts';
import { cip13OfGtin, readProductCode } from './product.ts';

export const bulletinKinds = ['recall', 'alert', 'shortage'] as const;
export const actions = ['recall', 'withdrawal', 'quarantine', 'check'] as const;
export const levels = ['wholesaler', 'hospital', 'pharmacy', 'patient'] as const;
export const attentions = ['interrupt', 'notify'] as const;

export type BulletinKind = (typeof bulletinKinds)[number];
export type Action = (typeof actions)[number];
export type Level = (typeof levels)[number];

/** `YYYY-MM-DD`, or `YYYY-MM` where the day is not known. Whether the day exists is checked by `isCivilDate`. */
export const CivilDate = Type.String({
  pattern: '^\\d{4}-\\d{2}(-\\d{2})?$',
  description: 'Civil date, or a month alone where the day is not known: 2027-03-31, 2027-03',
});

/** RFC 3339 with an offset or `Z`: a moment, never a local time. */
export const Moment = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2})$',
  description: 'Moment with an offset or Z (RFC 3339): 2026-11-22T09:30:00Z',
});

const DateRange = Type.Object(
  { from: Type.Optional(CivilDate), to: Type.Optional(CivilDate) },
  { additionalProperties: false, minProperties: 1, description: 'Inclusive bounds; either may be absent' },
);

const LotText = Type.String({
  minLength: 1,
  maxLength: 20,
  description: 'Lot as printed: 1 to 20 characters of GS1 set 82',
});

export const ListedLot = Type.Object(
  {
    lot: LotText,
    expiry: Type.Optional(CivilDate),
    serials: Type.Optional(Type.Array(LotText, { minItems: 1, description: 'Only these packs of the lot (AI 21)' })),
  },
  { additionalProperties: false },
);

const constraints = {
  name: Type.Optional(Type.String({ maxLength: 300 })),
  lots: Type.Union([Type.Literal('all'), Type.Array(ListedLot, { minItems: 1 })], {
    description: 'The lots aimed at, or "all"',
  }),
  except: Type.Optional(Type.Array(LotText, { minItems: 1, description: 'With lots "all": those not aimed at' })),
  expiry: Type.Optional(DateRange),
  manufactured: Type.Optional(DateRange),
  condition: Type.Optional(
    Type.String({ minLength: 1, maxLength: 1000, description: 'Something that only a person can see on the pack' }),
  ),
};

/** A target as a laboratory posts it: `gtin`, `cip13` or `cip7`. */
export const TargetDraft = Type.Object(
  {
    gtin: Type.Optional(Type.String()),
    cip13: Type.Optional(Type.String()),
    cip7: Type.Optional(Type.String()),
    ...constraints,
  },
  { additionalProperties: false },
);

/** A target as it is kept and broadcast: always the 14-digit GTIN. */
export const Target = Type.Object(
  { gtin: Type.String({ pattern: '^\\d{14}$' }), ...constraints },
  { additionalProperties: false },
);

const recallFields = {
  action: Type.Enum(actions, {
    description: 'recall and withdrawal block, quarantine blocks, check asks for what `instructions` names',
  }),
  level: Type.Enum(levels, { description: 'How deep the measure goes; only pharmacy and patient reach an officine' }),
  class: Type.Union([Type.Literal(1), Type.Literal(2), Type.Literal(3), Type.Null()], {
    description: 'Urgency: 1 potentially life-threatening, 2 could cause illness, 3 no significant hazard',
  }),
  reason: Type.String({ minLength: 1, maxLength: 2000 }),
  instructions: Type.Optional(Type.String({ maxLength: 4000 })),
  reportQuantities: Type.Boolean({ description: 'Whether officines report the packs they isolated' }),
};

export const RecallDraft = Type.Object(
  { ...recallFields, targets: Type.Array(TargetDraft, { minItems: 1, maxItems: 500 }) },
  { additionalProperties: false },
);
export const Recall = Type.Object(
  { ...recallFields, targets: Type.Array(Target, { minItems: 1 }) },
  { additionalProperties: false },
);

/** A health alert: text to read and, where it names targets, packs to check before dispensing. */
const alertFields = { instructions: Type.Optional(Type.String({ maxLength: 4000 })) };

export const AlertDraft = Type.Object(
  { ...alertFields, targets: Type.Optional(Type.Array(TargetDraft, { maxItems: 500 })) },
  { additionalProperties: false },
);
export const Alert = Type.Object(
  { ...alertFields, targets: Type.Optional(Type.Array(Target)) },
  { additionalProperties: false },
);

const shortageFields = {
  anticipated: Type.Optional(
    Type.Boolean({ description: 'Announced by the laboratory before any officine lacked it' }),
  ),
  from: Type.Optional({ ...CivilDate, description: 'When an anticipated shortage begins' }),
  expectedReturn: Type.Optional(CivilDate),
  cause: Type.Optional(Type.String({ maxLength: 2000 })),
  alternatives: Type.Optional(Type.String({ maxLength: 4000 })),
};

/** A product as a laboratory names it: `gtin`, `cip13` or `cip7`. */
const ProductDraft = Type.Object(
  {
    gtin: Type.Optional(Type.String()),
    cip13: Type.Optional(Type.String()),
    cip7: Type.Optional(Type.String()),
    name: Type.Optional(Type.String({ maxLength: 300 })),
  },
  { additionalProperties: false },
);
/** What a laboratory says of a shortage. */
export const ShortageDraft = Type.Object(
  { products: Type.Array(ProductDraft, { minItems: 1, maxItems: 500 }), ...shortageFields },
  { additionalProperties: false },
);
/** A shortage: information alone, never a reason to refuse a pack. */
export const Shortage = Type.Object(
  {
    products: Type.Array(
      Type.Object({ gtin: Type.String({ pattern: '^\\d{14}$' }), name: Type.Optional(Type.String()) }),
    ),
    ...shortageFields,
  },
  { additionalProperties: false },
);

export const Issuer = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 200 }),
    phone: Type.Optional(Type.String({ maxLength: 50 })),
    email: Type.Optional(Type.String({ maxLength: 200 })),
  },
  { additionalProperties: false },
);

const envelopeFields = {
  kind: Type.Enum(bulletinKinds, { description: 'recall, alert or shortage' }),
  reference: Type.String({
    minLength: 1,
    maxLength: 64,
    description: 'Reference of the notice, as the laboratory numbers it',
  }),
  title: Type.String({ minLength: 1, maxLength: 300 }),
  issuer: Issuer,
  attention: Type.Enum(attentions, {
    description: 'interrupt: full screen until acknowledged; notify: a notification',
  }),
  drill: Type.Boolean({ description: 'A trial ("test à blanc"): travels like a recall, blocks nothing' }),
  text: Type.String({ maxLength: 20_000 }),
  effectiveAt: Type.Union([Moment, Type.Null()], { description: 'When the measure begins; null: at once' }),
  territories: Type.Union([Type.Array(Type.String(), { minItems: 1 }), Type.Null()], {
    description: 'Departments or overseas collectivities (FR-75, FR-974; a region is expanded), or null for everywhere',
  }),
};

/** What `POST /v1/bulletins` takes. */
export const BulletinDraft = Type.Object(
  {
    ...envelopeFields,
    recall: Type.Optional(RecallDraft),
    alert: Type.Optional(AlertDraft),
    shortage: Type.Optional(ShortageDraft),
  },
  { additionalProperties: false },
);

/** The content of one revision, normalised: codes as GTIN-14, territories expanded, `effectiveAt` in UTC. */
export const BulletinContent = Type.Object(
  { ...envelopeFields, recall: Type.Optional(Recall), alert: Type.Optional(Alert), shortage: Type.Optional(Shortage) },
  { additionalProperties: false },
);

/** More than any bulletin has, and a number that every database keeps. */
const MAX_REVISION = 2 ** 31 - 1;

/** One revision of a bulletin as the feed carries it. `state` is `lifted` where the revision ends the measure. */
export const Bulletin = Type.Object({
  id: Type.String(),
  revision: Type.Integer({ minimum: 1, maximum: MAX_REVISION }),
  state: Type.Union([Type.Literal('in-force'), Type.Literal('lifted')]),
  /** Moment of the authority's validation, by the portal's clock. */
  publishedAt: Moment,
  /** Why it was lifted; only where `state` is `lifted`. */
  liftReason: Type.Optional(Type.String()),
  ...BulletinContent.properties,
});

export type TargetDraft = Static<typeof TargetDraft>;
export type Target = Static<typeof Target>;
export type ListedLot = Static<typeof ListedLot>;
export type Recall = Static<typeof Recall>;
export type BulletinDraft = Static<typeof BulletinDraft>;
export type BulletinContent = Static<typeof BulletinContent>;
export type Bulletin = Static<typeof Bulletin>;

/** Copies of a schema that let unknown properties pass, at every depth. */
function lenient<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(lenient) as T;
  if (schema === null || typeof schema !== 'object') return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'additionalProperties')
      .map(([key, value]) => [key, lenient(value)]),
  ) as T;
}

const known = compiled(lenient(Bulletin) as typeof Bulletin);

/** What an agent can make of a bulletin of the feed. */
export type Understanding =
  | { readonly understood: true; readonly bulletin: Bulletin }
  | {
      readonly understood: false;
      /** What could be read of the head, for the screen; the position of the entry stands in where nothing could. */
      readonly head: {
        readonly id: string | null;
        readonly revision: number;
        readonly reference: string;
        readonly title: string;
      };
      /** Every product code found anywhere in it, as GTIN-14; empty: it may mean any product. */
      readonly codes: readonly string[];
    };

function isRevision(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= MAX_REVISION;
}

/** Reads a bulletin of the feed, whatever version wrote it. Never throws. */
export function understand(value: unknown): Understanding {
  if (known.Check(value) && value[value.kind] !== undefined) return { understood: true, bulletin: value };
  const head = value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
  const text = (key: string) => (typeof head[key] === 'string' ? (head[key] as string) : '');
  return {
    understood: false,
    head: {
      id: text('id') || null,
      revision: isRevision(head.revision) ? head.revision : 1,
      reference: text('reference'),
      title: text('title'),
    },
    codes: codesIn(value),
  };
}

/** Names under which a code is meant as one. */
const codeName = /gtin|cip|ean|code/i;

/**
 * Every code in it, or none where nothing surely is one: a date, a lot or a telephone number has a right check digit once in
 * ten times, and must not stand for a code in a form that this version cannot read.
 */
function codesIn(root: unknown): string[] {
  const found = new Map<string, boolean>();
  // Not by recursion: however deep it is nested, it must be read to its end.
  const waiting: Array<readonly [value: unknown, name: string]> = [[root, '']];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [value, name] = next;
    if (typeof value === 'string' || typeof value === 'number') {
      const read = readProductCode(name === 'cip7' ? 'cip7' : 'gtin', String(value));
      if (!('gtin' in read)) continue;
      const sure = codeName.test(name) || cip13OfGtin(read.gtin) !== null;
      found.set(read.gtin, sure || found.get(read.gtin) === true);
    } else if (Array.isArray(value)) {
      for (const inner of value) waiting.push([inner, name]);
    } else if (value !== null && typeof value === 'object') {
      for (const [key, inner] of Object.entries(value)) waiting.push([key, name], [inner, key]);
    }
  }
  return [...found.values()].includes(true) ? [...found.keys()].sort() : [];
}

/** One revision in a bulletin's history, as far as time decides which one counts. */
export interface RevisionMark {
  readonly revision: number;
  /** Milliseconds since the epoch from which it counts; -Infinity: at once. */
  readonly effectiveAt: number;
  readonly lifted: boolean;
}

/** When a bulletin begins to count, in milliseconds since the epoch; -Infinity where it counts at once. */
export function effectiveTime(bulletin: Pick<Bulletin, 'effectiveAt'>): number {
  return bulletin.effectiveAt === null ? Number.NEGATIVE_INFINITY : Date.parse(bulletin.effectiveAt);
}

/** The revision that counts at `now` (ms): the latest one already effective, or null. An earlier one stays until then. */
export function revisionInForce<T extends RevisionMark>(revisions: readonly T[], now: number): T | null {
  let best: T | null = null;
  for (const mark of revisions) {
    if (mark.effectiveAt <= now && (best === null || mark.revision > best.revision)) best = mark;
  }
  return best;
}
