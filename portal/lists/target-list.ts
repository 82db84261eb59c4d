/**
 * Targets of a recall out of a list pasted from a spreadsheet. A row is taken whole or not at all: what is wrong is told by
 * row and column, and the rows that were not taken are given back as they were typed. Nothing is guessed. Pure.
 */
import type { ListedLot, TargetDraft } from '../../protocol/bulletin.ts';
import { canonicalLot } from '../../protocol/lot.ts';
import { type CellDoubt, type CellFault, readCodeCell, readLotCell } from './cells.ts';
import { columnsByContent, columnsOfHeader, type ListColumn, type ListField } from './columns.ts';
import { type ListDateFault, readListDate } from './date-cell.ts';
import { type Delimiter, type ListRow, rowsOfList } from './rows.ts';

export interface ListOptions {
  /** GTIN-14 of the rows that name no product. */
  readonly product?: string | undefined;
  /** A row without a code is of the product of the row above it, as in merged cells. */
  readonly fillDown?: boolean | undefined;
  /** What each column holds, where the header does not say; null: not read. */
  readonly columns?: ReadonlyArray<ListField | null> | undefined;
}

/** Where something was found: row and column as the spreadsheet counts, from 1. */
interface Place {
  readonly row: number;
  readonly column: number | null;
  readonly field: ListField;
  /** The cell as it was read. */
  readonly value: string;
}
export interface ListFault extends Place {
  readonly code: CellFault;
}
export interface ListDoubt extends Place {
  readonly code: CellDoubt;
  /** The row it is to be compared with, or null. */
  readonly other: number | null;
}

export interface TargetList {
  readonly delimiter: Delimiter;
  readonly columns: readonly ListColumn[] | null;
  /** Rows that hold something, without the header. */
  readonly rows: number;
  /** Those whose lot stands in `targets`; a repetition counts too. */
  readonly accepted: number;
  readonly targets: TargetDraft[];
  /** GTIN-14 of each target, with the cell that first names it. */
  readonly products: ReadonlyMap<string, Place>;
  readonly faults: ListFault[];
  readonly doubts: ListDoubt[];
  /** Header and rows that were not taken, as typed: to be corrected and read again. Empty: all were taken. */
  readonly rest: string;
}

/** Reads a list. `columns` null: it has no header, and its columns cannot be told apart; then nothing is taken. */
export function readTargetList(text: string, o: ListOptions = {}): TargetList {
  const { delimiter, rows } = rowsOfList(text);
  const header = rows[0] === undefined ? null : columnsOfHeader(rows[0].cells);
  const body = header === null ? rows : rows.slice(1);
  const columns = withAsked(header, o.columns) ?? columnsByContent(body.map(({ cells }) => cells));
  if (columns === null || !columns.some(({ field }) => field === 'lot')) {
    const nothing = { accepted: 0, targets: [], products: new Map(), faults: [], doubts: [], rest: text };
    return { delimiter, columns: header, rows: body.length, ...nothing };
  }
  const reader = new Reader(columns, o);
  const refused = body.filter((row) => !reader.take(row));
  const [first] = rows;
  const rest = [...(header === null || first === undefined ? [] : [first]), ...refused];
  return {
    delimiter,
    columns,
    rows: body.length,
    accepted: body.length - refused.length,
    targets: reader.targets(),
    products: reader.products,
    faults: reader.faults,
    doubts: reader.allDoubts(),
    rest: refused.length === 0 ? '' : rest.map(({ raw }) => (raw.endsWith('\n') ? raw : `${raw}\n`)).join(''),
  };
}

function withAsked(header: ListColumn[] | null, asked: ListOptions['columns']): ListColumn[] | null {
  if (asked === undefined) return header;
  return asked.map((field, index) => ({ header: header?.[index]?.header ?? null, field }));
}

/** A lot that was taken. */
interface Entry {
  readonly row: number;
  readonly column: number;
  readonly gtin: string;
  readonly name: string | undefined;
  readonly lot: string;
  readonly expiry: string | undefined;
  readonly serials: string[];
}

class Reader {
  readonly faults: ListFault[] = [];
  readonly products = new Map<string, Place>();
  readonly #columns: readonly ListColumn[];
  readonly #o: ListOptions;
  readonly #doubts: ListDoubt[] = [];
  /** By what is said of a lot but for its serials. */
  readonly #entries = new Map<string, Entry>();
  /** Row of each thing that was said, to tell repetitions. */
  readonly #said = new Map<string, number>();
  #above: string | null = null;

  constructor(columns: readonly ListColumn[], o: ListOptions) {
    this.#columns = columns;
    this.#o = o;
  }

