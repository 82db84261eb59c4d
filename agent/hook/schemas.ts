/**
 * Every request and answer of the hook, once: validation, types and the OpenAPI document come from these lines. What the
 * fields mean is in the contract, section 1.
 */
import Type, { type Static } from 'typebox';
import { attentions, bulletinKinds, CivilDate, levels, Moment } from '../../protocol/bulletin.ts';
import {
  Action,
  Change,
  Level,
  Notice,
  PublishedAt,
  Reaches,
  noticeStates as states,
  UrgencyClass,
} from '../../protocol/notice/schema.ts';
import { orNull } from '../../protocol/schema-parts.ts';
import { storageFaultKinds } from '../storage-faults.ts';
import type { Reason as ReasonGiven } from '../verdict/model.ts';
import { Gtin14, strict, Timestamp } from './schemas/common.ts';

/** Opaque to Vigilot: never patient data. */
const Opaque = Type.String({
  pattern: '^[A-Za-z0-9._:-]{1,64}$',
  description: '1 to 64 of A-Z a-z 0-9 . _ : - ; opaque, never patient data',
});
/** Who acted, as the officine calls them; personal data, under the journal's retention. */
const Person = Type.String({
  pattern: '^[^\\u0000-\\u001f\\u007f]{1,64}$',
  description: 'Who acted: 1 to 64 characters',
});

/** ULIDs and whatever a portal may use later; bounded, so that a path cannot be used to fill memory. */
export const IdParams = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });

/** Long enough for any symbol that fits a pack, and for its Digital Link address. */
const MAX_SCAN = 4096;
/** Keyed fields: what they must be is judged by their reader, which says it in words. */
const Keyed = (description: string) => Type.Optional(Type.String({ maxLength: 100, description }));

export const CheckRequest = Type.Object(
  {
    scan: Type.Optional(Type.String({ maxLength: MAX_SCAN, description: 'What the scanner typed, untouched' })),
    gtin: Keyed('8, 12, 13 or 14 digits'),
    cip13: Keyed('13 digits'),
    cip7: Keyed('7 digits'),
    lot: Keyed('As printed'),
    expiry: Keyed('YYYY-MM-DD, or YYYY-MM'),
    manufactured: Keyed('YYYY-MM-DD, or YYYY-MM'),
    serial: Keyed('AI 21; given back, never stored'),
    terminal: Type.Optional(Opaque),
    operator: Type.Optional(Opaque),
    saleReference: Type.Optional(Opaque),
  },
  { $id: 'CheckRequest', ...strict, description: 'Either `scan`, or one product code with what is known of the pack' },
);
export type CheckRequest = Static<typeof CheckRequest>;

export const Verdict = Type.Enum(['allow', 'verify', 'block'], {
  description: 'Only `allow` clears a pack; any problem, time-out or missing agent is `verify`',
});

export const FeedStamp = Type.Object(
  {
    state: Type.Enum(['live', 'stale', 'unsynced']),
    position: Type.Integer({ minimum: 0, description: 'Last entry on disk; 0 before the first' }),
    asOf: orNull(Timestamp, 'Moment of the newest signed statement that vouches for that position'),
    ageSeconds: orNull(Type.Number({ minimum: 0 })),
  },
  { $id: 'Feed' },
);

const reasonCodes = [
  'lot-recalled',
  'product-recalled',
  'expiry-recalled',
  'manufacture-recalled',
  'serial-recalled',
  'quarantined',
  'check-required',
  'lot-missing',
  'lot-resembles',
  'expiry-missing',
  'manufacture-missing',
  'serial-missing',
  'scan-ambiguous',
  'pack-expired',
  'feed-stale',
  'feed-unsynced',
] as const;

export const Reason = Type.Object(
  {
    code: Type.Enum(reasonCodes),
    effect: Type.Enum(['decides', 'informs']),
    bulletin: Type.Optional(Type.String()),
    reference: Type.Optional(Type.String()),
    revision: Type.Optional(Type.Integer({ minimum: 0 })),
    title: Type.Optional(Type.String()),
    level: Type.Optional(orNull(Type.Enum(levels))),
    drill: Type.Optional(Type.Boolean()),
    instructions: Type.Optional(Type.String({ description: 'What a person has to look at' })),
    resembles: Type.Optional(
      Type.Array(Type.String(), { description: 'With `lot-resembles`: the lots it could be taken for, as listed' }),
    ),
  },
  { $id: 'Reason' },
);

