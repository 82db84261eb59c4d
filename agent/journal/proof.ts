/** The proof of the hash chain (architecture.md, "Journal durability, in words"), a slice of rows at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { GENESIS, hashOfRow } from './chain.ts';
import type { JournalFile } from './file.ts';
import type { JournalHead } from './row.ts';

/**
 * `changed`: the row does not give its hash. `previous`: it does not follow the row before. `missing`: no row has this
 * number though later ones, or the portal's countersignature, say that it was there. `countersigned`: the chain holds,
 * but the portal countersigned another hash here.
 */
export type JournalFault = 'changed' | 'previous' | 'missing' | 'countersigned';

export type JournalProof =
  | {
      readonly proved: true;
      /** Rows proved. */
      readonly rows: number;
      /** Where the proof began: a countersigned head, or `{count: 0}` and `GENESIS`. */
      readonly from: JournalHead;
      readonly head: JournalHead;
    }
  | {
      readonly proved: false;
      /** The first broken row. */
      readonly seq: number;
      /** Its check's id, where there is a row. */
      readonly id: string | null;
      readonly fault: JournalFault;
      readonly from: JournalHead;
    };

/** About 2 ms of work, after which others have their turn. */
const SLICE = 250;

/** Proves the rows up to the head at the time of the call; null where the journal was pruned meanwhile. */
export async function prove(file: JournalFile): Promise<JournalProof | null> {
  const { head, cut } = file;
  const heads = file.countersigned();
  const from: JournalHead = cut === 0 ? { count: 0, hash: GENESIS } : { count: cut, hash: heads.get(cut) ?? '' };
  const broken = (seq: number, fault: JournalFault, id: string | null = null): JournalProof => ({
    proved: false,
    seq,
    id,
    fault,
    from,
  });
  let last = from;
  while (last.count < head.count) {
    const rows = file.slice(last.count, head.count, SLICE);
    if (rows.length === 0) return broken(last.count + 1, 'missing');
    for (const row of rows) {
      if (row.seq !== last.count + 1) return broken(last.count + 1, 'missing');
      if (hashOfRow(row) !== row.hash) return broken(row.seq, 'changed', row.id);
      if (row.previousHash !== last.hash) return broken(row.seq, 'previous', row.id);
      if (row.hash !== (heads.get(row.seq) ?? row.hash)) return broken(row.seq, 'countersigned', row.id);
      last = { count: row.seq, hash: row.hash };
    }
    await nextTurn();
    if (file.cut !== cut) return null;
  }
  for (const count of heads.keys()) if (count > last.count) return broken(last.count + 1, 'missing');
  return { proved: true, rows: last.count - from.count, from, head: last };
}
