/**
 * Officines out of a list that the operator was given: by the header of its columns, in French or English. A row is taken whole
 * or not at all, and what is wrong is told by row and column. An empty cell says nothing. Pure.
 */
import { expandTerritory } from '../../protocol/territory.ts';
import { searchable } from '../products/search.ts';
import type { Address } from '../store/schema/outreach.ts';
import { type ListRow, rowsOfList } from './rows.ts';

export const officineFields = [
  'id',
  'finess',
  'name',
  'address',
  'address2',
  'postalCode',
  'city',
  'phone',
  'email',
  'territory',
] as const;
export type OfficineField = (typeof officineFields)[number];

const headers: Readonly<Record<OfficineField, RegExp>> = {
  id: /^(id|identifiant|officine|(n|no|num|numero)( d[e]?)?( l)? ?officine|officine (id|number))$/,
  finess: /^((n|no|num|numero) )?finess( (et|etablissement|geographique|number))?$/,
  name: /^(nom|name|raison sociale|enseigne|pharmacie|pharmacy|denomination)( (officine|de l officine))?$/,
  address: /^(adresse|address|voie|rue|street)( ?1)?( postale)?$/,
  address2: /^(complement( d)?( adresse)?|(adresse|address) ?2)$/,
  postalCode: /^(code postal|cp|postal code|postcode|zip)$/,
  city: /^(ville|commune|city|town|localite)$/,
  phone: /^(telephone|tel|phone|telephone fixe|(n|no|numero) (de )?telephone)$/,
  email: /^(e ?mail|mail|courriel|adresse (e ?mail|mail|electronique)|mel)$/,
  territory: /^(departement|dept|dep|department|territoire|territory|code departement)$/,
};

export const officineFaults = [
  'key-missing',
  'finess-invalid',
  'excel-number',
  'officine-unknown',
  'officine-several',
  'name-missing',
  'too-long',
  'department-invalid',
  'email-invalid',
  'address-incomplete',
  'duplicate',
] as const;
export type OfficineFaultCode = (typeof officineFaults)[number];

/** What is wrong with a row: row and column as the spreadsheet counts, from 1. */
export interface OfficineFault {
  readonly row: number;
  /** Null: the list has no such column. */
  readonly column: number | null;
  readonly field: OfficineField;
  readonly value: string;
  readonly code: OfficineFaultCode;
  /** The row it repeats, or null. */
  readonly other: number | null;
}

/** A row that holds; null: its cell is empty, or there is no such column. */
export interface OfficineRow {
  readonly row: number;
  readonly raw: string;
  readonly id: string | null;
  readonly finess: string | null;
  readonly name: string | null;
  readonly territory: string | null;
  readonly phone: string | null;
  readonly email: string | null;
  readonly address: Address | null;
}

export interface OfficineList {
  /** What each column holds; null: not read. */
  readonly columns: ReadonlyArray<{ readonly header: string; readonly field: OfficineField | null }>;
  /** The header as typed. */
  readonly header: string;
  /** Rows that hold something, without the header. */
  readonly rows: number;
  readonly taken: OfficineRow[];
  readonly refused: ListRow[];
  readonly faults: OfficineFault[];
  /** The fault of `field` in a row that was taken. */
  fault(row: OfficineRow, field: OfficineField, code: OfficineFaultCode): OfficineFault;
}