const Reasons = Type.Unsafe<readonly ReasonGiven[]>(Type.Array(Reason, { description: 'Deciding ones first' }));

const PackHead = {
  gtin: Gtin14,
  cip13: orNull(Type.String({ pattern: '^\\d{13}$' })),
  name: Type.Optional(Type.String({ description: 'From the catalogue, where one was imported and knows the product' })),
  lot: orNull(Type.String()),
  expiry: orNull(CivilDate),
};
const Readings = Type.Integer({ minimum: 1, description: 'In how many ways the scan can be read' });

const checkFields = {
  id: Type.String({ description: 'ULID; names this check in `outcome` and in the journal' }),
  at: Timestamp,
  verdict: Verdict,
};
const checkTail = {
  reasons: Reasons,
  message: Type.String({ description: 'One sentence for the till, in the language of Accept-Language' }),
  feed: FeedStamp,
};

export const CheckAnswer = Type.Object(
  {
    ...checkFields,
    pack: Type.Object({
      ...PackHead,
      serial: orNull(Type.String(), 'Given back, never stored'),
      readings: Readings,
    }),
    ...checkTail,
  },
  { $id: 'Check' },
);
export type CheckAnswer = Static<typeof CheckAnswer>;

/** Packs of one basket at most. */
export const BATCH_ITEMS = 200;

export const BatchRequest = Type.Object(
  { items: Type.Array(CheckRequest, { minItems: 1, maxItems: BATCH_ITEMS }) },
  { $id: 'BatchRequest', ...strict },
);

/** An item's own problem; the same shape as a problem document (RFC 9457). */
const ItemProblem = Type.Object({
  problem: Type.Object({
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    field: Type.Optional(Type.String()),
    expected: Type.Optional(Type.String()),
    state: Type.Optional(Type.String()),
  }),
});

export const BatchAnswer = Type.Object(
  {
    verdict: Verdict,
    items: Type.Array(Type.Union([CheckAnswer, ItemProblem]), { description: 'In the order asked' }),
  },
  { $id: 'Batch' },
);
export type BatchAnswer = Static<typeof BatchAnswer>;

const Outcome = Type.Enum(['dispensed', 'refused', 'returned']);

export const OutcomeRequest = Type.Object(
  {
    outcome: Outcome,
    operator: Type.Optional(Person),
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'Needed to dispense after `verify` or `block`' }),
    ),
  },
  { $id: 'OutcomeRequest', ...strict },
);

export const OutcomeAnswer = Type.Object(
  {
    checkId: Type.String(),
    outcome: Outcome,
    at: Timestamp,
    operator: orNull(Type.String()),
    reason: orNull(Type.String()),
    override: Type.Boolean({ description: 'Dispensed although the answer was `verify` or `block`' }),
    orphan: Type.Boolean({ description: 'Kept, though this journal does not hold the check it names' }),
  },
  { $id: 'Outcome' },
);
export type OutcomeAnswer = Static<typeof OutcomeAnswer>;

const BulletinState = Type.Enum(states);
const Kind = Type.Union([Type.Enum(bulletinKinds), Type.Literal('unknown')], {
  description: '`unknown`: written by a newer portal; every code it names is `verify`',
});

export const BulletinsQuery = Type.Object(
  {
    kind: Type.Optional(Type.Enum(bulletinKinds)),
    state: Type.Optional(
      Type.Enum([...states, 'all'], { default: 'in-force', description: 'Which to list; in force unless told' }),
    ),
    unacknowledged: Type.Optional(
      Type.Boolean({
        description: 'true: those whose current revision nobody here has acknowledged; false: the others',
      }),
    ),
    since: Type.Optional({ ...Moment, description: 'Those of which a revision came at or after this moment' }),
    q: Type.Optional(
      Type.String({
        maxLength: 200,
        description:
          'Words that must all be found in title, reference, issuer, product names, codes or lots; case and accents do not count',
      }),
    ),
  },
  strict,
);

const bulletinHead = {
  id: Type.String(),
  kind: Kind,
  reference: Type.String(),
  title: Type.String(),
  attention: Type.Enum(attentions),
  drill: Type.Boolean(),
  state: BulletinState,
  revision: Type.Integer({ minimum: 0, description: 'The one in force, else the newest' }),
  acknowledged: Type.Boolean({ description: 'Whether that revision is acknowledged on this machine' }),
};

/** Products that a summary names at most. */
export const PRODUCTS_NAMED = 5;

