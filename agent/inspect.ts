/** From what a scanner typed, or what was keyed, to a decision. Whatever asks about a pack goes through here. */
import { Problem } from '../protocol/problems.ts';
import { cip13OfGtin } from '../protocol/product.ts';
import type { CheckAnswer, CheckRequest } from './hook/schemas.ts';
import { readFields } from './scan/fields.ts';
import type { Reading } from './scan/reading.ts';
import { readScan } from './scan/scan.ts';
import { decide } from './verdict/decide.ts';
import type { Decision, FeedStamp, Now, Recalls, VerdictPolicy } from './verdict/model.ts';

/** What a decision depends on besides the pack. */
export interface DecisionSources {
  /** The recalls in force; asked for once a decision, so that an import in between is seen by the next one. */
  readonly recalls: () => Recalls;
  readonly feed: () => FeedStamp;
  readonly policy: () => VerdictPolicy;
  /** Trusted time (feed.md 4). */
  readonly now: () => Now;
  /** Name of a product for people to read, where a catalogue knows it. */
  readonly nameOf?: (gtin: string) => string | null;
}

/** A scan, or the fields of a pack: the part of a check's request that says which pack. */
export type PackInput = Omit<CheckRequest, 'terminal' | 'operator' | 'saleReference'>;

export type Readings = readonly [Reading, ...Reading[]];

/** One moment, everything that counted at it. */
export interface World {
  readonly now: Now;
  readonly recalls: Recalls;
  readonly feed: FeedStamp;
  readonly policy: VerdictPolicy;
}

export interface Inspection {
  readonly world: World;
  readonly readings: Readings;
  readonly decision: Decision;
}

/** What counts now. */
export function worldOf({ now, recalls, feed, policy }: DecisionSources): World {
  return { now: now(), recalls: recalls(), feed: feed(), policy: policy() };
}

/**
 * Reads the pack and decides. Writes nothing and tells nobody. Throws Problem request-invalid, scan-unreadable, check-digit,
 * lot-invalid, date-invalid.
 */
export function inspect(input: PackInput, sources: DecisionSources): Inspection {
  const world = worldOf(sources);
  const readings = readingsOf(input, world.now.likely);
  return { world, readings, decision: decide({ readings, ...world }) };
}

/** What was scanned or keyed, read. `moment`: trusted time, whose year decides the century of a two-digit one (GS1 General Specifications 7.12). */
export function readingsOf(input: PackInput, moment: number): Readings {
  const { scan, gtin, cip13, cip7, lot, expiry, manufactured, serial } = input;
  const fields = { gtin, cip13, cip7, lot, expiry, manufactured, serial };
  const keyed = Object.values(fields).some((value) => value !== undefined);
  if ((scan !== undefined) === keyed) {
    throw new Problem('request-invalid', { field: 'scan', expected: keyed ? 'scan-or-fields' : 'scan-or-code' });
  }
  if (scan === undefined) return [readFields(fields)];
  const result = readScan(scan, new Date(moment).getUTCFullYear());
  if ('fault' in result) {
    throw new Problem(result.fault.type, { field: 'scan', expected: result.fault.expected });
  }
  return result.readings;
}

/** A pack as answers name it, but its serial. */
export type PackHead = Pick<CheckAnswer['pack'], 'gtin' | 'cip13' | 'name' | 'lot' | 'expiry'>;

/** The pack of a reading, with the name of the first code that the catalogue knows; without one the answer has none. */
export function packHead(
  { codes, lot, expiry }: Pick<Reading, 'codes' | 'lot' | 'expiry'>,
  nameOf: DecisionSources['nameOf'],
): PackHead {
  return { gtin: codes[0] ?? '', cip13: cip13Of(codes), ...namedBy(nameOf, codes), lot, expiry };
}

function namedBy(nameOf: DecisionSources['nameOf'], codes: readonly string[]): { name?: string } {
  for (const code of codes) {
    const name = nameOf?.(code);
    if (name) return { name };
  }
  return {};
}

/** The pack's CIP13: of AI 01, or of AI 711 where the GTIN is a foreign one. */
function cip13Of(codes: readonly string[]): string | null {
  for (const code of codes) {
    const cip13 = cip13OfGtin(code);
    if (cip13 !== null) return cip13;
  }
  return null;
}
