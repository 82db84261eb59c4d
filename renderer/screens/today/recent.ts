/** The last checks: those the stream told since the page began, joined with the journal's newest rows. */
import type { JournalRow } from '../../../agent/hook/schemas.ts';
import type { PackFacts } from '../../components/pack.tsx';
import type { Check } from '../../core/events.ts';
import type { Verdict } from '../../core/model.ts';

export interface Recent {
  readonly id: string;
  /** UTC, ISO 8601. */
  readonly at: string;
  readonly verdict: Verdict;
  readonly pack: PackFacts;
  /** The agent's sentence, which the stream alone tells. */
  readonly message: string | null;
  /** The first reason's code. */
  readonly reason: string | null;
  readonly drill: boolean;
  readonly saleReference: string | null;
  readonly terminal: string | null;
  readonly outcome: JournalRow['outcome'];
  /** Dispensed although the answer was `verify` or `block`; why, where it was said. */
  readonly override: { readonly reason: string | null } | null;
}

/** The newest `most` checks, each once, newest first. `rows` in any order. */
export function recentChecks(told: readonly Check[], rows: readonly JournalRow[], most: number): Recent[] {
  const outcomes = new Map<string, JournalRow>();
  const found = new Map<string, Recent>();
  for (const row of [...rows].sort((a, b) => a.seq - b.seq)) {
    if (row.outcome !== null) outcomes.set(row.id, row);
    if (row.kind !== 'check' || row.verdict === null || row.pack === null) continue;
    found.set(row.id, {
      ...head(row),
      verdict: row.verdict,
      pack: { code: row.pack.codes[0] ?? '', lots: row.pack.lots, expiry: row.pack.expiry },
      message: null,
      saleReference: row.saleReference,
      terminal: row.terminal,
    });
  }
  for (const check of told) {
    const { gtin, cip13, name, lot, expiry } = check.pack;
    const kept = found.get(check.id);
    found.set(check.id, {
      ...head(check),
      verdict: check.verdict,
      pack: { name, code: cip13 ?? gtin, lots: kept?.pack.lots ?? (lot === null ? [] : [lot]), expiry },
      message: check.message,
      saleReference: kept?.saleReference ?? null,
      terminal: kept?.terminal ?? null,
    });
  }
  return [...found.values()]
    .map((one) => {
      const last = outcomes.get(one.id);
      return last === undefined
        ? one
        : { ...one, outcome: last.outcome, override: last.override ? { reason: last.reason } : null };
    })
    .sort((a, b) => (a.at === b.at ? (a.id < b.id ? 1 : -1) : a.at < b.at ? 1 : -1))
    .slice(0, most);
}

function head({ id, at, reasons }: Pick<Check, 'id' | 'at'> & { readonly reasons: JournalRow['reasons'] }) {
  return {
    id,
    at,
    reason: reasons[0]?.code ?? null,
    drill: reasons.some(({ drill }) => drill === true),
    outcome: null,
    override: null,
  };
}