const BulletinSummary = Type.Object(
  {
    ...bulletinHead,
    receivedAt: Timestamp,
    effectiveAt: orNull(Type.String()),
    publishedAt: PublishedAt,
    action: Action,
    level: Level,
    class: UrgencyClass,
    issuer: orNull(Type.String(), 'Name of the laboratory or authority'),
    products: Type.Array(Type.String(), {
      maxItems: PRODUCTS_NAMED,
      description: 'The first products it is about: by name, else by CIP13, else by GTIN',
    }),
    productCount: Type.Integer({ minimum: 0 }),
    reaches: Reaches,
    reportDue: Type.Boolean({
      description: 'In force and no drill, quantities are asked for, and none were reported from this machine yet',
    }),
  },
  { $id: 'BulletinSummary' },
);
export const BulletinsAnswer = Type.Object({ bulletins: Type.Array(BulletinSummary) }, { $id: 'Bulletins' });
export type BulletinsAnswer = Static<typeof BulletinsAnswer>;

export const AcknowledgementAnswer = Type.Object(
  {
    bulletin: Type.String(),
    revision: Type.Integer(),
    operator: Type.String(),
    at: Timestamp,
    current: Type.Boolean({ description: 'false: an older revision; the newer one still wants an acknowledgement' }),
  },
  { $id: 'Acknowledgement' },
);
export type AcknowledgementAnswer = Static<typeof AcknowledgementAnswer>;

const QuarantineLineAnswer = Type.Object({
  gtin: Gtin14,
  lot: orNull(Type.String()),
  quantity: Type.Integer({ minimum: 1 }),
});
export const QuarantineAnswer = Type.Object(
  {
    bulletin: Type.String(),
    revision: Type.Integer(),
    operator: Type.String(),
    at: Timestamp,
    lines: Type.Array(QuarantineLineAnswer, { description: 'Empty: looked for, none found' }),
  },
  { $id: 'QuarantineReport' },
);
export type QuarantineAnswer = Static<typeof QuarantineAnswer>;

export const BulletinAnswer = Type.Object(
  {
    ...bulletinHead,
    revisions: Type.Array(
      Type.Object({
        revision: Type.Integer(),
        state: Type.Enum([...states, 'superseded']),
        position: Type.Integer({ minimum: 1, description: 'Of the feed entry that brought it' }),
        receivedAt: Timestamp,
        effectiveAt: orNull(Type.String()),
        publishedAt: PublishedAt,
        liftReason: orNull(Type.String()),
        understood: Type.Boolean(),
        changes: Type.Array(Change, { description: 'Against the revision before it; empty for the first' }),
        content: Type.Unknown({ description: 'The bulletin as it was broadcast' }),
      }),
    ),
    notice: Notice,
    changes: Type.Array(Change, { description: 'What the revision in force changes against `changesSince`' }),
    changesSince: orNull(Type.Integer(), 'The revision last acknowledged on this machine; null: none was'),
    acknowledgements: Type.Array(AcknowledgementAnswer),
    displays: Type.Array(
      Type.Object(
        { revision: Type.Integer(), at: Timestamp },
        { description: 'First time on a screen of this machine' },
      ),
    ),
    quarantine: orNull(QuarantineAnswer, 'The latest report from this machine'),
  },
  { $id: 'Bulletin' },
);
export type BulletinAnswer = Static<typeof BulletinAnswer>;

export const AcknowledgementRequest = Type.Object(
  { operator: Person, revision: Type.Integer({ minimum: 1 }) },
  { $id: 'AcknowledgementRequest', ...strict },
);

export const QuarantineRequest = Type.Object(
  {
    operator: Person,
    lines: Type.Array(
      Type.Object(
        {
          gtin: Keyed('8, 12, 13 or 14 digits'),
          cip13: Keyed('13 digits'),
          cip7: Keyed('7 digits'),
          lot: Type.Union([Type.String({ maxLength: 100 }), Type.Null()], {
            description: 'null where the recall names no lot of this product',
          }),
          quantity: Type.Integer({ minimum: 1, maximum: 1_000_000, description: 'Whole packs' }),
        },
        strict,
      ),
      { maxItems: 500, description: 'Empty: looked for, none found' },
    ),
  },
  { $id: 'QuarantineRequest', ...strict },
);
export type QuarantineRequest = Static<typeof QuarantineRequest>;

