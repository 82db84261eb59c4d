/**
 * What one revision of a bulletin changes against another: plain facts, in the order of `changeCodes`. Pure, so that portal
 * and workstation tell the same; the sentences are in difference-words.ts.
 */
import { type Action, type Bulletin, type Level, type ListedLot, type Target, understand } from './bulletin.ts';
import { type ChangeCode, changeCodes } from './change-codes.ts';

export interface ChangedProduct {
  /** GTIN-14. */
  readonly gtin: string;
  /** As the bulletin names it. */
  readonly name: string | null;
}

/** Inclusive bounds; either may be absent. */
export type DateRange = NonNullable<Target['expiry']>;

interface FromTo<T> {
  readonly from: T;
  readonly to: T;
}
interface OfProduct {
  readonly product: ChangedProduct;
}
interface OfLots extends OfProduct {
  readonly lots: readonly string[];
}

export type RevisionChange =
  | { readonly code: 'lifted'; readonly reason: string | null }
  /** Which of the two this version cannot read; the later one where it can read neither. */
  | { readonly code: 'not-understood'; readonly which: 'before' | 'after' }
  | ({ readonly code: 'action' } & FromTo<Action | null>)
  | ({ readonly code: 'level' } & FromTo<Level | null>)
  | ({ readonly code: 'class' } & FromTo<1 | 2 | 3 | null>)
  /** As broadcast; null: at once. */
  | ({ readonly code: 'effective-at' } & FromTo<string | null>)
  /** null: everywhere. */
  | ({ readonly code: 'territories' } & FromTo<readonly string[] | null>)
  | { readonly code: 'products-added' | 'products-removed'; readonly products: readonly ChangedProduct[] }
  /** Lots were listed, and now all are aimed at, as `targets` say. */
  | ({ readonly code: 'all-lots'; readonly targets: readonly Target[] } & OfProduct)
  /** All lots were aimed at, and now these alone. */
  | ({ readonly code: 'lots-limited'; readonly targets: readonly Target[] } & OfLots)
  | ({ readonly code: 'lots-added' | 'lots-removed' | 'except-added' | 'except-removed' | 'lot-serials' } & OfLots)
  | ({ readonly code: 'lot-expiry'; readonly lots: readonly LotExpiry[] } & OfProduct)
  | ({ readonly code: 'expiry-range' | 'manufactured-range' } & FromTo<readonly DateRange[]> & OfProduct)
  | ({ readonly code: 'condition' } & FromTo<readonly string[]> & OfProduct)
  /** The same lots and constraints, put together otherwise; `targets` are what now counts. */
  | ({ readonly code: 'rule'; readonly targets: readonly Target[] } & OfProduct)
  | { readonly code: 'report-quantities'; readonly to: boolean }
  | ({ readonly code: 'instructions' | 'reason' | 'title' | 'cause' | 'alternatives' } & FromTo<string | null>)
  /** A civil date. */
  | ({ readonly code: 'expected-return' } & FromTo<string | null>)
  | { readonly code: 'text' }
  | { readonly code: 'issuer'; readonly to: Bulletin['issuer'] }
  /** Something that has no word of its own here. */
  | { readonly code: 'other' };

export interface LotExpiry extends FromTo<readonly string[]> {
  readonly lot: string;
}

/** Compares two revisions of one bulletin as they were broadcast. Empty where they say the same. Never throws. */
export function revisionDifference(before: unknown, after: unknown): RevisionChange[] {
  if (saySame(before, after)) return [];
  const [from, to] = [understand(before), understand(after)];
  if (!to.understood) return [{ code: 'not-understood', which: 'after' }];
  if (!from.understood) return [{ code: 'not-understood', which: 'before' }];
  const changes = [...headChanges(from.bulletin, to.bulletin), ...targetChanges(from.bulletin, to.bulletin)];
  if (changes.length === 0) return [{ code: 'other' }];
  return changes.sort((a, b) => rank(a.code) - rank(b.code));
}

const ranks = new Map(changeCodes.map((code, rank) => [code, rank]));
const rank = (code: ChangeCode) => ranks.get(code) ?? ranks.size;

