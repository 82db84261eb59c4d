/**
 * A pack as an inventory keeps it: enough to decide again when a recall comes meanwhile, and nothing of a serial or of the
 * raw scan (docs/contract.md, section 1). What is not kept counts as unknown, hence at least `verify` where a recall asks
 * for it.
 */
import type { Inspection, Readings, World } from './inspect.ts';
import { lotWithoutSerial } from './scan/candidates.ts';
import type { Reading } from './scan/reading.ts';
import { decide } from './verdict/decide.ts';
import { counts } from './verdict/in-force.ts';
import type { Decision, IndexedRevision, Reason, Recalls } from './verdict/model.ts';
import { reaches } from './verdict/reach.ts';
import { decisionOf } from './verdict/strength.ts';

/** A reading without its serial. */
export interface KeptReading extends Omit<Reading, 'serial'> {
  /** The lot was cut where another reading begins a serial: it may be any lot that begins so. */
  readonly cut?: true;
}

/**
 * What one revision said of the pack while its serial was at hand, where that is more than can be told without it: no
 * reason at all for a serial that is surely not listed.
 */
interface Settled {
  readonly bulletin: string;
  readonly revision: number;
  readonly reasons: readonly Reason[];
}

export interface KeptPack {
  /** Distinct, the straightforward one first. */
  readonly readings: readonly [KeptReading, ...KeptReading[]];
  /** In how many ways the scan could be read. */
  readonly count: number;
  readonly settled: readonly Settled[];
  /** What the pack itself said and can no longer be told: dates of other readings are not kept. */
  readonly own: readonly Reason[];
}

/** What may be kept of a pack that was just decided. */
export function keep({ readings, decision, world }: Inspection): KeptPack {
  const kept = keptReadings(readings);
  const plain = decide({ readings: kept.map(asRead), ...world });
  const own = (one: Reason) => one.bulletin === undefined && !one.code.startsWith('feed-');
  return {
    readings: kept,
    count: readings.length,
    settled: settledBy(decision, plain, readings, world),
    own: decision.reasons.filter((one) => own(one) && !plain.reasons.some(({ code }) => code === one.code)),
  };
}

/**
 * Decides again. Without the serial a recall of single serials is `verify` (`serial-missing`). But a revision that was
 * asked while the serial was at hand is not asked again: its answer then stands, better or worse, for as long as that very
 * revision counts and reaches this officine. The next revision may list other serials, so it is unknown again.
 */
export function decideAgain({ readings, settled, own }: KeptPack, world: World): Decision {
  const plain = decide({ readings: readings.map(asRead), ...world });
  const standing = settled.filter((one) => {
    const revision = revisionOf(world.recalls, readings, one);
    return revision !== null && counts(revision, world.now) && reaches(revision, world.policy);
  });
  if (standing.length === 0 && own.length === 0) return plain;
  const asked = plain.reasons.filter(
    ({ bulletin, revision }) => !standing.some((one) => one.bulletin === bulletin && one.revision === revision),
  );
  const lost = own.filter((one) => !asked.some(({ bulletin, code }) => bulletin === undefined && code === one.code));
  return decisionOf([...asked, ...standing.flatMap(({ reasons }) => reasons), ...lost]);
}

/** A kept reading as the verdict takes it: no serial, and of a lot that was cut only that it is not known. */
export function asRead({ cut, ...reading }: KeptReading): Reading {
  return { ...reading, lot: cut ? null : reading.lot, serial: null };
}

/**
 * Lots as in the journal (`pack.ts`), and like there only the dates of the first reading: a date that another reading found
 * may be digits of the serial.
 */
function keptReadings(readings: Readings): [KeptReading, ...KeptReading[]] {
  const [first, ...others] = readings;
  const known = (date: string | null, ofFirst: string | null) => (date === ofFirst ? date : null);
  const cut = ({ codes, lot: full, expiry, manufactured, doubtful }: Reading): KeptReading => {
    const lot = full === null ? null : lotWithoutSerial(full, readings);
    return {
      codes,
      lot,
      expiry: known(expiry, first.expiry),
      manufactured: known(manufactured, first.manufactured),
      doubtful,
      ...(lot !== full && { cut: true as const }),
    };
  };
  const distinct = new Map(others.map(cut).map((reading) => [JSON.stringify(reading), reading]));
  const head = cut(first);
  distinct.delete(JSON.stringify(head));
  return [head, ...distinct.values()];
}

/** The revisions of which the serial tells more than nothing. A measure that does not reach this officine settles nothing. */
function settledBy(decision: Decision, plain: Decision, readings: Readings, world: World): Settled[] {
  const of = ({ reasons }: Decision) =>
    Map.groupBy(
      reasons.filter(({ bulletin }) => bulletin !== undefined),
      ({ bulletin, revision }) => `${revision} ${bulletin}`,
    );
  const [full, without] = [of(decision), of(plain)];
  const settled: Settled[] = [];
  for (const [key, unsure] of without) {
    const reasons = full.get(key) ?? [];
    if (JSON.stringify(reasons) === JSON.stringify(unsure)) continue;
    const { bulletin = '', revision: number = 0 } = unsure[0] ?? {};
    const revision = revisionOf(world.recalls, readings, { bulletin, revision: number });
    if (revision !== null && reaches(revision, world.policy)) settled.push({ bulletin, revision: number, reasons });
  }
  return settled;
}

function revisionOf(
  recalls: Recalls,
  readings: readonly Pick<Reading, 'codes'>[],
  { bulletin, revision }: { readonly bulletin: string; readonly revision: number },
): IndexedRevision | null {
  for (const { codes } of readings) {
    for (const code of codes) {
      const found = recalls
        .targetsOf(code)
        .find((target) => target.revision.bulletin === bulletin && target.revision.revision === revision);
      if (found !== undefined) return found.revision;
    }
  }
  return null;
}