  /** Whether the row was taken; else its faults were noted. */
  take({ row, cells }: ListRow): boolean {
    const before = this.faults.length;
    const place = (field: ListField): Place => {
      const index = this.#columns.findIndex((column) => column.field === field);
      return { row, field, column: index < 0 ? null : index + 1, value: index < 0 ? '' : (cells[index] ?? '') };
    };
    if (cells.slice(this.#columns.length).some((cell) => cell !== '')) {
      const value = cells[this.#columns.length] ?? '';
      this.faults.push({ row, field: 'lot', column: this.#columns.length + 1, value, code: 'too-many-cells' });
    }
    const { gtin, at } = this.#code(place);
    const expiry = this.#expiry(place('expiry'));
    const lot = this.#lot(place('lot'));
    const serial = place('serial');
    const packs = serial.value === '' ? null : this.#lot(serial);
    if (gtin !== null) this.#above = gtin;
    if (this.faults.length > before || gtin === null || lot === null) return false;
    if (!this.products.has(gtin)) this.products.set(gtin, at);
    const column = place('lot').column ?? 1;
    this.#add({
      row,
      column,
      gtin,
      lot,
      expiry,
      name: place('name').value || undefined,
      serials: packs === null ? [] : [packs],
    });
    return true;
  }

  #code(place: (field: ListField) => Place): { readonly gtin: string | null; readonly at: Place } {
    // Lists carry both codes: the first that says something.
    const fields = (['gtin', 'cip', 'code'] as const).filter((field) => place(field).column !== null);
    const field = fields.find((each) => place(each).value !== '') ?? fields[0] ?? 'code';
    const at = place(field);
    if (at.value === '') {
      const other = this.#o.product ?? (this.#o.fillDown ? this.#above : null);
      if (other !== null) return { gtin: other, at };
    }
    const read = readCodeCell(field, at.value);
    if ('gtin' in read) return { gtin: read.gtin, at };
    this.faults.push({ ...at, code: read.fault });
    // Whatever follows without a code is not of the product before this one.
    this.#above = null;
    return { gtin: null, at };
  }

  #expiry(at: Place): string | undefined {
    if (at.value === '') return undefined;
    const read = readListDate(at.value);
    if ('date' in read) return read.date;
    this.faults.push({ ...at, code: dateFaults[read.fault] });
    return undefined;
  }

  #lot(at: Place): string | null {
    const read = readLotCell(at.value);
    if ('fault' in read) {
      this.faults.push({ ...at, code: read.fault });
      return null;
    }
    if (read.doubt !== null) this.#doubts.push({ ...at, code: read.doubt, other: null });
    return read.lot;
  }

  #add(entry: Entry): void {
    const { row, column, gtin, lot, expiry, serials } = entry;
    const statement = JSON.stringify([gtin, lot, expiry, ...serials]);
    const said = this.#said.get(statement);
    if (said !== undefined) {
      this.#doubts.push({ row, column, field: 'lot', value: lot, code: 'duplicate', other: said });
      return;
    }
    this.#said.set(statement, row);
    const key = JSON.stringify([gtin, lot, expiry, serials.length > 0]);
    const same = this.#entries.get(key);
    if (same === undefined) this.#entries.set(key, entry);
    else same.serials.push(...serials);
  }

  /** One target a product, in the order of the list. */
  targets(): TargetDraft[] {
    return [...Map.groupBy(this.#entries.values(), ({ gtin }) => gtin)].map(([gtin, entries]) => {
      const name = entries.find((entry) => entry.name !== undefined)?.name;
      return { gtin, ...(name === undefined ? {} : { name }), lots: entries.map(listed) };
    });
  }

  /** What single rows said and what only the whole list shows, in its order. */
  allDoubts(): ListDoubt[] {
    const whole = [...Map.groupBy(this.#entries.values(), ({ gtin }) => gtin).values()].flatMap((entries) => [
      ...shorter(entries),
      ...alike(entries),
    ]);
    return [...this.#doubts, ...whole].sort((a, b) => a.row - b.row);
  }
}

const dateFaults: Readonly<Record<ListDateFault, CellFault>> = {
  form: 'date-invalid',
  day: 'date-day',
  number: 'date-number',
};

function listed({ lot, expiry, serials }: Entry): ListedLot {
  return { lot, ...(expiry === undefined ? {} : { expiry }), ...(serials.length === 0 ? {} : { serials }) };
}

function doubt({ row, column, lot }: Entry, code: CellDoubt, other: number | null): ListDoubt {
  return { row, column, field: 'lot', value: lot, code, other };
}

/** Lots of digits alone that are shorter than most others of the product: Excel drops the zeros that they begin with. */
function shorter(entries: readonly Entry[]): ListDoubt[] {
  const digits = entries.filter(({ lot }) => /^\d+$/.test(lot));
  const byLength = [...Map.groupBy(digits, ({ lot }) => lot.length)].sort(([, a], [, b]) => b.length - a.length);
  const [usual, most] = byLength[0] ?? [0, []];
  if (most.length * 2 <= digits.length) return [];
  return digits
    .filter(({ lot }) => lot.length < usual)
    .map((entry) => doubt(entry, 'leading-zeros', most[0]?.row ?? null));
}

/** Lots that a person or a scanner could take for each other, one lot with two dates, a lot and some of its packs. */
function alike(entries: readonly Entry[]): ListDoubt[] {
  return [...Map.groupBy(entries, ({ lot }) => canonicalLot(lot)).values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return others.map((entry) => {
      if (entry.lot !== first.lot) return doubt(entry, 'lot-resembles', first.row);
      return doubt(entry, entry.expiry === first.expiry ? 'serials-and-lot' : 'two-expiries', first.row);
    });
  });
}