const JournalPackAnswer = Type.Object({
  codes: Type.Unsafe<readonly string[]>(Type.Array(Type.String())),
  lots: Type.Unsafe<readonly string[]>(
    Type.Array(Type.String(), { description: 'Candidates, each cut where a reading begins a serial' }),
  ),
  expiry: orNull(Type.String()),
  manufactured: orNull(Type.String()),
  readings: Type.Integer({ minimum: 1 }),
});

const LookbackCheck = Type.Object({
  checkId: Type.String(),
  at: Timestamp,
  pack: JournalPackAnswer,
  verdict: Verdict,
  match: Type.Enum(['covered', 'possible']),
  saleReference: orNull(Type.String()),
  operator: orNull(Type.String()),
  terminal: orNull(Type.String()),
  outcome: orNull(Outcome),
});
export const LookbackAnswer = Type.Object(
  {
    bulletin: Type.String(),
    revision: Type.Integer(),
    level: orNull(Type.Enum(levels)),
    message: Type.String({
      description: 'What these checks mean for the officine; patients are named where they are reached',
    }),
    checks: Type.Array(LookbackCheck),
  },
  { $id: 'Lookback' },
);
export type LookbackAnswer = Static<typeof LookbackAnswer>;

/** Rows of one JSON page of the journal when the caller names none, and at most. */
export const JOURNAL_PAGE = { default: 1000, maximum: 10_000 } as const;

const MomentOrDay = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}(T\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?(Z|[+-]\\d{2}:\\d{2}))?$',
  description: 'Moment with an offset or Z, or a day (in UTC)',
});
export const JournalQuery = Type.Object(
  {
    from: Type.Optional({
      ...MomentOrDay,
      description: 'Inclusive; a moment with an offset or Z, or a whole day (UTC)',
    }),
    to: Type.Optional({ ...MomentOrDay, description: 'Inclusive; a moment with an offset or Z, or a whole day (UTC)' }),
    verdict: Type.Optional(Verdict),
    format: Type.Optional(Type.Enum(['json', 'csv'], { default: 'json' })),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: JOURNAL_PAGE.maximum,
        description: `Only the newest so many. JSON: ${JOURNAL_PAGE.default} unless told; CSV: all unless told`,
      }),
    ),
    before: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Only rows whose `seq` is smaller: the page of older rows' }),
    ),
  },
  strict,
);
export type JournalQuery = Static<typeof JournalQuery>;

export const JournalRow = Type.Object(
  {
    seq: Type.Integer({ minimum: 1 }),
    at: Timestamp,
    id: Type.String({ description: 'The check; an outcome bears the id of its check' }),
    pack: orNull(JournalPackAnswer, 'null in the row of an outcome'),
    verdict: orNull(Verdict),
    reasons: Reasons,
    feed: orNull(FeedStamp),
    terminal: orNull(Type.String()),
    operator: orNull(Type.String()),
    saleReference: orNull(Type.String()),
    outcome: orNull(Outcome, 'In the row of an outcome'),
    reason: orNull(
      Type.String(),
      'Why it was dispensed all the same; of a `predecessor` the name of the file set aside',
    ),
    override: Type.Boolean({ description: 'Dispensed after `verify` or `block`' }),
    kind: Type.Enum(['check', 'outcome', 'orphan', 'predecessor'], {
      description:
        '`orphan`: outcome of a check that is not here; `predecessor`: the journal before this one was damaged',
    }),
    previousHash: Type.String(),
    hash: Type.String(),
  },
  {
    $id: 'JournalRow',
    description:
      'Fields stand in the order of the hash: SHA-256 (hexadecimal) of the JSON array, without spaces, of every value but `hash`',
  },
);
export type JournalRow = Static<typeof JournalRow>;
export const JournalAnswer = Type.Object(
  {
    rows: Type.Array(JournalRow, { description: 'The newest of the range, oldest first' }),
    next: orNull(Type.Integer(), 'Give it as `before` for the page of older rows; null: there is none'),
  },
  { $id: 'JournalPage' },
);
export type JournalAnswer = Static<typeof JournalAnswer>;

