/** A list as it is posted: pasted text, or a file of whichever encoding a spreadsheet wrote. */
import { textOfBytes } from '../../protocol/medicines-file.ts';
import { Problem } from '../../protocol/problems.ts';

/** The text of a list given once. Throws request-invalid for none or both, and for a file in another encoding. */
export function textOf({ text, file }: { text?: string; file?: string }): string {
  if ((text === undefined) === (file === undefined)) {
    throw new Problem('request-invalid', { field: 'text', expected: 'list-text-or-file' });
  }
  if (text !== undefined) return text;
  const read = textOfBytes(Buffer.from(file ?? '', 'base64'));
  if (read === null) throw new Problem('request-invalid', { field: 'file', expected: 'list-encoding' });
  return read;
}
