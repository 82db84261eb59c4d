import { expect, test } from 'vitest';
import { decodeText } from './decode.ts';

test.each([
  ['utf-8', Uint8Array.from(Buffer.from('Péremption'))],
  ['utf-8', Uint8Array.from(Buffer.from('\ufeffPéremption'))],
  ['windows-1252', Uint8Array.from(Buffer.from('Péremption', 'latin1'))],
  ['utf-16le', Uint8Array.from(Buffer.from('\ufeffPéremption', 'utf16le'))],
])('a file in %s is read as it was written', (encoding, bytes) => {
  expect(decodeText(bytes)).toEqual({ text: 'Péremption', encoding });
});
