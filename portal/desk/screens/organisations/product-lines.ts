/** A laboratory's products as lines that people paste: a code, and after `;`, `,` or a tab its name. Pure. */
import { readProductCode } from '../../../../protocol/product.ts';

export interface Product {
  readonly gtin: string;
  readonly name?: string;
}

/** The lines that hold something, trimmed. */
export function linesOf(text: string): string[] {
  return text
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** A product as a line: `03400930000014;Dolix`. */
export function productLine({ gtin, name }: Product): string {
  return name === undefined ? gtin : `${gtin};${name}`;
}

/** The products, one each; `wrong`: number of the first line (from 1) whose code is none, but for a heading in the first. */
export function readProducts(text: string): { products: Product[]; wrong: number | null } {
  const found = new Map<string, Product>();
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const [, code = '', name = ''] = /^([^;,\t]*)[;,\t]?(.*)$/.exec(line.trim()) ?? [];
    const read = gtinOf(unquoted(code));
    if (read === null) {
      if (index === 0 && !/\d/.test(code)) continue;
      return { products: [], wrong: index + 1 };
    }
    const label = unquoted(name);
    found.set(read, { gtin: read, ...(label !== '' && { name: label }) });
  }
  return { products: [...found.values()], wrong: null };
}

function gtinOf(code: string): string | null {
  for (const field of ['gtin', 'cip7'] as const) {
    const read = readProductCode(field, code);
    if ('gtin' in read) return read.gtin;
  }
  return null;
}

/** A cell as spreadsheets quote it. */
function unquoted(cell: string): string {
  return cell
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replaceAll('""', '"')
    .trim();
}
