/** What can be read of a revision as it was broadcast, whatever version wrote it. Pure. */
import {
  type Action,
  type Bulletin,
  bulletinKinds,
  type Level,
  type Recall,
  type Target,
  understand,
} from '../bulletin.ts';

export interface ReadTarget {
  /** GTIN-14. */
  readonly gtin: string;
  readonly name: string | null;
  /** What of the product is aimed at; null: not known, hence every pack is to be checked. */
  readonly aim: Omit<Target, 'gtin' | 'name'> | null;
}

export interface BulletinReading {
  /** false: written by a newer portal, or the disk cannot give it now; then the measure itself is not known. */
  readonly understood: boolean;
  /** Whether anything was there to be read. */
  readonly readable: boolean;
  readonly kind: Bulletin['kind'] | 'unknown';
  readonly reference: string;
  readonly title: string;
  readonly publishedAt: string | null;
  readonly effectiveAt: string | null;
  readonly issuer: { readonly name: string; readonly phone?: string; readonly email?: string } | null;
  readonly text: string;
  readonly reason: string | null;
  readonly instructions: string | null;
  readonly action: Action | null;
  readonly level: Level | null;
  readonly class: Recall['class'];
  readonly reportQuantities: boolean;
  readonly liftReason: string | null;
  /** null: everywhere. */
  readonly territories: readonly string[] | null;
  readonly targets: readonly ReadTarget[];
  readonly shortage: {
    readonly expectedReturn: string | null;
    readonly cause: string | null;
    readonly alternatives: string | null;
  } | null;
  /** Every text in it where its form is not known, so that a lot is found there too; else empty. */
  readonly loose: readonly string[];
}

/** Reads a revision. `content`: the bulletin as it was broadcast; null where the disk cannot give it. Never throws. */
export function readBulletin(content: unknown): BulletinReading {
  const read = understand(content);
  return read.understood ? known(read.bulletin) : unknown(content, read.head, read.codes);
}

function known(bulletin: Bulletin): BulletinReading {
  const { kind, reference, title, publishedAt, effectiveAt, issuer, text, territories } = bulletin;
  const recall = kind === 'recall' ? bulletin.recall : undefined;
  const alert = kind === 'alert' ? bulletin.alert : undefined;
  const shortage = kind === 'shortage' ? bulletin.shortage : undefined;
  return {
    understood: true,
    readable: true,
    kind,
    reference,
    title,
    publishedAt,
    effectiveAt,
    issuer: issuerOf(issuer),
    text,
    reason: recall?.reason ?? null,
    instructions: recall?.instructions || alert?.instructions || null,
    action: recall?.action ?? null,
    level: recall?.level ?? null,
    class: recall?.class ?? null,
    reportQuantities: recall?.reportQuantities ?? false,
    liftReason: bulletin.liftReason || null,
    territories,
    targets: [
      ...(recall?.targets ?? alert?.targets ?? []).map(({ gtin, name, ...aim }) => readTarget(gtin, name, aim)),
      ...(shortage?.products ?? []).map(({ gtin, name }) => readTarget(gtin, name, { lots: [] })),
    ],
    shortage:
      shortage === undefined
        ? null
        : {
            expectedReturn: shortage.expectedReturn ?? null,
            cause: shortage.cause || null,
            alternatives: shortage.alternatives || null,
          },
    loose: [],
  };
}

function readTarget(gtin: string, name: string | undefined, aim: ReadTarget['aim']): ReadTarget {
  return { gtin: gtin.padStart(14, '0'), name: name || null, aim };
}

/**
 * Of a form that this version does not know, the texts that a person can read. Action, level, class and territories are left
 * out: an unknown field may give them another meaning, and must never make the measure look smaller.
 */
function unknown(
  content: unknown,
  { reference, title }: { readonly reference: string; readonly title: string },
  codes: readonly string[],
): BulletinReading {
  const root = objectOf(content);
  const measure = [...bulletinKinds.map((kind) => objectOf(root[kind])), root];
  const text = (name: string) =>
    measure
      .map(({ [name]: value }) => value)
      .find((value): value is string => typeof value === 'string' && value !== '');
  const moment = (value: unknown) => (typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : null);
  return {
    understood: false,
    readable: content !== null && content !== undefined,
    kind: 'unknown',
    reference,
    title,
    publishedAt: moment(root.publishedAt),
    effectiveAt: moment(root.effectiveAt),
    issuer: issuerOf(objectOf(root.issuer)),
    text: typeof root.text === 'string' ? root.text : '',
    reason: text('reason') ?? null,
    instructions: text('instructions') ?? null,
    action: null,
    level: null,
    class: null,
    reportQuantities: measure.some(({ reportQuantities }) => reportQuantities === true),
    liftReason: text('liftReason') ?? null,
    territories: null,
    targets: codes.map((gtin) => ({ gtin, name: null, aim: null })),
    shortage: null,
    loose: textsIn(content),
  };
}

/** Not by recursion: however deep it is nested, it must be read to its end. */
function textsIn(root: unknown): string[] {
  const texts: string[] = [];
  const waiting: unknown[] = [root];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (typeof value === 'string' || typeof value === 'number') texts.push(String(value));
    else if (value !== null && typeof value === 'object') for (const inner of Object.values(value)) waiting.push(inner);
  }
  return texts;
}

function objectOf(value: unknown): Record<string, unknown> {
  return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : {};
}

function issuerOf({ name, phone, email }: Record<string, unknown>): BulletinReading['issuer'] {
  if (typeof name !== 'string' || name === '') return null;
  return {
    name,
    ...(typeof phone === 'string' && phone !== '' && { phone }),
    ...(typeof email === 'string' && email !== '' && { email }),
  };
}
