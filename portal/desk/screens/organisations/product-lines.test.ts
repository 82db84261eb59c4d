import { expect, test } from 'vitest';
import { gtinOfCip7 } from '../../../../protocol/product.ts';
import { linesOf, productLine, readProducts } from './product-lines.ts';

test('codes of every kind, with and without a name, each once; a heading and empty lines are passed over', () => {
  const text = '\ufeffCode;Nom\r\n3400930000014;"Dolix ""500"" mg"\n\n3000002\t Gel \n0 3400930000014;Dolix\n';
  expect(readProducts(text)).toEqual({
    products: [
      { gtin: '03400930000014', name: 'Dolix' },
      { gtin: gtinOfCip7('3000002'), name: 'Gel' },
    ],
    wrong: null,
  });
});

test('the first line whose code is none is told by its number, and nothing is taken', () => {
  expect(readProducts('3400930000014\n3400930000015;faux')).toEqual({ products: [], wrong: 2 });
  expect(readProducts('bonjour 1')).toEqual({ products: [], wrong: 1 });
});

test('what is read back is what was said', () => {
  const { products } = readProducts('3400930000014;A, B');
  expect(products.map(productLine)).toEqual(['03400930000014;A, B']);
  expect(linesOf(' A \r\n\nB')).toEqual(['A', 'B']);
});
