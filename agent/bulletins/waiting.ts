/** Which bulletins ask for attention in this officine, and in what order. Pure. */

import { concerns } from '../../protocol/notice/reach.ts';
import type { DealtWith } from '../desk/model.ts';
import type { Waiting } from '../hook/schemas/attention.ts';
import type { BulletinRecord } from '../register/register.ts';
import type { BulletinDigest } from './library.ts';

export interface WaitingSources {
  readonly records: Iterable<BulletinRecord>;
  readonly digest: (record: BulletinRecord) => BulletinDigest;
  readonly dealtWith: ReadonlyMap<string, DealtWith>;
  /** Lowest revision seen here without a record of it, by bulletin. */
  readonly seen?: ReadonlyMap<string, number>;
  /** Those that interrupt, unless told. */
  readonly attention?: BulletinRecord['attention'] | 'any';
  /** The officine's own; null: not known, hence inside every measure. */
  readonly territory: string | null;
}

interface Candidate extends Waiting {
  readonly action: BulletinDigest['action'];
}

/**
 * Bulletins that ask for this attention, count now, reach this officine, and of which nobody here acknowledged the revision that counts; a
 * lifted one only where people here know of the measure that it ends. Most urgent first.
 */
export function waitingHere(sources: WaitingSources): Waiting[] {
  const { records, digest, dealtWith, seen, territory, attention = 'interrupt' } = sources;
  const candidates: Candidate[] = [];
  for (const record of records) {
    const { id, revision, kind, reference, title, drill, state } = record;
    if ((attention !== 'any' && record.attention !== attention) || state === 'scheduled') continue;
    const { acknowledged = null, first = null } = dealtWith.get(id) ?? {};
    if (acknowledged !== null && acknowledged >= revision) continue;
    const earliest = Math.min(first ?? Number.POSITIVE_INFINITY, seen?.get(id) ?? Number.POSITIVE_INFINITY);
    if (state === 'lifted' && earliest >= revision) continue;
    const { action, level, class: urgency, territories } = digest(record);
    if (!concerns({ level, territories }, territory)) continue;
    const receivedAt = record.revisions.find((one) => one.revision === revision)?.receivedAt ?? '';
    candidates.push({ id, revision, kind, reference, title, drill, state, class: urgency, level, receivedAt, action });
  }
  return candidates.sort(mostUrgentFirst).map(({ action: _, ...waiting }) => waiting);
}

/** Measures before their ends, since what is lifted can wait. */
function mostUrgentFirst(a: Candidate, b: Candidate): number {
  return (
    Number(a.drill) - Number(b.drill) ||
    Number(a.state === 'lifted') - Number(b.state === 'lifted') ||
    (a.class ?? 4) - (b.class ?? 4) ||
    Number(a.level !== 'patient') - Number(b.level !== 'patient') ||
    Number(!blocks(a)) - Number(!blocks(b)) ||
    Date.parse(a.receivedAt) - Date.parse(b.receivedAt) ||
    (a.id < b.id ? -1 : 1)
  );
}

function blocks({ action }: Candidate): boolean {
  return action !== null && action !== 'check';
}
