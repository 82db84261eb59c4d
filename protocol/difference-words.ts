/** The changes between two revisions as sentences. Pure: portal and workstation say the same. */
import type { ChangeCode } from './change-codes.ts';
import { excerpt } from './excerpt.ts';
import { type Language, type MessageKey, say } from './messages/index.ts';
import { cip13OfGtin } from './product.ts';
import type { ChangedProduct, DateRange, LotExpiry, RevisionChange } from './revision-difference.ts';
import { LOTS_NAMED, targetInWords } from './target-words.ts';
import { dateInWords, listInWords, momentInWords, plural, rangeInWords } from './words.ts';

export interface ChangeInWords {
  readonly code: ChangeCode;
  readonly text: string;
}

/** Products, territories or ranges that a sentence names at most. */
const NAMED = 6;
/** Of a text that may be a page long, its beginning; the notice has all of it. */
const TEXT_SHOWN = 240;

export interface ChangeContext {
  /** IANA zone in which moments are told. */
  readonly zone: string;
  /** Name of a GTIN-14 that the bulletin does not name, where a catalogue knows it. */
  readonly nameOf?: (gtin: string) => string | null;
}

/** One sentence a change, in the order given. Whatever the bulletin says stands in them untouched. */
export function changesInWords(
  language: Language,
  changes: readonly RevisionChange[],
  context: ChangeContext,
): ChangeInWords[] {
  const words = new Words(language, context, ambiguousNames(changes));
  return changes.map((change) => ({ code: change.code, text: words.of(change) }));
}

/** Names that two products of these changes bear: there the code has to tell them apart. */
function ambiguousNames(changes: readonly RevisionChange[]): ReadonlySet<string> {
  const codes = new Map<string, Set<string>>();
  for (const change of changes) {
    const products = 'products' in change ? change.products : 'product' in change ? [change.product] : [];
    for (const { gtin, name } of products) {
      if (name !== null) codes.set(name, (codes.get(name) ?? new Set()).add(gtin));
    }
  }
  return new Set([...codes].filter(([, { size }]) => size > 1).map(([name]) => name));
}

class Words {
  readonly #language: Language;
  readonly #context: ChangeContext;
  readonly #ambiguous: ReadonlySet<string>;

  constructor(language: Language, context: ChangeContext, ambiguous: ReadonlySet<string>) {
    this.#language = language;
    this.#context = context;
    this.#ambiguous = ambiguous;
  }

