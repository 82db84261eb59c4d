/** Sheets of A4 with a font of their own, on which everything that people write can be read again. */
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';
import PDFDocument from 'pdfkit';
import type { Language } from '../../protocol/messages/index.ts';
import { text as inMarkup } from '../html.ts';

/** Points: 1/72 inch. */
export const MM = 72 / 25.4;
/** Beside the text. */
export const MARGIN = 16 * MM;
const TOP = 15 * MM;
/** The footer stands below. */
const FOOT = 20 * MM;
const LEADING = 1.28;

/** DejaVu covers Latin, Greek and Cyrillic, and its licence lets it be embedded and shipped (Bitstream Vera). */
const files = createRequire(import.meta.url);
const faces = {
  plain: files.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'),
  bold: files.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'),
  mono: files.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'),
} as const;
export type Face = keyof typeof faces;

/** What pdfkit keeps of an embedded font, as fontkit reads it; it has no other way to ask for a glyph. */
interface WithFont {
  readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } };
}

/** Where pdfkit writes what the document says of itself once more, as XML (XMP, ISO 16684-1): unescaped. */
interface WithMetadata {
  endMetadata(): void;
}

export interface TextStyle {
  readonly face?: Face;
  /** Points. */
  readonly size?: number;
  readonly color?: string;
}

export const INK = '#1a1a1a';
export const SOFT = '#555555';
export const RULE = '#b8b8b8';

/** A document under way: where the pen is, what still fits, and text in lines. */
export class Paper {
  readonly doc: PDFKit.PDFDocument;
  readonly left = MARGIN;
  readonly width: number;
  readonly bottom: number;
  y = TOP;
  readonly #widths = new Map<string, number>();
  readonly #known = new Map<number, boolean>();

  constructor(o: { title: string; language: Language; at: Date }) {
    this.doc = new PDFDocument({
      size: 'A4',
      // Without one it looks for Helvetica among files of its own, which a bundle does not hold.
      font: faces.plain,
      margin: 0,
      bufferPages: true,
      lang: o.language,
      displayTitle: true,
      pdfVersion: '1.7',
      info: { Title: o.title, Creator: 'Vigilot', CreationDate: o.at },
    });
    for (const [name, file] of Object.entries(faces)) this.doc.registerFont(name, file);
    this.width = this.doc.page.width - 2 * MARGIN;
    this.bottom = this.doc.page.height - FOOT;
    const metadata = this.doc as unknown as WithMetadata;
    const endMetadata = metadata.endMetadata.bind(this.doc);
    metadata.endMetadata = () => {
      // By now the title itself stands in the document as it is.
      this.doc.info.Title = inMarkup(this.shown(o.title));
      endMetadata();
    };
  }

  /** Points between here and the footer. */
  get room(): number {
    return this.bottom - this.y;
  }

  /** How many pages there are. */
  get pages(): number {
    return this.doc.bufferedPageRange().count;
  }

  newPage(): void {
    this.doc.addPage();
    this.y = TOP;
  }

  /** A new page unless `height` fits on this one. */
  need(height: number): void {
    if (height > this.room && this.y > TOP) this.newPage();
  }

