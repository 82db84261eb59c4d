/**
 * For tests: bulletins in a few words, and an index of recalls so simple that it can be trusted. The register's own index is
 * compared with it.
 */
import {
  type Bulletin,
  effectiveTime,
  type ListedLot,
  type Recall,
  type Target,
  understand,
} from '../../protocol/bulletin.ts';
import { intervalOf } from '../../protocol/date.ts';
import { canonicalLot } from '../../protocol/lot.ts';
import { checkDigit } from '../../protocol/product.ts';
import type { Reading } from '../scan/reading.ts';
import type { FeedStamp, IndexedRevision, IndexedTarget, Now, Recalls, VerdictPolicy } from './model.ts';

/** A GTIN-14 of GS1's demonstration prefix 952, which no real product bears: n from 0 to 999,999,999. */
export function testGtin(n: number): string {
  const stem = `0952${String(n).padStart(9, '0')}`;
  return stem + checkDigit(stem);
}

/** A recall as the feed carries it: in force at once, everywhere, at pharmacy level, unless told otherwise. */
export function recallBulletin(
  targets: readonly Target[],
  { recall, ...envelope }: Partial<Omit<Bulletin, 'recall'>> & { recall?: Partial<Recall> } = {},
): Bulletin {
  const id = envelope.id ?? 'B1';
  return {
    id,
    revision: 1,
    state: 'in-force',
    publishedAt: '2026-11-20T08:00:00.000Z',
    kind: 'recall',
    reference: `R-${id}`,
    title: `Rappel ${id}`,
    issuer: { name: 'Laboratoire d’essai' },
    attention: 'interrupt',
    drill: false,
    text: '',
    effectiveAt: null,
    territories: null,
    ...envelope,
    recall: {
      action: 'recall',
      level: 'pharmacy',
      class: 2,
      reason: 'Défaut de qualité',
      reportQuantities: true,
      targets: [...targets],
      ...recall,
    },
  };
}

/** A reading of a pack; whatever is not given is absent. */
export function readingOf(pack: Partial<Reading> & Pick<Reading, 'codes'>): Reading {
  return { lot: null, expiry: null, manufactured: null, serial: null, doubtful: false, ...pack };
}

/** A time that every clock agrees on. Milliseconds since the epoch. */
export const exactly = (ms: number): Now => ({ likely: ms, earliest: ms, latest: ms });

export const liveFeed: FeedStamp = { state: 'live', position: 1, asOf: '2026-11-22T09:29:56.000Z', ageSeconds: 4 };
export const paris: VerdictPolicy = { territory: 'FR-75', zone: 'Europe/Paris', offlineLimitSeconds: 86_400 };

/**
 * The recalls that these bulletins of the feed amount to, in the order given (of one revision told twice, each stands).
 * Values that are no bulletin are kept as not understood, as the register does. `signedAt`: milliseconds since the epoch.
 */
export function recallsOf(bulletins: readonly unknown[], signedAt = Number.NEGATIVE_INFINITY): Recalls {
  const histories = new Map<string, IndexedRevision[]>();
  const targets = new Map<string, IndexedTarget[]>();
  const unreadable: IndexedRevision[] = [];
  const add = (target: IndexedTarget) => targets.set(target.code, [...(targets.get(target.code) ?? []), target]);
  const historyOf = (id: string) => {
    const history = histories.get(id) ?? [];
    histories.set(id, history);
    return history;
  };

  for (const [index, value] of bulletins.entries()) {
    const read = understand(value);
    if (read.understood) {
      const revision = indexed(read.bulletin, signedAt, historyOf(read.bulletin.id));
      for (const target of targetsOf(read.bulletin)) add(indexedTarget(target, revision));
    } else {
      const revision = notUnderstood(read.head, historyOf(read.head.id ?? `entry-${index}`), `entry-${index}`);
      for (const gtin of read.codes) add(indexedTarget({ gtin, lots: 'all' }, revision));
      if (read.codes.length === 0) unreadable.push(revision);
    }
  }
  return { targetsOf: (code) => targets.get(code) ?? [], unreadable };
}

function targetsOf(bulletin: Bulletin): readonly Target[] {
  if (bulletin.kind === 'recall') return bulletin.recall?.targets ?? [];
  return bulletin.kind === 'alert' ? (bulletin.alert?.targets ?? []) : [];
}

function indexed(bulletin: Bulletin, signedAt: number, history: IndexedRevision[]): IndexedRevision {
  const { recall, alert } = bulletin;
  const revision: IndexedRevision = {
    bulletin: bulletin.id,
    revision: bulletin.revision,
    effectiveAt: effectiveTime(bulletin),
    signedAt,
    lifted: bulletin.state === 'lifted',
    kind: bulletin.kind,
    reference: bulletin.reference,
    title: bulletin.title,
    drill: bulletin.drill,
    action: recall?.action ?? null,
    level: recall?.level ?? null,
    territories: bulletin.territories,
    instructions: recall?.instructions ?? alert?.instructions ?? null,
    understood: true,
    history,
  };
  history.push(revision);
  return revision;
}

function notUnderstood(
  head: { id: string | null; revision: number; reference: string; title: string },
  history: IndexedRevision[],
  standIn: string,
): IndexedRevision {
  const revision: IndexedRevision = {
    bulletin: head.id ?? standIn,
    revision: head.revision,
    effectiveAt: Number.NEGATIVE_INFINITY,
    signedAt: Number.NEGATIVE_INFINITY,
    lifted: false,
    kind: 'unknown',
    reference: head.reference,
    title: head.title,
    drill: false,
    action: null,
    level: null,
    territories: null,
    instructions: null,
    understood: false,
    history,
  };
  history.push(revision);
  return revision;
}

function indexedTarget(target: Target, revision: IndexedRevision): IndexedTarget {
  const listed: readonly ListedLot[] = target.lots === 'all' ? [] : target.lots;
  const except = target.except ?? [];
  return {
    revision,
    code: target.gtin.padStart(14, '0'),
    lots: target.lots === 'all' ? 'all' : 'listed',
    expiry: target.expiry ? intervalOf(target.expiry) : null,
    manufactured: target.manufactured ? intervalOf(target.manufactured) : null,
    condition: target.condition ?? null,
    lotsLike: (canonical) => listed.filter(({ lot }) => canonicalLot(lot) === canonical),
    exceptLike: (canonical) => except.filter((lot) => canonicalLot(lot) === canonical),
    hasExcept: except.length > 0,
  };
}
