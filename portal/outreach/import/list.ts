/** A list of recipients out of a spreadsheet: what each row says, or what is wrong with it and where. Pure. */
import { Compile } from 'typebox/compile';
import { Problem } from '../../../protocol/problems.ts';
import { schemaProblem } from '../../../protocol/schema-problem.ts';
import { type ListRow, rowsOfList } from '../../lists/rows.ts';
import { searchable } from '../../products/search.ts';
import type { RecipientKind } from '../../store/schema/outreach.ts';
import { RecipientBody } from '../recipients.ts';
import { type RecipientField, recipientColumns } from './columns.ts';

export interface RowFault {
  readonly row: number;
  /** null: the list has no such column. */
  readonly column: number | null;
  readonly field: RecipientField;
  readonly value: string;
  /** Under `expected.` in the message catalogue, with its values. */
  readonly expected: string;
  readonly values: Readonly<Record<string, string | number>>;
}

export interface RecipientRow {
  readonly row: number;
  /** A row of an officine names it by FINESS or id; whether it is known is not known here. */
  readonly body: RecipientBody;
  /** Fields that the list has a column for: the others stay as they are. */
  readonly told: ReadonlySet<RecipientField>;
  readonly raw: string;
  fault(field: RecipientField, expected: string, values?: RowFault['values']): RowFault;
}

export interface RecipientList {
  /** null: no header that names at least a name, or an officine. */
  readonly columns: ReadonlyArray<{ readonly header: string; readonly field: RecipientField | null }> | null;
  readonly header: string;
  readonly rows: readonly RecipientRow[];
  readonly faults: readonly RowFault[];
  /** Raw text of the rows that have faults, by row. */
  readonly refused: ReadonlyMap<number, string>;
}

const kinds: ReadonlyArray<readonly [RegExp, RecipientKind]> = [
  [/^(grossistes?( repartiteurs?)?|repartiteurs?|wholesalers?)$/, 'wholesaler'],
  [/^(hopital|hopitaux|hospital|pui|pharmacie (hospitaliere|a usage interieur)|etablissement de sante)$/, 'hospital'],
  [/^(officine|pharmacie|pharmacie d officine|pharmacy)$/, 'officine'],
];

const valid = Compile(RecipientBody);

/** Reads a list; `kind`: of rows that name none. */
export function readRecipientList(text: string, kind: RecipientKind | undefined): RecipientList {
  const [first, ...body] = rowsOfList(text).rows;
  const fields = recipientColumns(first?.cells ?? []);
  if (first === undefined || !(fields.includes('name') || fields.includes('officine'))) {
    return { columns: null, header: '', rows: [], faults: [], refused: new Map() };
  }
  const rows: RecipientRow[] = [];
  const faults: RowFault[] = [];
  const refused = new Map<number, string>();
  for (const row of body) {
    const read = readRow(row, fields, kind);
    if ('body' in read) rows.push(read);
    else {
      faults.push(read);
      refused.set(row.row, row.raw);
    }
  }
  return {
    columns: first.cells.map((header, index) => ({ header, field: fields[index] ?? null })),
    header: first.raw,
    rows,
    faults,
    refused,
  };
}

function readRow(
  { row, cells, raw }: ListRow,
  fields: ReadonlyArray<RecipientField | null>,
  kindOfList: RecipientKind | undefined,
): RecipientRow | RowFault {
  const cell = (field: RecipientField) => cells[fields.indexOf(field)] ?? '';
  const fault = (field: RecipientField, expected: string, values: RowFault['values'] = {}): RowFault => {
    const index = fields.indexOf(field);
    return { row, column: index < 0 ? null : index + 1, field, value: cell(field), expected, values };
  };
  const said = searchable(cell('kind'));
  const kind = said === '' ? kindOfList : kinds.find(([words]) => words.test(said))?.[1];
  if (kind === undefined) return fault('kind', 'recipient-kind');
  const lines = (['line1', 'line2', 'line3', 'line4'] as const).map(cell).filter((line) => line !== '');
  const written = [...lines, cell('postalCode'), cell('city')].some((each) => each !== '');
  if (written) {
    for (const field of ['line1', 'postalCode', 'city'] as const) {
      if (field === 'line1' ? lines.length === 0 : cell(field) === '') return fault(field, 'address-whole');
    }
  }
  const department = cell('territory').toUpperCase();
  const body = {
    kind,
    // An officine keeps the name that it has.
    name: cell('name') || (kind === 'officine' ? 'officine' : ''),
    officine: kind === 'officine' ? cell('officine') : null,
    finess: cell('finess') || null,
    territory: /^\d[\dAB]\d?$/.test(department) ? `FR-${department}` : department || null,
    phone: cell('phone') || null,
    email: cell('email') || null,
    fax: cell('fax') || null,
    address: written
      ? { lines, postalCode: cell('postalCode'), city: cell('city'), country: cell('country') || null }
      : null,
    active: !/^(non|no|0|false|faux)$/.test(searchable(cell('active'))),
  };
  if (body.name === '') return fault('name', 'recipient-name');
  if (!valid.Check(body)) {
    const { field = '', expected = 'valid', values = {} } = schemaProblem(valid.Errors(body)).details;
    return fault(fieldOf(field), expected, values);
  }
  const told = new Set(fields.filter((field) => field !== null));
  return { row, raw, body, told, fault };
}

/** The column of a path of `RecipientBody`. */
export function fieldOf(path: string): RecipientField {
  const line = /^address\.lines\[(\d)\]$/.exec(path)?.[1];
  if (line !== undefined) return `line${Number(line) + 1}` as RecipientField;
  const last = path.split('.').at(-1) ?? '';
  return (
    (
      ['finess', 'territory', 'phone', 'email', 'fax', 'postalCode', 'city', 'country', 'officine', 'kind'] as const
    ).find((each) => each === last) ?? 'name'
  );
}

/** What a check of one field says, as a fault of its row. Other errors are thrown on. */
export function faultOf(row: RecipientRow, error: unknown): RowFault {
  if (!(error instanceof Problem)) throw error;
  const { field = '', expected = 'valid', values = {} } = error.details;
  return row.fault(fieldOf(field), expected, values);
}
