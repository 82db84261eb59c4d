/** From what a check says to what its row keeps, field by field, so that nothing else ever slips into the file. */
import type { FeedStamp, Reason } from '../verdict/model.ts';
import type { StoredRow } from './chain.ts';
import type { RowContent } from './file.ts';
import type { CheckEntry, JournalPack, JournalReason, JournalRow } from './row.ts';

/** SQLite stores UTF-8, which has no lone surrogates: they are replaced before the hash is taken, not after. */
function plain(text: string | null): string | null {
  return text === null ? null : text.toWellFormed();
}

function reasonOf({ code, effect, bulletin, reference, revision, title, level, drill }: Reason): JournalReason {
  return {
    code,
    effect,
    ...(bulletin !== undefined && { bulletin }),
    ...(reference !== undefined && { reference }),
    ...(revision !== undefined && { revision }),
    ...(title !== undefined && { title }),
    ...(level !== undefined && { level }),
    ...(drill !== undefined && { drill }),
  };
}

/** The content of a check's row. */
export function checkContent(entry: CheckEntry): RowContent {
  const { codes, lots, expiry, manufactured, readings } = entry.pack;
  const { state, position, asOf, ageSeconds } = entry.feed;
  return {
    at: entry.at,
    id: entry.id,
    pack: JSON.stringify({ codes, lots, expiry, manufactured, readings }),
    verdict: entry.verdict,
    reasons: JSON.stringify(entry.reasons.map(reasonOf)),
    feed: JSON.stringify({ state, position, asOf, ageSeconds }),
    terminal: plain(entry.terminal),
    operator: plain(entry.operator),
    saleReference: plain(entry.saleReference),
    outcome: null,
    reason: null,
    override: 0,
    kind: 'check',
  };
}

/** The content of a row that answers no question. */
export function noteContent(
  note: Pick<RowContent, 'at' | 'id' | 'kind'> &
    Partial<Pick<RowContent, 'operator' | 'outcome' | 'reason' | 'override'>>,
): RowContent {
  return {
    at: note.at,
    id: note.id,
    pack: null,
    verdict: null,
    reasons: '[]',
    feed: null,
    terminal: null,
    operator: plain(note.operator ?? null),
    saleReference: null,
    outcome: note.outcome ?? null,
    reason: plain(note.reason ?? null),
    override: note.override ?? 0,
    kind: note.kind,
  };
}

/** Stands in where a pack's text was damaged: nothing known of it, so that look-back takes it for possible. */
const unreadable: JournalPack = { codes: [], lots: [], expiry: null, manufactured: null, readings: 1 };

function parse<T>(text: string | null, otherwise: T): T {
  if (text === null) return otherwise;
  try {
    return JSON.parse(text) as T;
  } catch {
    // Only tampering gets here, and the chain's proof names the row.
    return otherwise;
  }
}

/** The pack of a check's row. */
export function packOf(row: Pick<StoredRow, 'pack'>): JournalPack {
  const pack = parse<Partial<JournalPack>>(row.pack, unreadable);
  return Array.isArray(pack.codes) && Array.isArray(pack.lots) ? { ...unreadable, ...pack } : unreadable;
}

/** A row as it is given out. */
export function rowOf(row: StoredRow): JournalRow {
  return {
    ...row,
    pack: row.pack === null ? null : packOf(row),
    reasons: parse<readonly JournalReason[]>(row.reasons, []),
    feed: parse<FeedStamp | null>(row.feed, null),
    override: row.override === 1,
  };
}
