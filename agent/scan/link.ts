/** GS1 Digital Link addresses (GS1 Digital Link Standard: URI Syntax): https://…/01/<gtin>/10/<lot>/21/<serial>?17=<expiry>. */
import { areDigits } from './characters.ts';
import { type Element, isSound } from './elements.ts';
import { identifierOf } from './identifiers.ts';

export interface LinkReading {
  readonly elements: readonly Element[];
  /** Some part of it could not be read and was left out. */
  readonly doubtful: boolean;
}

/** Names that stood for AIs in the first version of the standard and are still printed. */
const names: ReadonlyMap<string, string> = new Map([
  ['gtin', '01'],
  ['lot', '10'],
  ['ser', '21'],
  ['cpv', '22'],
]);

/** Whether a text is an address on the web, and so no element string. */
export function isLink(text: string): boolean {
  return /^https?:\/\//i.test(text);
}

/** The elements of an address; none where its path names no product. */
export function readLink(text: string): LinkReading {
  const address = text.slice(text.indexOf('//') + 2).split('#', 1)[0] ?? '';
  const [path = '', ...queries] = address.split('?');
  const segments = path.split('/').slice(1);
  const elements: Element[] = [];
  let doubtful = false;

  const add = (key: string, text: string): void => {
    const identifier = identifierOf(key);
    const decoded = decode(text)?.trim();
    // A GTIN of 8, 12 or 13 digits may stand in an address as it is.
    const value =
      key === '01' && decoded !== undefined && /^\d{8,13}$/.test(decoded) ? decoded.padStart(14, '0') : decoded;
    const element = identifier && value !== undefined ? { identifier, value } : undefined;
    // A wrong check digit is told from an unreadable one by whoever reads the elements.
    const sound =
      element !== undefined && (isSound(element, elements) || (key === '01' && /^\d{14}$/.test(element.value)));
    if (sound) elements.push(element);
    else doubtful = true;
  };

  // The path in front of the product belongs to whoever runs the site: the last product key counts.
  const from = segments.findLastIndex(
    (segment, i) => aiOf(segment) === '01' && /^\d{8,14}$/.test(segments[i + 1] ?? ''),
  );
  if (from === -1) return { elements: [], doubtful: true };
  const pairs = segments.slice(from);
  if (pairs.at(-1) === '') pairs.pop();
  for (let i = 0; i < pairs.length; i += 2) add(aiOf(pairs[i] ?? ''), pairs[i + 1] ?? '');
  for (const parameter of queries.join('?').split(/[&;]/)) {
    const equals = parameter.indexOf('=');
    const key = parameter.slice(0, equals);
    // Other keys than AIs are the site's own, and are not all digits.
    if (equals > 0 && areDigits(key, 0, key.length)) add(key, parameter.slice(equals + 1));
  }
  return { elements, doubtful };
}

function aiOf(segment: string): string {
  return names.get(segment.toLowerCase()) ?? segment;
}

/** Percent-decoded; undefined where the escapes are broken. */
function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}