/** As long as the table takes. */
const longest: Partial<Record<OfficineField, number>> = {
  name: 200,
  phone: 50,
  email: 200,
  address: 400,
  address2: 100,
  postalCode: 20,
  city: 100,
};
const email = /^[^\s@<>,;:"()[\]\\]+@[^\s@<>,;:"()[\]\\]+\.[^\s@<>,;:"()[\]\\.]+$/;
/** A number too long for Excel's General format. */
const scientific = /^\d+([.,]\d+)?E[+-]?\d+$/i;

/** Reads a list with a header; null where its first row names neither FINESS nor the officine's number. */
export function readOfficineList(text: string): OfficineList | null {
  // What no database keeps.
  const { rows } = rowsOfList(text.replaceAll('\0', '').toWellFormed());
  const [first, ...body] = rows;
  const columns = (first?.cells ?? []).map((header) => ({ header, field: fieldOf(header) }));
  if (first === undefined || !columns.some(({ field }) => field === 'id' || field === 'finess')) return null;

  const columnOf = (field: OfficineField) => columns.findIndex((column) => column.field === field);
  const cellOf = (cells: readonly string[], field: OfficineField) => cells[columnOf(field)] ?? '';
  const place = (row: number, field: OfficineField, value: string, code: OfficineFaultCode, other: number | null) => {
    const index = columnOf(field);
    return { row, field, column: index < 0 ? null : index + 1, value, code, other };
  };

  const seen = new Map<string, number>();
  const taken: OfficineRow[] = [];
  const refused: ListRow[] = [];
  const faults: OfficineFault[] = [];
  for (const line of body) {
    const { row, cells, raw } = line;
    const own: OfficineFault[] = [];
    const cell = (field: OfficineField) => cellOf(cells, field);
    const wrong = (field: OfficineField, code: OfficineFaultCode, other: number | null = null) => {
      own.push(place(row, field, cell(field), code, other));
      return null;
    };
    for (const field of officineFields) if (cell(field).length > (longest[field] ?? 100)) wrong(field, 'too-long');
    const id = cell('id') || null;
    const finess = readFiness(cell('finess'), (code) => wrong('finess', code));
    if (id === null && cell('finess') === '') wrong(columnOf('finess') < 0 ? 'id' : 'finess', 'key-missing');
    const territory =
      cell('territory') === '' ? null : (department(cell('territory')) ?? wrong('territory', 'department-invalid'));
    if (cell('email') !== '' && !email.test(cell('email'))) wrong('email', 'email-invalid');
    const address = readAddress(cell, (field) => wrong(field, 'address-incomplete'));
    for (const [field, key] of [
      ['id', id],
      ['finess', finess],
    ] as const) {
      if (key === null) continue;
      const before = seen.get(`${field} ${key}`);
      if (before === undefined) seen.set(`${field} ${key}`, row);
      else wrong(field, 'duplicate', before);
    }
    faults.push(...own);
    if (own.length > 0) refused.push(line);
    else {
      const [name, phone, mail] = [cell('name') || null, cell('phone') || null, cell('email') || null];
      taken.push({ row, raw, id, finess, name, territory, phone, email: mail, address });
    }
  }
  return {
    columns,
    header: first.raw,
    rows: body.length,
    taken,
    refused,
    faults,
    fault: ({ row, id, finess, name }, field, code) => {
      const values: Partial<Record<OfficineField, string | null>> = { id, finess, name };
      return place(row, field, values[field] ?? '', code, null);
    },
  };
}

function fieldOf(header: string): OfficineField | null {
  const words = searchable(header);
  return officineFields.find((field) => headers[field].test(words)) ?? null;
}

/** Nine characters: the department (Corsica: 2A, 2B), then digits. A zero that a spreadsheet took is not put back by guess. */
function readFiness(cell: string, wrong: (code: OfficineFaultCode) => null): string | null {
  if (cell === '') return null;
  if (scientific.test(cell)) return wrong('excel-number');
  const finess = cell.replace(/[\s.]/g, '').toUpperCase();
  return /^\d[\dAB]\d{7}$/.test(finess) ? finess : wrong('finess-invalid');
}

/** `FR-75` of 75, 2A, 974 or FR-75; `1` is 01. Null where it is none. */
function department(cell: string): string | null {
  const code = cell.toUpperCase().replace(/^FR-/, '');
  const [territory, ...others] = expandTerritory(`FR-${/^\d$/.test(code) ? `0${code}` : code}`) ?? [];
  return territory !== undefined && others.length === 0 ? territory : null;
}

function readAddress(cell: (field: OfficineField) => string, wrong: (field: OfficineField) => null): Address | null {
  const lines = [...cell('address').split(/\r?\n/), cell('address2')]
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const [postalCode, city] = [cell('postalCode'), cell('city')];
  if (lines.length === 0 && postalCode === '' && city === '') return null;
  if (lines.length === 0 || lines.length > 4 || lines.some((line) => line.length > 100)) return wrong('address');
  if (postalCode === '') return wrong('postalCode');
  if (city === '') return wrong('city');
  return { lines, postalCode, city, country: null };
}
