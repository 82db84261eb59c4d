/** XML as text: what an element's line needs, and no more. */

export type Attributes = Readonly<Record<string, string | number | boolean>>;
export type Node = string | readonly Node[];

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An element with attributes, and below it either text or elements. */
export function element(name: string, attributes: Attributes = {}, content: string | readonly Node[] = []): Node {
  const open = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(String(value)).replaceAll('"', '&quot;')}"`)
    .join('');
  if (typeof content === 'string') return `<${name}${open}>${escaped(content)}</${name}>`;
  if (content.length === 0) return `<${name}${open} />`;
  return [`<${name}${open}>`, content, `</${name}>`];
}

/** The document, indented by two spaces a level. */
export function document(root: Node): string {
  const lines = ['<?xml version="1.0" encoding="utf-8"?>', ...indented(root, '')];
  return `${lines.join('\n')}\n`;
}

/** An element is `[open, children, close]` or one line. */
function* indented(node: Node, margin: string): Generator<string> {
  if (typeof node === 'string') {
    yield margin + node;
    return;
  }
  const [open, children, close] = node;
  yield margin + open;
  for (const child of children ?? []) yield* indented(child, `${margin}  `);
  yield margin + close;
}
