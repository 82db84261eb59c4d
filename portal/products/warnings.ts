/** What a draft's author should look at again, and may well be right about: never a reason to refuse it. */
import Type, { type Static } from 'typebox';
import { type Language, say } from '../../protocol/messages/index.ts';
import { cip13OfGtin } from '../../protocol/product.ts';
import { dateInWords } from '../../protocol/words.ts';
import type { Executor } from '../store/database.ts';
import { BulletinView } from '../workflow/bulletins.ts';
import { readProductSource } from './import.ts';
import { productsOf } from './products.ts';

export const warningCodes = ['product-unknown'] as const;

export const Warning = Type.Object({
  field: Type.String({ description: 'Path of the field: recall.targets[0].gtin' }),
  code: Type.Enum(warningCodes),
  text: Type.String({ description: 'In the language of Accept-Language' }),
});
export type Warning = Static<typeof Warning>;

/** A bulletin as it is answered to whoever has just written it. */
export const Warned = Type.Object({
  ...BulletinView.properties,
  warnings: Type.Array(Warning, { description: 'What to look at again; the draft is kept as it is' }),
});
export type Warned = Static<typeof Warned>;

/** The bulletin with its warnings, in `language`. Where no medicines database was imported there is none. */
export async function withWarnings(db: Executor, view: BulletinView, language: Language): Promise<Warned> {
  return { ...view, warnings: await productWarnings(db, codesOf(view), language) };
}

/** A warning for each code that the medicines database does not have: old presentations, and what is no medicine. */
export async function productWarnings(
  db: Executor,
  codes: ReadonlyArray<{ readonly field: string; readonly gtin: string }>,
  language: Language,
): Promise<Warning[]> {
  const source = await readProductSource(db);
  if (source === null) return [];
  const known = await productsOf(
    db,
    codes.map(({ gtin }) => gtin),
  );
  const date = dateInWords(language, source.date);
  return codes
    .filter(({ gtin }) => !known.has(gtin))
    .map(({ field, gtin }) => ({
      field,
      code: 'product-unknown',
      text: say(language, 'medicines.warning.unknown', { code: cip13OfGtin(gtin) ?? gtin, date }),
    }));
}

function codesOf({ recall, alert, shortage }: BulletinView): Array<{ field: string; gtin: string }> {
  const of = (field: string, items: ReadonlyArray<{ readonly gtin: string }> = []) =>
    items.map(({ gtin }, index) => ({ field: `${field}[${index}].gtin`, gtin }));
  return [
    ...of('recall.targets', recall?.targets),
    ...of('alert.targets', alert?.targets),
    ...of('shortage.products', shortage?.products),
  ];
}