function saySame(before: unknown, after: unknown): boolean {
  try {
    return same(statementOf(before), statementOf(after));
  } catch (error) {
    // Nested deeper than the stack: no version of ours writes that, and what cannot be compared is not the same.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** What a revision says, without what numbers and dates it. */
function statementOf(bulletin: unknown): unknown {
  if (bulletin === null || typeof bulletin !== 'object' || Array.isArray(bulletin)) return bulletin;
  const { revision: _, publishedAt: __, ...statement } = bulletin as Record<string, unknown>;
  return statement;
}

/**
 * JSON in one order, so that equal values are equal texts. Lists too: targets, lots, exceptions, serials and territories are
 * sets, whatever order they are written in.
 */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${entries
    .map(([name, inner]) => `${JSON.stringify(name)}:${canonical(inner)}`)
    .sort()
    .join()}}`;
}

const same = (a: unknown, b: unknown) => canonical(a) === canonical(b);
/** As sets. */
const sameMembers = (a: readonly string[], b: readonly string[]) =>
  same([...new Set(a)].sort(), [...new Set(b)].sort());

function headChanges(before: Bulletin, after: Bulletin): RevisionChange[] {
  const changes: RevisionChange[] = [];
  if (after.state === 'lifted' && before.state !== 'lifted') {
    changes.push({ code: 'lifted', reason: after.liftReason || null });
  }
  const { recall: b, alert: ba, shortage: bs } = before;
  const { recall: a, alert: aa, shortage: as } = after;
  const differs = <T>(from: T, to: T, change: (pair: FromTo<T>) => RevisionChange) => {
    if (!same(from, to)) changes.push(change({ from, to }));
  };
  differs(b?.action ?? null, a?.action ?? null, (pair) => ({ code: 'action', ...pair }));
  differs(b?.level ?? null, a?.level ?? null, (pair) => ({ code: 'level', ...pair }));
  differs(b?.class ?? null, a?.class ?? null, (pair) => ({ code: 'class', ...pair }));
  if (timeOf(before.effectiveAt) !== timeOf(after.effectiveAt)) {
    changes.push({ code: 'effective-at', from: before.effectiveAt, to: after.effectiveAt });
  }
  const everywhere = before.territories === null || after.territories === null;
  const sameTerritories = everywhere
    ? before.territories === after.territories
    : sameMembers(before.territories ?? [], after.territories ?? []);
  if (!sameTerritories) changes.push({ code: 'territories', from: before.territories, to: after.territories });
  const to = a?.reportQuantities ?? false;
  if ((b?.reportQuantities ?? false) !== to) changes.push({ code: 'report-quantities', to });
  const words = [
    ['instructions', b?.instructions ?? ba?.instructions, a?.instructions ?? aa?.instructions],
    ['reason', b?.reason, a?.reason],
    ['title', before.title, after.title],
    ['expected-return', bs?.expectedReturn, as?.expectedReturn],
    ['cause', bs?.cause, as?.cause],
    ['alternatives', bs?.alternatives, as?.alternatives],
  ] as const;
  for (const [code, from, now] of words) differs(from || null, now || null, (pair) => ({ code, ...pair }));
  if (before.text !== after.text) changes.push({ code: 'text' });
  if (!same(before.issuer, after.issuer)) changes.push({ code: 'issuer', to: after.issuer });
  return changes;
}

/** One moment may be written with several offsets. A moment that cannot be read is compared as text. */
function timeOf(moment: string | null): number | string | null {
  const time = moment === null ? Number.NaN : Date.parse(moment);
  return Number.isNaN(time) ? moment : time;
}

function targetsOf({ kind, recall, alert, shortage }: Bulletin): readonly Target[] {
  if (kind === 'recall') return recall?.targets ?? [];
  if (kind === 'alert') return alert?.targets ?? [];
  return (shortage?.products ?? []).map((product) => ({ ...product, lots: [] }));
}

/** Everything that a bulletin says of one product, which may stand in several of its targets. */
interface Aim {
  readonly product: ChangedProduct;
  readonly targets: readonly Target[];
  /** Whether any target takes all lots, within whatever constraints. */
  readonly all: boolean;
  readonly lots: ReadonlyMap<string, readonly ListedLot[]>;
}

function aimsOf(bulletin: Bulletin): Map<string, Aim> {
  const groups = Map.groupBy(targetsOf(bulletin), ({ gtin }) => gtin.padStart(14, '0'));
  return new Map(
    [...groups].map(([gtin, targets]) => {
      const listed = targets.flatMap(({ lots }) => (lots === 'all' ? [] : lots));
      return [
        gtin,
        {
          product: { gtin, name: targets.find(({ name }) => name)?.name ?? null },
          targets,
          all: targets.some(({ lots }) => lots === 'all'),
          lots: Map.groupBy(listed, ({ lot }) => lot),
        },
      ];
    }),
  );
}

function targetChanges(before: Bulletin, after: Bulletin): RevisionChange[] {
  const [from, to] = [aimsOf(before), aimsOf(after)];
  const changes: RevisionChange[] = [];
  const added = [...to].filter(([gtin]) => !from.has(gtin)).map(([, { product }]) => product);
  const removed = [...from].filter(([gtin]) => !to.has(gtin)).map(([, { product }]) => product);
  if (added.length > 0) changes.push({ code: 'products-added', products: added });
  if (removed.length > 0) changes.push({ code: 'products-removed', products: removed });
  for (const [gtin, now] of to) {
    const then = from.get(gtin);
    if (then !== undefined) changes.push(...productChanges(then, now));
  }
  return changes;
}

function productChanges(then: Aim, now: Aim): RevisionChange[] {
  const { product } = now;
  if (now.all && !then.all) return [{ code: 'all-lots', product, targets: now.targets }];
  if (then.all && !now.all)
    return [{ code: 'lots-limited', product, targets: now.targets, lots: [...now.lots.keys()] }];
  const changes: RevisionChange[] = [];
  const list = (
    code: 'lots-added' | 'lots-removed' | 'except-added' | 'except-removed' | 'lot-serials',
    lots: string[],
  ) => {
    if (lots.length > 0) changes.push({ code, product, lots });
  };
  list('lots-added', missing(now.lots.keys(), then.lots));
  list('lots-removed', missing(then.lots.keys(), now.lots));

  const kept = [...now.lots.keys()].filter((lot) => then.lots.has(lot));
  const expiries = (aim: Aim, lot: string) => sorted((aim.lots.get(lot) ?? []).flatMap(({ expiry }) => expiry ?? []));
  const dated = kept.flatMap((lot) => {
    const [from, to] = [expiries(then, lot), expiries(now, lot)];
    return same(from, to) ? [] : [{ lot, from, to }];
  });
  if (dated.length > 0) changes.push({ code: 'lot-expiry', product, lots: dated });
  list(
    'lot-serials',
    kept.filter((lot) => !same(serialsOf(then, lot), serialsOf(now, lot))),
  );

  const [excepted, exceptedNow] = [exceptionsOf(then), exceptionsOf(now)];
  list('except-added', missing(exceptedNow, excepted));
  list('except-removed', missing(excepted, exceptedNow));
  for (const [code, field] of [
    ['expiry-range', 'expiry'],
    ['manufactured-range', 'manufactured'],
  ] as const) {
    const [from, to] = [rangesOf(then, field), rangesOf(now, field)];
    if (!same(from, to)) changes.push({ code, product, from, to });
  }
  const [from, to] = [conditionsOf(then), conditionsOf(now)];
  if (!same(from, to)) changes.push({ code: 'condition', product, from, to });

  if (changes.length === 0 && !same(constraintsOf(then), constraintsOf(now))) {
    changes.push({ code: 'rule', product, targets: now.targets });
  }
  return changes;
}

const sorted = (texts: Iterable<string>) => [...new Set(texts)].sort();

function missing(lots: Iterable<string>, among: { has(lot: string): boolean }): string[] {
  return [...lots].filter((lot) => !among.has(lot));
}

/** The packs of a lot that are aimed at; null: all of them. */
function serialsOf({ lots }: Aim, lot: string): string[] | null {
  const entries = lots.get(lot) ?? [];
  return entries.some(({ serials }) => serials === undefined)
    ? null
    : sorted(entries.flatMap(({ serials = [] }) => serials));
}

function exceptionsOf({ targets }: Aim): Set<string> {
  return new Set(targets.flatMap(({ except = [] }) => except));
}

function conditionsOf({ targets }: Aim): string[] {
  return sorted(targets.flatMap(({ condition }) => condition ?? []));
}

function rangesOf({ targets }: Aim, field: 'expiry' | 'manufactured'): DateRange[] {
  const ranges = new Map(
    targets.flatMap(({ [field]: range }) => (range === undefined ? [] : [[canonical(range), range]])),
  );
  return [...ranges].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, range]) => range);
}

/** The targets of a product whatever their order and their names. */
function constraintsOf({ targets }: Aim): string[] {
  return targets.map(({ name: _, gtin: __, ...constraints }) => canonical(constraints)).sort();
}
