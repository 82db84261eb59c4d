/** What an entry of the feed says about recalls, whoever wrote it: rows for the tables, nothing interpreted away. */
import { type Bulletin, type ListedLot, understand } from '../../protocol/bulletin.ts';
import { intervalOf } from '../../protocol/date.ts';
import type { EntryPayload } from '../../protocol/envelope.ts';
import type { RevisionHead, TargetSpec } from './rows.ts';

export interface TargetContent {
  readonly code: string;
  readonly spec: TargetSpec;
  readonly listed: readonly ListedLot[];
  readonly except: readonly string[];
}

export interface RevisionContent {
  readonly bulletin: string;
  readonly revision: number;
  readonly head: RevisionHead;
  readonly targets: readonly TargetContent[];
}

/**
 * The revision that an entry carries, or null for a statement of the root. An entry of which this version knows no part is a
 * bulletin not understood (feed.md 2): every code found in it is to be checked.
 */
export function revisionOf(payload: EntryPayload): RevisionContent | null {
  const { bulletin, keys, epoch } = payload;
  if (bulletin === undefined && (keys !== undefined || epoch !== undefined)) return null;
  const read = understand(bulletin ?? payload);
  if (read.understood) return known(read.bulletin, payload.at);
  const { id, revision, reference, title } = read.head;
  return {
    bulletin: id ?? `entry-${payload.position}`,
    revision,
    head: {
      kind: 'unknown',
      reference,
      title,
      attention: 'notify',
      drill: false,
      action: null,
      level: null,
      territories: null,
      instructions: null,
      effectiveAt: null,
      signedAt: payload.at,
      lifted: false,
      understood: false,
    },
    targets: read.codes.map((code) => ({
      code,
      spec: { lots: 'all', hasExcept: false, expiry: null, manufactured: null, condition: null },
      listed: [],
      except: [],
    })),
  };
}

function known(bulletin: Bulletin, signedAt: string): RevisionContent {
  const { recall, alert } = bulletin;
  const targets =
    (bulletin.kind === 'recall' ? recall?.targets : bulletin.kind === 'alert' ? alert?.targets : []) ?? [];
  return {
    bulletin: bulletin.id,
    revision: bulletin.revision,
    head: {
      kind: bulletin.kind,
      reference: bulletin.reference,
      title: bulletin.title,
      attention: bulletin.attention,
      drill: bulletin.drill,
      action: recall?.action ?? null,
      level: recall?.level ?? null,
      territories: bulletin.territories,
      instructions: recall?.instructions ?? alert?.instructions ?? null,
      effectiveAt: bulletin.effectiveAt,
      signedAt,
      lifted: bulletin.state === 'lifted',
      understood: true,
    },
    targets: targets.map((target) => ({
      code: target.gtin.padStart(14, '0'),
      spec: {
        lots: target.lots === 'all' ? 'all' : 'listed',
        hasExcept: (target.except?.length ?? 0) > 0,
        expiry: target.expiry ? intervalOf(target.expiry) : null,
        manufactured: target.manufactured ? intervalOf(target.manufactured) : null,
        condition: target.condition ?? null,
      },
      listed: target.lots === 'all' ? [] : target.lots,
      except: target.except ?? [],
    })),
  };
}
