/** A list as it was pasted, or as the file that a spreadsheet saved. */
import Type from 'typebox';
import { textOfBytes } from '../../protocol/medicines-file.ts';
import { Problem } from '../../protocol/problems.ts';

/** One of both, in a body. */
export const ListSource = {
  text: Type.Optional(Type.String({ description: 'Rows as pasted: tab, ; or , between cells' })),
  file: Type.Optional(
    Type.String({ contentEncoding: 'base64', description: 'A CSV file in base64, UTF-8 or Windows-1252' }),
  ),
};

/** Its text. Throws request-invalid unless there is exactly one, and for UTF-8 that is damaged. */
export function textOfSource({ text, file }: { readonly text?: string; readonly file?: string }): string {
  if ((text === undefined) === (file === undefined)) {
    throw new Problem('request-invalid', { field: 'text', expected: 'list-text-or-file' });
  }
  if (text !== undefined) return text;
  const read = textOfBytes(Buffer.from(file ?? '', 'base64'));
  if (read === null) throw new Problem('request-invalid', { field: 'file', expected: 'list-encoding' });
  return read;
}