const JournalHead = Type.Object({ count: Type.Integer({ minimum: 0 }), hash: Type.String() });
export const JournalProof = Type.Union(
  [
    Type.Object({
      proved: Type.Literal(true),
      rows: Type.Integer({ minimum: 0 }),
      from: Type.Object(
        { ...JournalHead.properties },
        { description: 'A head that the portal countersigned, or the beginning' },
      ),
      head: JournalHead,
    }),
    Type.Object({
      proved: Type.Literal(false),
      seq: Type.Integer({ minimum: 1, description: 'The first broken row' }),
      id: orNull(Type.String()),
      fault: Type.Enum(['changed', 'previous', 'missing', 'countersigned']),
      from: JournalHead,
    }),
  ],
  { $id: 'JournalProof' },
);
export type JournalProof = Static<typeof JournalProof>;

export const HealthQuery = Type.Object(
  {
    challenge: Type.Optional(
      Type.String({
        pattern: '^[\\x21-\\x7e]{16,128}$',
        description: '16 to 128 visible ASCII characters, fresh each time',
      }),
    ),
  },
  strict,
);
const proof = Type.String({ pattern: '^[0-9a-f]{64}$' });
export const HealthAnswer = Type.Object(
  {
    status: Type.Literal('ok'),
    version: Type.String(),
    proofs: Type.Optional(
      Type.Object(
        { admin: proof, desk: proof, till: proof },
        {
          description:
            'HMAC-SHA256 in lower-case hexadecimal; key: the token of hook.json (admin), desk.json (desk) or till.json (till) in UTF-8; message: challenge, one line feed (0x0A), then `url` as that file gives it, in UTF-8',
        },
      ),
    ),
    storage: Type.Optional(
      Type.Array(
        Type.Object({
          file: Type.String({ description: 'In the data folder' }),
          kind: Type.Enum([...storageFaultKinds], { description: 'Stable; never translated' }),
          said: Type.String({ description: 'The code of the system, or of SQLite: `ENOSPC`, `SQLITE_CORRUPT` …' }),
          since: Timestamp,
          text: Type.String({ description: 'In words, in the language of Accept-Language' }),
        }),
        { description: 'What the disk refuses now; absent where it refuses nothing. The agent goes on trying' },
      ),
    ),
  },
  { $id: 'Health' },
);
export type HealthAnswer = Static<typeof HealthAnswer>;

const Alarm = Type.Object({
  id: Type.String(),
  at: Timestamp,
  code: Type.String({ description: 'Stable; never translated' }),
  text: Type.String({ description: 'In words, in the language of Accept-Language' }),
  detail: Type.Unknown(),
});

/** What the rooms behind the hook say of themselves; nothing secret is ever handed to it. */
export const StatusAnswer = Type.Object(
  {
    versions: Type.Object({ vigilot: Type.String(), node: Type.String() }),
    pid: Type.Integer(),
    startedAt: Timestamp,
    url: Type.String(),
    feed: FeedStamp,
    link: Type.Object({
      portal: orNull(Type.String(), 'Address of the portal; null: none is set'),
      state: Type.String({ description: 'connected, connecting, backing-off, refused, revoked, none …' }),
      since: orNull(Timestamp),
      detail: orNull(Type.String(), 'Why it is not connected'),
    }),
    identity: orNull(
      Type.Object({
        workstation: Type.Object({ id: Type.String(), name: Type.String() }),
        officine: Type.Object({ id: Type.String(), name: Type.String() }),
        territory: orNull(Type.String()),
        feed: Type.String(),
      }),
      'null: not enrolled',
    ),
    keyProtection: orNull(
      Type.Object({
        by: Type.String({ description: 'owner-file, safe-storage (keyring of the session), dpapi-machine (Windows)' }),
        locked: Type.Boolean({ description: 'true: it cannot be opened now, and nothing is received' }),
        detail: orNull(Type.String(), 'What is amiss; null: nothing'),
      }),
      'How the workstation’s key is kept on disk; null: there is none yet',
    ),
    positions: Type.Object({
      register: Type.Object({ position: Type.Integer({ minimum: 0 }), hash: Type.String() }),
      journal: orNull(JournalHead, 'null: it cannot be read now'),
      events: Type.Integer({ minimum: 0, description: 'Newest id of the event stream' }),
    }),
    outbox: Type.Object({
      waiting: Type.Integer({ minimum: 0 }),
      oldest: orNull(Timestamp),
      refused: Type.Integer({ minimum: 0 }),
    }),
    alarms: Type.Array(Alarm),
    settings: Type.Array(
      Type.Object({ name: Type.String(), value: Type.String(), source: Type.String(), where: Type.String() }),
    ),
  },
  { $id: 'Status' },
);
export type StatusAnswer = Static<typeof StatusAnswer>;
