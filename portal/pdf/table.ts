/** A table that breaks across pages: its headings come again, a row stays together where it can, and none is lost. */
import { setImmediate } from 'node:timers/promises';
import { lineHeight, type Paper, RULE, SOFT, type TextStyle } from './paper.ts';

export interface Column {
  readonly heading: string;
  /** Of the width that is left, against the other columns. */
  readonly share: number;
  readonly align?: 'right';
  readonly style?: TextStyle;
}

const PAD_X = 3;
const PAD_Y = 2;
/** A longer row than this part of a page is broken rather than moved. */
const MOVED = 0.4;
/** Lines of a broken row that stay together. */
const TOGETHER = 3;
/** Rows between which others get their turn. */
const TURN = 40;

export interface TableOptions {
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly string[]> | AsyncIterable<readonly string[]>;
  /** Said where there are none. */
  readonly none: string;
  /** Without headings, for pairs of label and value. */
  readonly bare?: boolean;
}

/** Draws a table from where the pen is; returns how many rows it has. */
export async function drawTable(paper: Paper, o: TableOptions): Promise<number> {
  const table = new Table(paper, o.columns, o.bare === true);
  let count = 0;
  for await (const row of o.rows) {
    if (count === 0) table.begin();
    table.row(row);
    count += 1;
    if (count % TURN === 0) await setImmediate();
  }
  if (count === 0) paper.paragraph(o.none, { color: SOFT });
  paper.y += 4;
  return count;
}

class Table {
  readonly #paper: Paper;
  readonly #columns: ReadonlyArray<Column & { readonly x: number; readonly width: number }>;
  readonly #headings: string[][];
  readonly #bare: boolean;

  constructor(paper: Paper, columns: readonly Column[], bare: boolean) {
    this.#paper = paper;
    this.#bare = bare;
    const shares = columns.reduce((sum, { share }) => sum + share, 0);
    let x = paper.left;
    this.#columns = columns.map((column) => {
      const placed = { ...column, x, width: (paper.width * column.share) / shares };
      x += placed.width;
      return placed;
    });
    this.#headings = this.#columns.map(({ heading, width }) => paper.lines(heading, width - 2 * PAD_X, headingStyle));
  }

  begin(): void {
    // Headings never stand alone.
    this.#paper.need(this.#headingHeight() + 3 * lineHeight({}));
    this.#headingRow();
  }

  row(texts: readonly string[]): void {
    const paper = this.#paper;
    const cells = this.#columns.map(({ width, style }, index) =>
      paper.lines(texts[index] ?? '', width - 2 * PAD_X, style),
    );
    const height = Math.max(...this.#columns.map(({ style = {} }) => lineHeight(style)));
    const total = Math.max(...cells.map((lines) => lines.length));
    const whole = total * height + 2 * PAD_Y;
    const page = paper.bottom;
    const least = Math.min(total, TOGETHER) * height + 2 * PAD_Y;
    if (whole > paper.room && (whole < page * MOVED || least > paper.room)) this.#next();
    for (let done = 0; done < total; ) {
      let fits = Math.max(1, Math.floor((paper.room - 2 * PAD_Y) / height));
      // The last lines of a row do not stand alone on the next page either.
      const left = total - done - fits;
      if (left > 0 && left < TOGETHER && fits > 2 * TOGETHER) fits -= TOGETHER - left;
      const part = cells.map((lines) => lines.slice(done, done + fits));
      const drawn = Math.min(fits, total - done);
      this.#draw(part, drawn * height + 2 * PAD_Y, height);
      done += fits;
      if (done < total) this.#next();
    }
  }

  #next(): void {
    this.#paper.newPage();
    this.#headingRow();
  }

  #headingHeight(): number {
    if (this.#bare) return 0;
    return Math.max(...this.#headings.map((lines) => lines.length)) * lineHeight(headingStyle) + 2 * PAD_Y;
  }

  #headingRow(): void {
    if (this.#bare) return;
    const { left, y, width, doc } = this.#paper;
    doc.rect(left, y, width, this.#headingHeight()).fill('#ececec');
    this.#draw(this.#headings, this.#headingHeight(), lineHeight(headingStyle), headingStyle);
  }

  #draw(cells: readonly string[][], rowHeight: number, height: number, style?: TextStyle): void {
    const paper = this.#paper;
    for (const [index, column] of this.#columns.entries()) {
      const set = style ?? column.style ?? {};
      for (const [n, line] of (cells[index] ?? []).entries()) {
        const y = paper.y + PAD_Y + n * height;
        const x =
          column.align === 'right' ? column.x + column.width - PAD_X - paper.widthOf(line, set) : column.x + PAD_X;
        paper.put(line, x, y, set);
      }
    }
    paper.y += rowHeight;
    paper.doc
      .moveTo(paper.left, paper.y)
      .lineTo(paper.left + paper.width, paper.y)
      .lineWidth(0.4)
      .stroke(RULE);
  }
}

const headingStyle = { face: 'bold', size: 8 } as const;
