/**
 * A check from question to answer: scan or fields -> decision -> journal -> answer. The hook asks it, and so will every other
 * door. It reads no disk and waits for nothing but the journal.
 */
import type { Language } from '../protocol/messages/index.ts';
import type { CheckAnswer, CheckRequest } from './hook/schemas.ts';
import { type DecisionSources, inspect, packHead, type Readings } from './inspect.ts';
import type { CheckEntry } from './journal/row.ts';
import { journalPack } from './pack.ts';
import { lotWithoutSerial } from './scan/candidates.ts';
import type { Decision } from './verdict/model.ts';
import { sentence } from './verdict/sentence.ts';

/** A check as the event stream tells it: the answer without anything of a serial. */
export type CheckEvent = Omit<CheckAnswer, 'pack'> & { pack: Omit<CheckAnswer['pack'], 'serial'> };

export interface CheckerDependencies extends DecisionSources {
  /** Resolves once the entry survives the death of this process; rejects with Problem store-unavailable. */
  readonly append: (entry: CheckEntry) => Promise<void>;
  /** A new ULID. */
  readonly newId: () => string;
  /** Told of each check after the journal has it. */
  readonly onCheck: (event: CheckEvent) => void;
}

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
    const { append, newId, onCheck, nameOf } = this.#deps;
    const { terminal = null, operator = null, saleReference = null, ...pack } = input;
    const { world, readings, decision } = inspect(pack, this.#deps);
    const [first] = readings;
    const id = newId();
    const at = new Date(world.now.likely).toISOString();
    await append({
      id,
      at,
      pack: journalPack(readings),
      verdict: decision.verdict,
      reasons: decision.reasons,
      feed: world.feed,
      terminal,
      operator,
      saleReference,
    });
    const answer: CheckAnswer = {
      id,
      at,
      verdict: decision.verdict,
      pack: { ...packHead(first, nameOf), serial: first.serial, readings: readings.length },
      reasons: decision.reasons,
      message: sentence(language, decision, first),
      feed: world.feed,
    };
    onCheck(eventOf(answer, decision, readings, language));
    return answer;
  }
}

function eventOf(answer: CheckAnswer, decision: Decision, readings: Readings, language: Language): CheckEvent {
  const { serial: _, ...pack } = answer.pack;
  const lot = pack.lot === null ? null : lotWithoutSerial(pack.lot, readings);
  if (lot === pack.lot) return { ...answer, pack };
  // The sentence names the lot, and the lot ran on into the serial.
  return { ...answer, pack: { ...pack, lot }, message: sentence(language, decision, { ...readings[0], lot }) };
}