  /**
   * Text as this font can show it: a character that it has no glyph for, that turns the direction of reading, or that nobody sees
   * stands as `[U+1F600]`, so that it neither disappears nor makes a text look like another one.
   */
  shown(text: string): string {
    let shown = '';
    for (const character of text.normalize('NFC').replaceAll('\t', ' ').replaceAll('\r\n', '\n')) {
      const code = character.codePointAt(0) ?? 0;
      if (character === '\n' || this.#has(code)) shown += character;
      else shown += `[U+${code.toString(16).toUpperCase().padStart(4, '0')}]`;
    }
    return shown;
  }

  #has(code: number): boolean {
    const known = this.#known.get(code);
    if (known !== undefined) return known;
    this.doc.font('plain');
    const readable = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}]/u;
    const character = String.fromCodePoint(code);
    const has =
      readable.test(character) &&
      !/[\p{C}\p{Zl}\p{Zp}]/u.test(character) &&
      (this.doc as unknown as WithFont)._font.font.hasGlyphForCodePoint(code);
    this.#known.set(code, has);
    return has;
  }

  /** `text` in lines of at most `width` points; what was written on lines of its own stays so. */
  lines(text: string, width: number, { face = 'plain', size = 8.5 }: TextStyle = {}): string[] {
    const shown = this.shown(text);
    this.doc.font(face).fontSize(size);
    return shown.split('\n').flatMap((line) => this.#wrap(line, width, `${face} ${size} `));
  }

  #wrap(text: string, width: number, style: string): string[] {
    const lines: string[] = [];
    let line = '';
    // Words keep the blank after them.
    for (const word of text.match(/[^ ]+ *| +/g) ?? ['']) {
      if (this.#widthOf(style, line + word.trimEnd()) <= width) line += word;
      else {
        if (line.trim() !== '') lines.push(line.trimEnd());
        line = word;
        while (this.#widthOf(style, line.trimEnd()) > width) {
          const [start, rest] = this.#cut(line, width, style);
          lines.push(start);
          line = rest;
        }
      }
    }
    return [...lines, line.trimEnd()];
  }

  /** As much of a word as fits, at least one character, and the rest. */
  #cut(word: string, width: number, style: string): [string, string] {
    const characters = [...word];
    let count = 1;
    while (count < characters.length - 1 && this.#widthOf(style, characters.slice(0, count + 1).join('')) <= width) {
      count += 1;
    }
    return [characters.slice(0, count).join(''), characters.slice(count).join('')];
  }

  /** Sums up words, which come again and again; the font that is set is that of `style`. */
  #widthOf(style: string, text: string): number {
    let width = 0;
    for (const word of text.match(/[^ ]+| +/g) ?? []) {
      const key = style + word;
      let known = this.#widths.get(key);
      if (known === undefined) {
        known = this.doc.widthOfString(word);
        // Names and addresses come once: what is kept has an end.
        if (this.#widths.size > 20_000) this.#widths.clear();
        this.#widths.set(key, known);
      }
      width += known;
    }
    return width;
  }

  /** Points that a line takes. */
  widthOf(line: string, { face = 'plain', size = 8.5 }: TextStyle = {}): number {
    this.doc.font(face).fontSize(size);
    return this.#widthOf(`${face} ${size} `, line);
  }

  /** One line at a place, as it is. */
  put(line: string, x: number, y: number, { face = 'plain', size = 8.5, color = INK }: TextStyle = {}): void {
    if (line === '') return;
    this.doc.font(face).fontSize(size).fillColor(color).text(line, x, y, { lineBreak: false });
  }

  /** A paragraph here, over as many pages as it takes. */
  paragraph(text: string, style: TextStyle = {}, after = 4): void {
    const height = lineHeight(style);
    for (const line of this.lines(text, this.width, style)) {
      this.need(height);
      this.put(line, this.left, this.y, style);
      this.y += height;
    }
    this.y += after;
  }

  /** A heading that stays with at least `keep` points of what follows it. */
  heading(text: string, level: 1 | 2 | 3, keep = 60): void {
    const style = { face: 'bold', size: { 1: 16, 2: 11.5, 3: 9.5 }[level] } as const;
    const before = this.y > TOP ? { 1: 0, 2: 12, 3: 6 }[level] : 0;
    const lines = this.lines(text, this.width, style);
    this.need(before + lines.length * lineHeight(style) + keep);
    if (this.y > TOP) this.y += before;
    for (const line of lines) {
      this.put(line, this.left, this.y, style);
      this.y += lineHeight(style);
    }
    this.y += { 1: 4, 2: 4, 3: 2 }[level];
  }

  /** Draws on each page once all are there; `of` is their number. Then the document is whole. */
  finish(footer: (page: number, of: number) => void): Readable {
    const { start, count } = this.doc.bufferedPageRange();
    for (let page = 0; page < count; page += 1) {
      this.doc.switchToPage(start + page);
      footer(page + 1, count);
    }
    this.doc.end();
    return this.doc;
  }
}

/** Points from one line to the next. */
export function lineHeight({ size = 8.5 }: TextStyle): number {
  return size * LEADING;
}
