/**
 * GS1 application identifiers (AI): which there are and what their values look like. GS1 General Specifications, section 3.2
 * (the table), section 7.8.5 (how many digits an AI has follows from its first two; which lengths are pre-defined).
 */
import { areDigits, areValueCharacters, isDigit } from './characters.ts';

export interface Identifier {
  /** Two to four digits. */
  readonly ai: string;
  /** Fewest and most characters of the value. */
  readonly min: number;
  readonly max: number;
  /** How many characters at its start must be digits. */
  readonly digits: number;
  /** The value has `min` or `max` characters, never between: its optional part has a fixed length. */
  readonly eitherLength: boolean;
  /** Ends by its length; every other element ends with a separator or the scan. */
  readonly predefined: boolean;
  /** A date YYMMDD whose day may be 00 (section 3.4). */
  readonly date: boolean;
  /** One of those that medicine packs in France carry: of several ways to read a scan, these are the likely ones. */
  readonly medicine: boolean;
}

/**
 * AI or range, then the format in the notation of the General Specifications: `N6` six digits, `X..20` one to twenty
 * characters of set 82, `[ ]` an optional last part.
 */
const table: readonly (readonly [ais: string, format: string])[] = [
  ['00', 'N18'],
  ['01-03', 'N14'],
  ['10', 'X..20'],
  ['11-13', 'N6'],
  ['15-17', 'N6'],
  ['20', 'N2'],
  ['21-22', 'X..20'],
  ['235', 'X..28'],
  ['240-241', 'X..30'],
  ['242', 'N..6'],
  ['243', 'X..20'],
  ['250-251', 'X..30'],
  ['253', 'N13 [X..17]'],
  ['254', 'X..20'],
  ['255', 'N13 [N..12]'],
  ['30', 'N..8'],
  ...['310', '311', '312', '313', '314', '315', '316'].map(measure),
  ...['320', '321', '322', '323', '324', '325', '326', '327', '328', '329'].map(measure),
  ...['330', '331', '332', '333', '334', '335', '336', '337'].map(measure),
  ...['340', '341', '342', '343', '344', '345', '346', '347', '348', '349'].map(measure),
  ...['350', '351', '352', '353', '354', '355', '356', '357'].map(measure),
  ...['360', '361', '362', '363', '364', '365', '366', '367', '368', '369'].map(measure),
  ['37', 'N..8'],
  ['3900-3909', 'N..15'],
  ['3910-3919', 'N3 N..15'],
  ['3920-3929', 'N..15'],
  ['3930-3939', 'N3 N..15'],
  ['3940-3943', 'N4'],
  ['3950-3955', 'N6'],
  ['400-401', 'X..30'],
  ['402', 'N17'],
  ['403', 'X..30'],
  ['410-417', 'N13'],
  ['420', 'X..20'],
  ['421', 'N3 X..9'],
  ['422', 'N3'],
  ['423', 'N..15'],
  ['424', 'N3'],
  ['425', 'N..15'],
  ['426', 'N3'],
  ['427', 'X..3'],
  ['4300-4301', 'X..35'],
  ['4302-4306', 'X..70'],
  ['4307', 'X2'],
  ['4308', 'X..30'],
  ['4309', 'N20'],
  ['4310-4311', 'X..35'],
  ['4312-4316', 'X..70'],
  ['4317', 'X2'],
  ['4318', 'X..20'],
  ['4319', 'X..30'],
  ['4320', 'X..35'],
  ['4321-4323', 'N1'],
  ['4324-4325', 'N10'],
  ['4326', 'N6'],
  ['4330-4333', 'N6 [X1]'],
  ['7001', 'N13'],
  ['7002', 'X..30'],
  ['7003', 'N10'],
  ['7004', 'N..4'],
  ['7005', 'X..12'],
  ['7006', 'N6'],
  ['7007', 'N6 [N6]'],
  ['7008', 'X..3'],
  ['7009', 'X..10'],
  ['7010', 'X..2'],
  ['7011', 'N6 [N4]'],
  ['7020-7022', 'X..20'],
  ['7023', 'X..30'],
  ['7030-7039', 'N3 X..27'],
  ['7040', 'N1 X3'],
  ['7041', 'X..4'],
  ['710-717', 'X..20'],
  ['7230-7239', 'X2 X..28'],
  ['7240', 'X..20'],
  ['7241', 'N2'],
  ['7242', 'X..25'],
  ['7250', 'N8'],
  ['7251', 'N12'],
  ['7252', 'N1'],
  ['7253-7254', 'X..40'],
  ['7255', 'X..10'],
  ['7256', 'X..90'],
  ['7257', 'X..70'],
  ['7258', 'N1 X1 N1'],
  ['7259', 'X..40'],
  ['8001', 'N14'],
  ['8002', 'X..20'],
  ['8003', 'N14 [X..16]'],
  ['8004', 'X..30'],
  ['8005', 'N6'],
  ['8006', 'N18'],
  ['8007', 'X..34'],
  ['8008', 'N8 [N..4]'],
  ['8009', 'X..50'],
  ['8010', 'X..30'],
  ['8011', 'N..12'],
  ['8012', 'X..20'],
  ['8013-8014', 'X..25'],
  ['8017-8018', 'N18'],
  ['8019', 'N..10'],
  ['8020', 'X..25'],
  ['8026', 'N18'],
  ['8030', 'X..90'],
  ['8110', 'X..70'],
  ['8111', 'N4'],
  ['8112', 'X..70'],
  ['8200', 'X..70'],
  ['90', 'X..30'],
  ['91-99', 'X..90'],
];

