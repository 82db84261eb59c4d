/**
 * What `reg export` writes ("Windows Registry Editor Version 5.00"): the one output of reg.exe that is the same in every
 * language of Windows and keeps every character; `reg query` prints in the console's code page and cuts no types apart.
 */

/** By value name: text, a number, or the bytes of a type that no setting has. */
export type RegistryValues = Readonly<Record<string, string | number | Uint8Array>>;

const HEADER = /^\ufeff?Windows Registry Editor Version 5\.00\s+/;
const KEY = /\s*\[([^\]\r\n]+)\][^\S\r\n]*(?:\r?\n|$)/y;
// A text may hold line ends; bytes go on after a backslash at the end of a line.
const VALUE =
  /\s*(?:@|"((?:[^"\\]|\\.)*)")=(?:"((?:[^"\\]|\\.)*)"|dword:([0-9a-f]{8})|hex(?:\(([0-9a-f]+)\))?:([0-9a-f,]*(?:\\\r?\n\s*[0-9a-f,]*)*))[^\S\r\n]*(?:\r?\n|$)/isy;

/**
 * The values of `key` itself in the bytes of an export of it, those of keys below left out. Throws where it is no such export:
 * a policy that is half understood is not understood.
 */
export function readExport(bytes: Uint8Array, key: string): RegistryValues {
  const text = new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
  const header = HEADER.exec(text);
  if (header === null) throw new Error('this is no export of the registry');
  const values: Record<string, string | number | Uint8Array> = Object.create(null);
  let ours = false;
  for (let at = header[0].length; text.slice(at).trim() !== ''; ) {
    const section = match(KEY, text, at);
    if (section !== null) {
      ours = section[1]?.toLowerCase() === key.toLowerCase();
      at = KEY.lastIndex;
      continue;
    }
    const value = match(VALUE, text, at);
    if (value === null) throw new Error('the export of the registry holds a line that is not understood');
    at = VALUE.lastIndex;
    const [, name, string, dword, type, hex] = value;
    // The key's unnamed value is no setting.
    if (!ours || name === undefined) continue;
    if (string !== undefined) values[plain(name)] = plain(string);
    else if (dword !== undefined) values[plain(name)] = Number.parseInt(dword, 16);
    else values[plain(name)] = ofBytes(type, hex ?? '');
  }
  return values;
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

const plain = (quoted: string) => quoted.replace(/\\(.)/gs, '$1');

/** REG_EXPAND_SZ (2) and REG_QWORD (b) as what they say; others as they stand. */
function ofBytes(type: string | undefined, hex: string): string | number | Uint8Array {
  const bytes = Uint8Array.from((hex.match(/[0-9a-f]{2}/gi) ?? []).map((byte) => Number.parseInt(byte, 16)));
  if (type === '2') return new TextDecoder('utf-16le').decode(bytes).replace(/\0+$/, '');
  if (type === 'b' && bytes.length === 8) return Number(new DataView(bytes.buffer).getBigUint64(0, true));
  return bytes;
}
