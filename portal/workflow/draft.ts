/**
 * From what a laboratory posts to what is kept and broadcast: one form for each thing (GTIN-14, departments, UTC), so that
 * agents compare and never interpret. Nothing is repaired by guessing: what is not surely meant is refused, field by field.
 */
import { Compile } from 'typebox/compile';
import {
  BulletinContent,
  BulletinDraft,
  bulletinKinds,
  type ListedLot,
  type Recall,
  type Target,
  type TargetDraft,
} from '../../protocol/bulletin.ts';
import { intervalOf, isCivilDate } from '../../protocol/date.ts';
import { MAX_ENTRY_BYTES } from '../../protocol/envelope.ts';
import { isLot } from '../../protocol/lot.ts';
import { Problem } from '../../protocol/problems.ts';
import { type ProductCodeField, readProductCode } from '../../protocol/product.ts';
import { schemaProblem } from '../../protocol/schema-problem.ts';
import { expandTerritory } from '../../protocol/territory.ts';
import { tidy } from './tidy.ts';

/** Largest content as JSON: a JWS is 4/3 of it, and agents refuse an entry above `MAX_ENTRY_BYTES`; the rest is its head. */
export const MAX_CONTENT_BYTES = Math.floor((MAX_ENTRY_BYTES - 64 * 1024) * 0.75);

const draftSchema = Compile(BulletinDraft);
const contentSchema = Compile(BulletinContent);

/** Where the schema's bounds on a text are the bounds of a lot: those have a problem type of their own. */
const lotPath = /\/(lot|(except|serials)\/\d+)$/;

/**
 * The content of a revision from the body of `POST /v1/bulletins` or `…/revise`. Throws `Problem`: request-invalid (form,
 * unknown or missing fields, codes that are no codes), check-digit, lot-invalid, date-invalid, too-large; each names the field.
 */
export function readDraft(body: unknown): BulletinContent {
  const draft = tidy(body);
  if (!draftSchema.Check(draft)) {
    const errors = draftSchema.Errors(draft);
    const lot = errors.find((e) => /^(min|max)Length$/.test(e.keyword) && lotPath.test(e.instancePath));
    const { type, details } = schemaProblem(lot === undefined ? errors : [lot]);
    throw lot === undefined ? new Problem(type, details) : new Problem('lot-invalid', { ...details, expected: 'lot' });
  }
  return normalise(draft);
}

function normalise(draft: BulletinDraft): BulletinContent {
  partOfKind(draft);
  const { recall, alert, shortage, ...head } = draft;
  const content: BulletinContent = {
    ...head,
    issuer: withoutBlanks(head.issuer),
    effectiveAt: head.effectiveAt === null ? null : moment(head.effectiveAt, 'effectiveAt'),
    territories: head.territories === null ? null : departments(head.territories),
    ...(recall === undefined ? {} : { recall: recallOf(recall) }),
    ...(alert === undefined
      ? {}
      : {
          alert: {
            ...(alert.instructions ? { instructions: alert.instructions } : {}),
            ...(alert.targets === undefined ? {} : { targets: alert.targets.map(at('alert.targets', target)) }),
          },
        }),
    ...(shortage === undefined ? {} : { shortage: shortageOf(shortage) }),
  };
  if (!contentSchema.Check(content)) {
    // The draft's schema and the rules here promise it; a gap between them must not reach the feed.
    throw new Error(`normalised content breaks its schema: ${JSON.stringify(contentSchema.Errors(content)[0])}`);
  }
  if (Buffer.byteLength(JSON.stringify(content)) > MAX_CONTENT_BYTES) {
    throw new Problem('too-large', { expected: 'content-size', values: { limit: MAX_CONTENT_BYTES } });
  }
  return content;
}

function partOfKind(draft: BulletinDraft): void {
  for (const kind of bulletinKinds) {
    const there = draft[kind] !== undefined;
    if (there === (kind === draft.kind)) continue;
    throw invalid(kind, there ? 'part-of-other-kind' : 'part-of-kind', { kind: draft.kind });
  }
}

function recallOf(recall: NonNullable<BulletinDraft['recall']>): Recall {
  const tidied = withoutBlanks(recall);
  // The agent shows these instructions as what to do before dispensing: a check without them cannot be acted on.
  if (recall.action === 'check' && tidied.instructions === undefined)
    throw invalid('recall.instructions', 'instructions');
  return { ...tidied, targets: recall.targets.map(at('recall.targets', target)) };
}

function shortageOf(shortage: NonNullable<BulletinDraft['shortage']>): NonNullable<BulletinContent['shortage']> {
  for (const side of ['from', 'expectedReturn'] as const) {
    const text = shortage[side];
    if (text !== undefined && text !== '') date(text, `shortage.${side}`);
  }
  const { from, to } = intervalOf({ from: shortage.from || null, to: shortage.expectedReturn || null });
  if (from !== null && to !== null && from > to) throw invalid('shortage.expectedReturn', 'range-order');
  const products = shortage.products.map(
    at('shortage.products', ({ gtin, cip13, cip7, ...labels }, path) => ({
      gtin: onlyCode({ gtin, cip13, cip7 }, path),
      ...withoutBlanks(labels),
    })),
  );
  return { ...withoutBlanks(shortage), products: unique(products) };
}

