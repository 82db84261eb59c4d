/**
 * Scanner text to the readings of a pack (docs/verdict.md, "Reading a scan"). The straight way first, then every other that
 * the bytes allow; what does not read as a whole but still names a product is kept as a doubtful reading.
 */
import { hasCheckDigit } from '../../protocol/product.ts';
import { areDigits } from './characters.ts';
import { type Element, packOf } from './elements.ts';
import { fromCapsLock, fromShiftedDigits } from './keyboard.ts';
import { MAX_READINGS, MAX_SCAN_LENGTH } from './limits.ts';
import { isCutShort, readLinear } from './linear.ts';
import { isLink, readLink } from './link.ts';
import { readLost } from './lost.ts';
import { readMarked } from './marked.ts';
import { readPlain } from './plain.ts';
import type { Reading, ScanResult } from './reading.ts';
import { misplacedProduct, salvage } from './salvage.ts';
import { hasWrittenMark, unwrapped, withGroupSeparators } from './separators.ts';

/**
 * Reads what a scanner typed. Returns at least one reading, each with a product code, or the fault; whatever the text is, it
 * never throws. `currentYear` (UTC, by trusted time) places two-digit years.
 */
export function readScan(text: string, currentYear: number = yearOfClock()): ScanResult {
  if (text.length > MAX_SCAN_LENGTH) return { fault: { type: 'scan-unreadable', expected: 'scan' } };
  const plain = readPlain(text, currentYear);
  return plain === null ? readCarefully(text, currentYear) : { readings: [plain] };
}

/** By the mean Gregorian year, so up to two days off at New Year: the pivot is 49 years away, and a Date costs more than a scan. */
function yearOfClock(): number {
  return 1970 + Math.floor(Date.now() / (365.2425 * 86_400_000));
}

/** The same without the short way for plain scans; apart from `readScan` so that tests can hold the two together. */
export function readCarefully(text: string, currentYear: number): ScanResult {
  const search = new ScanSearch(currentYear);
  search.readWhole(text);
  if (!search.isEmpty) {
    if (search.mayBeCapsLocked) for (const meant of fromCapsLock(text)) search.readWhole(meant);
    return search.result();
  }
  const typed = fromShiftedDigits(text);
  for (const meant of typed) search.readWhole(meant);
  for (const meant of [text, ...typed]) if (search.isEmpty) search.readRemains(meant);
  return search.result();
}

/** Collects the readings of one scan: distinct, in order of likelihood, not more than a bound. */
class ScanSearch {
  readonly #currentYear: number;
  readonly #readings = new Map<string, Reading>();
  #wrongCheckDigit = false;
  #capped = false;

  constructor(currentYear: number) {
    this.#currentYear = currentYear;
  }

  get isEmpty(): boolean {
    return this.#readings.size === 0;
  }

  /** Lower case where real packs have none, or signs that an M becomes; capitals show that Caps Lock was off. */
  get mayBeCapsLocked(): boolean {
    return [...this.#readings.values()].some(
      ({ lot, serial }) => isCapsLocked(lot) || (!/[A-Z]/.test(lot ?? '') && isCapsLocked(serial)),
    );
  }

  result(): ScanResult {
    const [first, ...others] = this.#readings.values();
    if (first !== undefined) {
      if (!this.#capped) return { readings: [first, ...others] };
      const doubtful = (reading: Reading): Reading => ({ ...reading, doubtful: true });
      return { readings: [doubtful(first), ...others.map(doubtful)] };
    }
    return {
      fault: this.#wrongCheckDigit
        ? { type: 'check-digit', expected: 'check-digit' }
        : { type: 'scan-unreadable', expected: 'scan' },
    };
  }

  /** Adds the readings in which the whole text is sound. */
  readWhole(text: string): void {
    const scanned = unwrapped(text);
    const linear = readLinear(scanned);
    if (linear !== null) {
      if ('gtin' in linear) this.#add({ ...nothingElse, codes: [linear.gtin] });
      else this.#wrongCheckDigit ||= linear.fault === 'check-digit';
    } else if (isLink(scanned)) {
      const { elements, doubtful } = readLink(scanned);
      this.#addPack(elements, doubtful);
    } else {
      const separated = withGroupSeparators(scanned);
      if (!this.#readElements(separated) && beginsWithProduct(separated)) {
        // One text in ten that lost some digits passes for a product that it is not: only French codes are believed.
        this.#readElements(`01${separated}`, !separated.startsWith('034009'));
      }
    }
  }

  /** Adds a doubtful reading of whatever can be read, where that names a product. */
  readRemains(text: string): void {
    const scanned = unwrapped(text);
    if (isLink(scanned) || readLinear(scanned) !== null) return;
    const separated = withGroupSeparators(scanned);
    this.#addPack(salvage(separated), true);
    if (!this.isEmpty) return;
    if (separated.startsWith('03400') && beginsWithProduct(separated)) {
      this.#addPack(salvage(`01${separated}`), true);
    }
    const begin = this.isEmpty ? misplacedProduct(separated) : -1;
    if (begin > 0) this.#addPack(salvage(separated.slice(begin)), true);
  }

  /** Adds the sound readings of an element string, all of them `doubtful` or not; tells whether one of them names a product. */
  #readElements(separated: string, doubtful = false): boolean {
    const marked = readMarked(separated, MAX_READINGS);
    this.#capped ||= marked.capped;
    // A written mark with a known AI behind it is a mark, even where what follows it is damaged: the sound reading that takes
    // it for a part of the lot must not stand alone.
    const [first] = marked.ways;
    let named = false;
    if (first?.some(({ value }) => hasWrittenMark(value))) named = this.#addPack(salvage(separated), true);
    for (const way of marked.ways) if (this.#addPack(way, doubtful)) named = true;
    const unmarked = separated.replace(/(?:<GS>)+$/i, '');
    if (marked.separated || hasWrittenMark(unmarked)) return named;
    const lost = readLost(unmarked, MAX_READINGS, this.#currentYear);
    this.#capped ||= lost.capped;
    for (const way of lost.ways) if (this.#addPack(way, doubtful || lost.strange)) named = true;
    return named;
  }

  #addPack(elements: readonly Element[], doubtful: boolean): boolean {
    const { reading, wrongCheckDigit } = packOf(elements, doubtful, this.#currentYear);
    this.#wrongCheckDigit ||= wrongCheckDigit;
    if (reading !== null) this.#add(reading);
    return reading !== null;
  }

  #add(reading: Reading): void {
    const { codes, lot, expiry, manufactured, serial } = reading;
    const key = JSON.stringify([codes, lot, expiry, manufactured, serial]);
    // The first way to a pack stands for it: a doubtful detour to the same pack takes nothing from a clean one.
    if (this.#readings.has(key)) return;
    if (this.#readings.size < MAX_READINGS) {
      this.#readings.set(key, reading);
    } else {
      this.#capped = true;
    }
  }
}

const nothingElse = { lot: null, expiry: null, manufactured: null, serial: null, doubtful: false };

function isCapsLocked(value: string | null): boolean {
  return value !== null && (/[a-z]/.test(value) || (/[,?]/.test(value) && !/[A-Z]/.test(value)));
}

/** Whether AI 01 may be what is missing in front: fourteen digits whose check digit holds. */
function beginsWithProduct(text: string): boolean {
  return text.length >= 14 && areDigits(text, 0, 14) && !isCutShort(text) && hasCheckDigit(text.slice(0, 14));
}