  of(change: RevisionChange): string {
    switch (change.code) {
      case 'lifted':
        return change.reason === null
          ? this.#say('change.lifted-plain')
          : this.#say('change.lifted', { reason: change.reason });
      case 'not-understood':
        return this.#say(`change.not-understood.${change.which}`);
      case 'action':
        return this.#fromTo(change, (action) => this.#orNothing(action && this.#say(`change.action.${action}`)));
      case 'level':
        return this.#fromTo(change, (level) => this.#orNothing(level && this.#say(`change.level.${level}`)));
      case 'class':
        return this.#fromTo(change, (one) => (one === null ? this.#say('change.class.none') : String(one)));
      case 'effective-at':
        return this.#fromTo(change, (moment) =>
          moment === null
            ? this.#say('change.effective-at.at-once')
            : momentInWords(this.#language, moment, this.#context.zone),
        );
      case 'territories':
        return this.#fromTo(change, (codes) =>
          codes === null ? this.#say('change.territories.everywhere') : this.#list(codes.map(territoryNumber), NAMED),
        );
      case 'products-added':
      case 'products-removed': {
        const products = this.#list(
          change.products.map((product) => this.#name(product)),
          NAMED,
        );
        return this.#say(this.#counted(change.code, change.products.length), { products });
      }
      case 'all-lots':
      case 'rule':
      case 'lots-limited':
        return this.#rule(change);
      case 'lots-added':
      case 'lots-removed':
      case 'except-added':
      case 'except-removed':
      case 'lot-serials':
        return this.#say(this.#counted(change.code, change.lots.length), this.#lots(change));
      case 'lot-expiry': {
        const lots = change.lots.map((lot) => this.#lotExpiry(lot));
        return this.#say('change.lot-expiry', { product: this.#name(change.product), lots: this.#list(lots, NAMED) });
      }
      case 'expiry-range':
      case 'manufactured-range':
        return this.#fromTo(change, (ranges) => this.#ranges(ranges));
      case 'condition':
        return this.#fromTo(change, (conditions) =>
          conditions.length === 0 ? this.#say('change.condition.none') : this.#list(conditions, NAMED),
        );
      case 'report-quantities':
        return this.#say(`change.report-quantities.${change.to ? 'yes' : 'no'}`);
      case 'instructions':
        return change.to === null
          ? this.#say('change.instructions-gone')
          : this.#say('change.instructions', { to: excerpt(change.to, TEXT_SHOWN) });
      case 'reason':
      case 'title':
      case 'cause':
      case 'alternatives':
        return this.#fromTo(change, (text) => this.#orNothing(text && excerpt(text, TEXT_SHOWN)));
      case 'expected-return':
        return this.#fromTo(change, (date) => this.#orNothing(date && dateInWords(this.#language, date)));
      case 'issuer': {
        const { name, phone, email } = change.to;
        return this.#say('change.issuer', { to: [name, phone, email].filter((part) => part).join(', ') });
      }
      case 'text':
      case 'other':
        return this.#say(`change.${change.code}`);
    }
  }

  #say(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
    return say(this.#language, key, values);
  }

  #list(items: readonly string[], most: number): string {
    return listInWords(this.#language, items, most);
  }

  #counted<C extends string>(code: C, n: number): `change.${C}.${'one' | 'other'}` {
    return `change.${code}.${plural(this.#language, n)}`;
  }

  /** `{to} (before: {from})`, with the product where the change is one of a product. */
  #fromTo<T>(
    change: { readonly code: FromToCode; readonly from: T; readonly to: T; readonly product?: ChangedProduct },
    words: (side: T) => string,
  ): string {
    const sides = { from: words(change.from), to: words(change.to) };
    const { code, product } = change;
    return this.#say(`change.${code}`, product === undefined ? sides : { ...sides, product: this.#name(product) });
  }

  #orNothing(text: string | null): string {
    return text || this.#say('change.nothing');
  }

  #name({ gtin, name }: ChangedProduct): string {
    const code = cip13OfGtin(gtin) ?? gtin;
    if (name === null) return this.#context.nameOf?.(gtin) ?? code;
    return this.#ambiguous.has(name) ? `${name} (${code})` : name;
  }

  #lots({ product, lots }: { product: ChangedProduct; lots: readonly string[] }) {
    return { product: this.#name(product), lots: this.#list(lots, LOTS_NAMED) };
  }

  #lotExpiry({ lot, from, to }: LotExpiry): string {
    const dates = (texts: readonly string[]) =>
      texts.length === 0
        ? this.#say('change.lot-expiry.none')
        : this.#list(
            texts.map((date) => dateInWords(this.#language, date)),
            NAMED,
          );
    return this.#say('change.lot-expiry.lot', { lot, from: dates(from), to: dates(to) });
  }

  #ranges(ranges: readonly DateRange[]): string {
    if (ranges.length === 0) return this.#say('change.any-date');
    return this.#list(
      ranges.map((range) => rangeInWords(this.#language, range)),
      NAMED,
    );
  }

  #rule({ code, product, targets }: Extract<RevisionChange, { readonly targets: unknown }>): string {
    const rules = targets.map((target) => {
      const { lots } = target;
      const rule = targetInWords(this.#language, target);
      if (lots === 'all') return rule ?? '';
      const named = this.#list(
        lots.map(({ lot }) => lot),
        LOTS_NAMED,
      );
      const listed = this.#say(`target.lots.${plural(this.#language, lots.length)}`, { lots: named });
      return rule === null ? listed : `${listed}, ${rule}`;
    });
    const key = code === 'lots-limited' ? 'change.lots-limited' : 'change.rule';
    return this.#say(key, { product: this.#name(product), rule: this.#list(rules, NAMED) });
  }
}

/** Changes that are told as what is against what was. */
type FromToCode = Extract<RevisionChange, { readonly from: unknown; readonly to: unknown }>['code'];

/** `75` of `FR-75`: how people know departments. */
function territoryNumber(code: string): string {
  return code.replace(/^FR-/, '');
}
