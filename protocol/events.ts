/** What an upward event must hold, by kind, beyond the `UpwardEvent` of frames.ts: one set of schemas for desk and portal. */
import Type, { type Static } from 'typebox';
import { Moment } from './bulletin.ts';
import { compiled } from './compiled.ts';
import { type EventType, UpwardEvent } from './frames.ts';
import { shortageSources } from './shortages.ts';

const Operator = Type.String({ minLength: 1, maxLength: 64 });
const Count = Type.Integer({ minimum: 0, maximum: 2 ** 31 - 1 });
const Gtin14 = Type.String({ pattern: '^\\d{14}$' });
const Id = Type.String({ minLength: 1, maxLength: 64 });

/** `data` of each kind; more may stand there. */
export const eventData = {
  displayed: Type.Object({}),
  acknowledged: Type.Object({ operator: Operator }),
  reported: Type.Object({
    operator: Operator,
    /** Whole packs set aside; empty: none found. */
    lines: Type.Array(
      Type.Object({
        gtin: Gtin14,
        lot: Type.Union([Type.String({ minLength: 1, maxLength: 20 }), Type.Null()]),
        quantity: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
      }),
    ),
  }),
  /** A product cannot be had; again for the same declaration: it still cannot. */
  shortage: Type.Object({
    gtin: Gtin14,
    /** The workstation's own id of it. */
    declaration: Type.Optional(Id),
    source: Type.Optional(Type.Enum(shortageSources)),
    /** UTC; since when nothing was supplied, where that is known. */
    unavailableSince: Type.Optional(Moment),
    operator: Type.Optional(Operator),
  }),
  /** It was supplied again. */
  'shortage-ended': Type.Object({
    gtin: Gtin14,
    declaration: Type.Optional(Id),
    operator: Type.Optional(Operator),
  }),
  alarm: Type.Object({ code: Type.String({ minLength: 1, maxLength: 64 }) }),
  'journal-head': Type.Object({ count: Count, hash: Type.String({ minLength: 1, maxLength: 128 }) }),
} as const satisfies Record<EventType, unknown>;
export type EventData<K extends EventType> = Static<(typeof eventData)[K]>;

/** Kinds that are about one revision of one bulletin. */
const aboutBulletin: ReadonlySet<EventType> = new Set(['displayed', 'acknowledged', 'reported']);

const envelope = compiled(UpwardEvent);
const moment = compiled(Moment);
const data = Object.fromEntries(Object.entries(eventData).map(([kind, schema]) => [kind, compiled(schema)]));
const MAX_INT4 = 2 ** 31 - 1;

/** Why an event is refused; it stands in the `refused` frame and in the portal's records. */
export type EventRefusal =
  | 'schema'
  | 'moment'
  | 'data'
  | 'bulletin-missing'
  | 'bulletin-unknown'
  | 'headless'
  | 'store';

/** Reads an upward event whoever wrote it: the event, or why it is refused. Never throws. */
export function readEvent(value: unknown): UpwardEvent | EventRefusal {
  if (!envelope.Check(value) || !storable(value)) return 'schema';
  if (!moment.Check(value.at) || !(Date.parse(value.at) >= 0)) return 'moment';
  if (data[value.kind]?.Check(value.data) !== true) return 'data';
  if (value.revision !== undefined && value.revision > MAX_INT4) return 'schema';
  if (aboutBulletin.has(value.kind) && (value.bulletin === undefined || value.revision === undefined)) {
    return 'bulletin-missing';
  }
  return value;
}

/** PostgreSQL stores neither U+0000 nor half a surrogate pair. */
function storable(value: unknown): boolean {
  if (typeof value === 'string') return !value.includes('\0') && value.isWellFormed();
  if (value === null || typeof value !== 'object') return true;
  return Object.entries(value).every(([key, inner]) => storable(key) && storable(inner));
}
