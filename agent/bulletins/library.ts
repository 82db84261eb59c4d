/**
 * What the bulletins of the register say, read once for each state they were in: a notice may name ten thousand lots, and a
 * list of two thousand bulletins is asked for at every key that a person types.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type BulletinReading, readBulletin } from '../../protocol/notice/reading.ts';
import { cip13OfGtin } from '../../protocol/product.ts';
import { PRODUCTS_NAMED } from '../hook/schemas.ts';
import type { BulletinRecord } from '../register/register.ts';
import { fold, haystackOf, matches, type Query } from './search.ts';

/** What is kept of the revision that counts: not its lots and texts, of which the register has enough. */
export interface BulletinDigest
  extends Pick<
    BulletinReading,
    'understood' | 'publishedAt' | 'action' | 'level' | 'class' | 'territories' | 'reportQuantities'
  > {
  /** Name of the laboratory or authority. */
  readonly issuer: string | null;
  readonly productCount: number;
}

interface Held {
  /** What the digest was made of. */
  readonly mark: string;
  readonly digest: BulletinDigest;
  readonly haystack: string;
  /** The first products, by code. */
  readonly products: ReadonlyArray<{ readonly gtin: string; readonly name: string | null }>;
  /** Products that no revision gives a name. */
  readonly unnamed: readonly string[];
}

export class BulletinLibrary {
  /** Name of a GTIN-14 where a catalogue knows it. */
  readonly nameOf: (gtin: string) => string | null;
  readonly #held = new Map<string, Held>();

  /** `nameOf` is asked each time, since catalogues are renewed. */
  constructor(nameOf: (gtin: string) => string | null = () => null) {
    this.nameOf = nameOf;
  }

  /** What the bulletin says in short. */
  digest(record: BulletinRecord): BulletinDigest {
    return this.#of(record).digest;
  }

  /** The first products: by name, else by CIP13, else by GTIN. */
  products(record: BulletinRecord): string[] {
    return this.#of(record).products.map(({ gtin, name }) => name ?? this.nameOf(gtin) ?? cip13OfGtin(gtin) ?? gtin);
  }

  /** Whether any revision of the bulletin, or the catalogue's name of its products, holds what is looked for. */
  found(query: Query, record: BulletinRecord): boolean {
    if (query.length === 0) return true;
    const { haystack, unnamed } = this.#of(record);
    return matches(query, haystack, () => fold(unnamed.map((gtin) => this.nameOf(gtin) ?? '').join(' ')));
  }

  /**
   * Reads what is not read yet, one bulletin a turn of the event loop, since checks are answered on the same thread. Resolves
   * when all can be asked without a wait.
   */
  async read(records: Iterable<BulletinRecord>): Promise<void> {
    for (const record of records) {
      if (this.#held.get(record.id)?.mark === markOf(record)) continue;
      this.#of(record);
      await nextTurn();
    }
  }

  #of(record: BulletinRecord): Held {
    const mark = markOf(record);
    const known = this.#held.get(record.id);
    if (known?.mark === mark) return known;
    const revisions = record.revisions.map(({ revision, content }) => ({ revision, reading: readBulletin(content) }));
    const held = heldOf(record, revisions, mark);
    // What the disk cannot give now is asked for again.
    if (revisions.every(({ reading }) => reading.readable)) this.#held.set(record.id, held);
    return held;
  }
}

/** Changes with each revision that comes, with the one that counts, and where the feed was received anew. */
function markOf({ revision, revisions }: BulletinRecord): string {
  return `${revision} ${revisions.map(({ position }) => position).join()}`;
}

function heldOf(
  record: BulletinRecord,
  revisions: ReadonlyArray<{ readonly revision: number; readonly reading: BulletinReading }>,
  mark: string,
): Held {
  const current = revisions.find(({ revision }) => revision === record.revision)?.reading ?? readBulletin(null);
  const {
    understood,
    publishedAt,
    action,
    level,
    class: urgency,
    territories,
    reportQuantities,
    issuer,
    targets,
  } = current;
  const products = [...new Map(targets.map(({ gtin, name }) => [gtin, { gtin, name }])).values()];
  const readings = revisions.map(({ reading }) => reading);
  const names = Map.groupBy(
    readings.flatMap((reading) => reading.targets),
    ({ gtin }) => gtin,
  );
  return {
    mark,
    digest: {
      understood,
      publishedAt,
      action,
      level,
      class: urgency,
      territories,
      reportQuantities,
      issuer: issuer?.name ?? null,
      productCount: products.length,
    },
    haystack: haystackOf([record.title, record.reference, ...readings.flatMap(textsOf)]),
    products: products.slice(0, PRODUCTS_NAMED),
    unnamed: [...names].filter(([, own]) => own.every(({ name }) => name === null)).map(([gtin]) => gtin),
  };
}

function textsOf({ title, reference, issuer, targets, loose }: BulletinReading): string[] {
  const texts = [title, reference, issuer?.name ?? ''].concat(loose);
  for (const { gtin, name, aim } of targets) {
    texts.push(gtin, name ?? '');
    if (aim === null) continue;
    if (aim.lots !== 'all') for (const { lot } of aim.lots) texts.push(lot);
    for (const lot of aim.except ?? []) texts.push(lot);
  }
  return texts;
}
