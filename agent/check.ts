/**
 * A check from question to answer: scan or fields -> decision -> journal -> answer. The hook asks it, and so will every other
 * door. It reads no disk and waits for nothing but the journal.
 */
import type { Language } from '../protocol/messages/index.ts';
import { Problem } from '../protocol/problems.ts';
import { cip13OfGtin } from '../protocol/product.ts';
import type { CheckAnswer, CheckRequest } from './hook/schemas.ts';
import type { CheckEntry } from './journal/row.ts';
import { journalPack } from './pack.ts';
import { lotWithoutSerial } from './scan/candidates.ts';
import { readFields } from './scan/fields.ts';
import type { Reading } from './scan/reading.ts';
import { readScan } from './scan/scan.ts';
import { decide } from './verdict/decide.ts';
import type { Decision, FeedStamp, Recalls, VerdictPolicy } from './verdict/model.ts';
import { sentence } from './verdict/sentence.ts';

/** A check as the event stream tells it: the answer without anything of a serial. */
export type CheckEvent = Omit<CheckAnswer, 'pack'> & { pack: Omit<CheckAnswer['pack'], 'serial'> };

export interface CheckerDependencies {
  /** The recalls in force; asked for once a check, so that an import in between is seen by the next one. */
  readonly recalls: () => Recalls;
  readonly feed: () => FeedStamp;
  readonly policy: () => VerdictPolicy;
  /** Trusted time (feed.md 4), milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves once the entry survives the death of this process; rejects with Problem store-unavailable. */
  readonly append: (entry: CheckEntry) => Promise<void>;
  /** A new ULID. */
  readonly newId: () => string;
  /** Told of each check after the journal has it. */
  readonly onCheck: (event: CheckEvent) => void;
  /** Name of a product for people to read, where a catalogue knows it. */
  readonly nameOf?: (gtin: string) => string | null;
}

type Readings = readonly [Reading, ...Reading[]];

/** Answers checks. One instance an agent. */
export class Checker {
  readonly #deps: CheckerDependencies;

  constructor(deps: CheckerDependencies) {
    this.#deps = deps;
  }

  /**
   * May this pack be dispensed? The answer has its sentence in `language`; it is given only once the journal holds it.
   * Throws Problem request-invalid, scan-unreadable, check-digit, lot-invalid, date-invalid, store-unavailable.
   */
  async check(input: CheckRequest, language: Language): Promise<CheckAnswer> {
    const { recalls, feed, policy, now, append, newId, onCheck, nameOf } = this.#deps;
    const moment = now();
    const readings = readingsOf(input, moment);
    const [first] = readings;
    const stamp = feed();
    const decision = decide({ readings, recalls: recalls(), feed: stamp, now: moment, policy: policy() });
    const id = newId();
    const at = new Date(moment).toISOString();
    await append({
      id,
      at,
      pack: journalPack(readings),
      verdict: decision.verdict,
      reasons: decision.reasons,
      feed: stamp,
      terminal: input.terminal ?? null,
      operator: input.operator ?? null,
      saleReference: input.saleReference ?? null,
    });
    const answer: CheckAnswer = {
      id,
      at,
      verdict: decision.verdict,
      pack: {
        gtin: first.codes[0] ?? '',
        cip13: cip13Of(first),
        ...namedBy(nameOf, first),
        lot: first.lot,
        expiry: first.expiry,
        serial: first.serial,
        readings: readings.length,
      },
      reasons: decision.reasons,
      message: sentence(language, decision, first),
      feed: stamp,
    };
    onCheck(eventOf(answer, decision, readings, language));
    return answer;
  }
}

/** `moment`: trusted time, whose year decides the century of a two-digit one (GS1 General Specifications 7.12). */
function readingsOf(input: CheckRequest, moment: number): Readings {
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

/** The name of the first code that the catalogue knows; without one the answer has none. */
function namedBy(nameOf: CheckerDependencies['nameOf'], { codes }: Reading): { name?: string } {
  for (const code of codes) {
    const name = nameOf?.(code);
    if (name) return { name };
  }
  return {};
}

/** The pack's CIP13: of AI 01, or of AI 711 where the GTIN is a foreign one. */
function cip13Of(reading: Reading): string | null {
  for (const code of reading.codes) {
    const cip13 = cip13OfGtin(code);
    if (cip13 !== null) return cip13;
  }
  return null;
}

function eventOf(answer: CheckAnswer, decision: Decision, readings: Readings, language: Language): CheckEvent {
  const { serial: _, ...pack } = answer.pack;
  const lot = pack.lot === null ? null : lotWithoutSerial(pack.lot, readings);
  if (lot === pack.lot) return { ...answer, pack };
  // The sentence names the lot, and the lot ran on into the serial.
  return { ...answer, pack: { ...pack, lot }, message: sentence(language, decision, { ...readings[0], lot }) };
}