/** A measure, 31nn to 36nn: the fourth digit of the AI is the place of the decimal point. */
function measure(stem: string): readonly [string, string] {
  return [`${stem}0-${stem}5`, 'N6'];
}

/**
 * Elements of pre-defined length by the first two digits of their AI: characters of AI and value together. Figure 7.8.5-2;
 * it holds for AIs that are not assigned yet as well (04, 14, 18, 19).
 */
const predefinedLengths: Readonly<Record<string, number>> = {
  '00': 20,
  '01': 16,
  '02': 16,
  '03': 16,
  '04': 18,
  ...Object.fromEntries(['11', '12', '13', '14', '15', '16', '17', '18', '19'].map((prefix) => [prefix, 8])),
  '20': 4,
  ...Object.fromEntries(['31', '32', '33', '34', '35', '36'].map((prefix) => [prefix, 10])),
  '41': 16,
};

const dates = new Set(['11', '12', '13', '15', '16', '17']);
const onMedicines = new Set(['01', '10', '11', '15', '17', '21', '711']);

const byNumber = new Map<number, Identifier>();
/** How many digits an AI has that begins with these two; 0 where none does. */
const lengths = new Uint8Array(100);

for (const [ais, format] of table) {
  const [first = '', last = first] = ais.split('-');
  for (let number = Number(first); number <= Number(last); number++) {
    const identifier = parseFormat(String(number).padStart(first.length, '0'), format);
    byNumber.set(numberOf(identifier.ai, 0, identifier.ai.length), identifier);
    lengths[Number(identifier.ai.slice(0, 2))] = identifier.ai.length;
  }
}

function parseFormat(ai: string, format: string): Identifier {
  let min = 0;
  let max = 0;
  let digits = 0;
  let numeric = true;
  let eitherLength = false;
  for (const part of format.split(' ')) {
    const [, optional, kind, upTo, count] = /^(\[?)([NX])(\.\.)?(\d+)\]?$/.exec(part) ?? [];
    if (optional === undefined || count === undefined) throw new Error(`AI ${ai}: cannot read format ${format}`);
    const most = Number(count);
    if (optional === '') min += upTo === undefined ? most : 1;
    else if (upTo === undefined && most > 1) eitherLength = true;
    max += most;
    numeric &&= kind === 'N';
    if (numeric) digits += most;
  }
  return {
    ai,
    min,
    max,
    digits,
    eitherLength,
    predefined: predefinedLengths[ai.slice(0, 2)] !== undefined,
    date: dates.has(ai),
    medicine: onMedicines.has(ai),
  };
}

/** AIs of two, three and four digits in one key: 10 is not 0010. */
function numberOf(text: string, at: number, length: number): number {
  let number = length;
  for (let i = at; i < at + length; i++) number = number * 10 + text.charCodeAt(i) - 0x30;
  return number;
}

/** The AI that stands at `at`, or undefined where there is none that GS1 has assigned. */
export function identifierAt(text: string, at: number): Identifier | undefined {
  if (at + 2 > text.length || !areDigits(text, at, at + 2)) return undefined;
  const length = lengths[(text.charCodeAt(at) - 0x30) * 10 + text.charCodeAt(at + 1) - 0x30] ?? 0;
  if (length === 0 || at + length > text.length || !areDigits(text, at + 2, at + length)) return undefined;
  return byNumber.get(numberOf(text, at, length));
}

/** The AI written so (`10`, `3103`), or undefined. */
export function identifierOf(ai: string): Identifier | undefined {
  const found = identifierAt(ai, 0);
  return found?.ai.length === ai.length ? found : undefined;
}

/** Length of the whole element at `at` where its first two digits pre-define it, assigned or not; else undefined. */
export function predefinedLengthAt(text: string, at: number): number | undefined {
  if (!isDigit(text.charCodeAt(at))) return undefined;
  return predefinedLengths[text.slice(at, at + 2)];
}

/** Whether a value of `length` characters can be this AI's. */
export function fitsLength(identifier: Identifier, length: number): boolean {
  if (length < identifier.min || length > identifier.max) return false;
  return !identifier.eitherLength || length === identifier.min || length === identifier.max;
}

/** Whether `value` has the length and the characters that this AI asks for. Dates and check digits are not looked at. */
export function fits(identifier: Identifier, value: string): boolean {
  return (
    fitsLength(identifier, value.length) &&
    areDigits(value, 0, Math.min(value.length, identifier.digits)) &&
    areValueCharacters(value, identifier.digits, value.length)
  );
}