function target(draft: TargetDraft, path: string): Target {
  const { gtin, cip13, cip7, ...rest } = draft;
  const code = onlyCode({ gtin, cip13, cip7 }, path);
  const { lots, except, expiry, manufactured, ...labels } = withoutBlanks(rest);
  if (except !== undefined && lots !== 'all') throw invalid(`${path}.except`, 'except-with-all');
  return {
    gtin: code,
    ...labels,
    lots: lots === 'all' ? 'all' : unique(lots.map(at(`${path}.lots`, listedLot))),
    ...(except === undefined ? {} : { except: unique(except.map(at(`${path}.except`, lotText))) }),
    ...(expiry === undefined ? {} : { expiry: range(expiry, `${path}.expiry`) }),
    ...(manufactured === undefined ? {} : { manufactured: range(manufactured, `${path}.manufactured`) }),
  };
}

function onlyCode(codes: Readonly<Record<ProductCodeField, string | undefined>>, path: string): string {
  const given = (Object.keys(codes) as ProductCodeField[]).flatMap((field) => {
    const value = codes[field];
    return value === undefined ? [] : [{ field, value }];
  });
  const [first, second] = given;
  if (first === undefined) throw invalid(`${path}.gtin`, 'product-code');
  if (second !== undefined) throw invalid(`${path}.${second.field}`, 'one-product-code');
  return productCode(first.field, first.value, `${path}.${first.field}`);
}

function productCode(field: ProductCodeField, text: string, path: string): string {
  const read = readProductCode(field, text);
  if ('fault' in read) {
    if (read.fault === 'check-digit') throw new Problem('check-digit', { field: path, expected: 'check-digit' });
    throw invalid(path, field === 'gtin' ? 'product-code' : field);
  }
  // 34008 is reserved for the dispensing unit (UCD; arrêté of 30 December 2021): it stands on no pack, so it would block none.
  if (read.gtin.startsWith('034008')) throw invalid(path, 'not-ucd');
  return read.gtin;
}

function listedLot(listed: ListedLot, path: string): ListedLot {
  const { lot, expiry, serials } = listed;
  return {
    lot: lotText(lot, `${path}.lot`),
    ...(expiry === undefined ? {} : { expiry: date(expiry, `${path}.expiry`) }),
    ...(serials === undefined ? {} : { serials: unique(serials.map(at(`${path}.serials`, lotText))) }),
  };
}

function lotText(lot: string, path: string): string {
  if (!isLot(lot)) throw new Problem('lot-invalid', { field: path, expected: 'lot' });
  return lot;
}

function date(text: string, path: string): string {
  if (!isCivilDate(text)) throw new Problem('date-invalid', { field: path, expected: 'date' });
  return text;
}

function range(bounds: { from?: string; to?: string }, path: string): { from?: string; to?: string } {
  for (const side of ['from', 'to'] as const) {
    const bound = bounds[side];
    if (bound !== undefined) date(bound, `${path}.${side}`);
  }
  const { from, to } = intervalOf(bounds);
  if (from !== null && to !== null && from > to) throw invalid(`${path}.to`, 'range-order');
  return bounds;
}

/** The moment in UTC. `Date.parse` takes 31 February for 3 March, so the day is checked by itself. */
function moment(text: string, path: string): string {
  const time = Date.parse(text);
  if (!isCivilDate(text.slice(0, 10)) || Number.isNaN(time)) {
    throw new Problem('date-invalid', { field: path, expected: 'moment' });
  }
  return new Date(time).toISOString();
}

function departments(codes: readonly string[]): string[] {
  const expanded = codes.flatMap((code, i) => {
    const departments = expandTerritory(code);
    if (departments === null) throw invalid(`territories[${i}]`, 'territory');
    return departments;
  });
  return [...new Set(expanded)].sort();
}

/** The same without its optional texts that say nothing; mandatory ones and conditions are never empty, by their schema. */
function withoutBlanks<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== '')) as T;
}

/** The same without exact repetitions, in order: one lot with two expiries is two facts and stays. */
function unique<T>(items: readonly T[]): T[] {
  return [...new Map(items.map((item) => [JSON.stringify(item), item])).values()];
}

/** A mapper that tells `read` the path of each item. */
function at<T, R>(path: string, read: (item: T, path: string) => R): (item: T, index: number) => R {
  return (item, index) => read(item, `${path}[${index}]`);
}

function invalid(field: string, expected: string, values: Record<string, string> = {}): Problem {
  return new Problem('request-invalid', { field, expected, values });
}
