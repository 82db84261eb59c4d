/** The one sentence that the till shows: what is the matter with the pack and what to do, in words of the catalogue. */
import { excerpt } from '../../protocol/excerpt.ts';
import { type Language, type MessageKey, say } from '../../protocol/messages/index.ts';
import type { Reading } from '../scan/reading.ts';
import type { Decision, Reason, ReasonCode } from './model.ts';

const blockKeys: Partial<Record<ReasonCode, MessageKey>> = {
  'lot-recalled': 'verdict.block.lot',
  'product-recalled': 'verdict.block.product',
  'expiry-recalled': 'verdict.block.expiry',
  'manufacture-recalled': 'verdict.block.manufacture',
  'serial-recalled': 'verdict.block.serial',
  quarantined: 'verdict.block.quarantined',
};

const verifyKeys: Partial<Record<ReasonCode, MessageKey>> = {
  'check-required': 'verdict.verify.check',
  'lot-resembles': 'verdict.verify.lot-resembles',
  'lot-missing': 'verdict.verify.lot-missing',
  'expiry-missing': 'verdict.verify.expiry-missing',
  'manufacture-missing': 'verdict.verify.manufacture-missing',
  'serial-missing': 'verdict.verify.serial-missing',
  'scan-ambiguous': 'verdict.verify.scan-doubtful',
  'pack-expired': 'verdict.verify.pack-expired',
  'feed-unsynced': 'verdict.verify.feed-unsynced',
  'feed-stale': 'verdict.verify.feed-stale',
};

/** Instructions may be a page long; the till shows their beginning, the bulletin holds all of them. */
const INSTRUCTIONS_SHOWN = 300;

/**
 * The `message` of a check (docs/contract.md, section 1), from the decision and the first reading of the pack. Never names
 * a serial. Never throws.
 */
export function sentence(language: Language, decision: Decision, reading: Reading): string {
  const [leading] = decision.reasons;
  if (leading === undefined) return say(language, 'verdict.allow');
  const values = {
    reference: references(decision, leading) || say(language, 'verdict.no-reference'),
    lot: reading.lot ?? '?',
    expiry: shownDate(language, reading.expiry),
    manufactured: shownDate(language, reading.manufactured),
    resembles: (leading.resembles ?? []).join(', '),
    instructions: excerpt(leading.instructions ?? leading.title ?? '', INSTRUCTIONS_SHOWN),
  };
  const key = keyOf(decision, leading, reading);
  return [say(language, key, values), ...additions(language, decision, leading)].join(' ');
}

function keyOf(decision: Decision, leading: Reason, reading: Reading): MessageKey {
  if (decision.verdict === 'allow') return allowKey(leading);
  if (decision.verdict === 'block') return blockKey(decision, leading, reading);
  return verifyKey(decision, leading, reading);
}

function allowKey({ code, drill }: Reason): MessageKey {
  if (code === 'feed-stale') return 'verdict.allow.stale';
  return drill ? 'verdict.allow.drill' : 'verdict.allow.elsewhere';
}

/** A value of the first reading is told only where the readings agree on it. */
function blockKey({ reasons }: Decision, leading: Reason, reading: Reading): MessageKey {
  const unsure = isAmbiguous(reasons, leading);
  if (leading.code === 'lot-recalled' && (unsure || reading.lot === null)) return 'verdict.block.lot-ambiguous';
  const dated = leading.code === 'expiry-recalled' || leading.code === 'manufacture-recalled';
  if (dated && unsure) return 'verdict.block.other';
  return blockKeys[leading.code] ?? 'verdict.block.other';
}

function verifyKey({ reasons }: Decision, leading: Reason, reading: Reading): MessageKey {
  if (leading.understood === false) return 'verdict.verify.update';
  if (leading.bulletin !== undefined) {
    const aboutLot = leading.code === 'lot-resembles' || leading.code === 'lot-missing';
    if (leading.code === 'scan-ambiguous' || (aboutLot && isAmbiguous(reasons, leading))) {
      return 'verdict.verify.scan-recalled';
    }
  }
  if (leading.code === 'lot-resembles' && reading.lot !== null && leading.resembles?.includes(reading.lot)) {
    return 'verdict.verify.lot-other-expiry';
  }
  return verifyKeys[leading.code] ?? 'verdict.verify.other';
}

/** Whether the scan reads in several ways that matter to the bulletin of this reason. */
function isAmbiguous(reasons: readonly Reason[], { bulletin }: Reason): boolean {
  return reasons.some((reason) => reason.code === 'scan-ambiguous' && reason.bulletin === bulletin);
}

/** What else a person at the till should not miss. */
function additions(language: Language, { verdict, reasons }: Decision, leading: Reason): string[] {
  const others: string[] = [];
  if (verdict === 'block' && reasons.some(({ level, effect }) => level === 'patient' && effect === 'decides')) {
    others.push(say(language, 'verdict.also.patients'));
  }
  if (leading.code !== 'pack-expired' && reasons.some(({ code }) => code === 'pack-expired')) {
    others.push(say(language, 'verdict.also.expired'));
  }
  return others;
}

/** The references of every bulletin that says the same as the leading reason. */
function references({ reasons }: Decision, leading: Reason): string {
  const same = reasons.filter(
    ({ code, effect, drill }) => code === leading.code && effect === leading.effect && drill === leading.drill,
  );
  return [...new Set(same.map(({ reference }) => reference ?? ''))].filter((reference) => reference !== '').join(', ');
}

/** `31/03/2027` or `03/2027` in French, ISO 8601 in English. */
function shownDate(language: Language, date: string | null): string {
  if (date === null) return '?';
  return language === 'fr' ? date.split('-').reverse().join('/') : date;
}
