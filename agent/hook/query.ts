/**
 * Query strings as scanners and pharmacy software write them: percent-decoded, and `+` is `+`, since lots and element strings
 * hold it. The platform's parsers follow HTML forms, where it is a space.
 */

const utf8 = new TextDecoder('utf-8', { fatal: true });
/** What old Windows software sends for `é`: one byte. */
const windows1252 = new TextDecoder('windows-1252');

/**
 * Decodes one name or value: `%XX` are bytes, anything else stands for itself, so that a stray `%` (a character of GS1 set 82)
 * is no error. The bytes are UTF-8, or Windows-1252 where they cannot be UTF-8. Never throws.
 */
export function percentDecode(text: string): string {
  if (!/[%\u0080-\uffff]/.test(text)) return text;
  const raw = Buffer.from(text, 'latin1');
  const bytes = Buffer.alloc(raw.length);
  let length = 0;
  for (let i = 0; i < raw.length; i++) {
    const hex = raw[i] === 0x25 ? text.slice(i + 1, i + 3) : '';
    if (/^[0-9A-Fa-f]{2}$/.test(hex)) {
      bytes[length++] = Number.parseInt(hex, 16);
      i += 2;
    } else {
      bytes[length++] = raw[i] ?? 0;
    }
  }
  const decoded = bytes.subarray(0, length);
  try {
    return utf8.decode(decoded);
  } catch {
    return windows1252.decode(decoded);
  }
}

/**
 * Reads a raw query string (without `?`) as Node gives it, one character a byte. A name given twice becomes a list, which no
 * schema of ours accepts. Returns an object without prototype.
 */
export function parseQuery(raw: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = Object.create(null);
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = percentDecode(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : percentDecode(pair.slice(equals + 1));
    const before = query[name];
    query[name] = before === undefined ? value : [before, value].flat();
  }
  return query;
}
