/** The letters of a batch on paper: a page with the address where an envelope's window is, then the notice. */

import type { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { encode } from 'uqr';
import { type Language, type MessageKey, say } from '../../../protocol/messages/index.ts';
import { lineHeight, MM, Paper, SOFT } from '../../pdf/paper.ts';
import { noticeOf } from '../notice.ts';
import type { Told } from '../send.ts';
import type { BatchView } from './batches.ts';
import { printedCode } from './code.ts';

/** Letters are French: the establishments that a French measure is told to. */
const LANGUAGE: Language = 'fr';
/**
 * Of an A4 sheet folded in three in a DL envelope whose window (45 × 100 mm, 20 mm from the right and the bottom) shows the
 * right of it, whichever way the sheet slides: nothing else stands where the window is.
 */
const ADDRESS = { x: 112 * MM, y: 52 * MM, line: 5.2 * MM } as const;
const BELOW_WINDOW = 105 * MM;
const QR = 38 * MM;
const SENDER_Y = 14 * MM;

export interface PrintedLetter {
  readonly code: string;
  readonly address: readonly string[];
  readonly told: Told;
  /** Where its recipient acknowledges. */
  readonly link: string;
}

/** Where a letter stands in the batch's PDF. */
export interface LetterPages {
  readonly first: number;
  readonly count: number;
}

/** Lays the letters out; `finish` gives the PDF. `codeUrl`: where a code is typed. */
export async function layLetters(
  batch: Pick<BatchView, 'id' | 'at' | 'sender'>,
  letters: readonly PrintedLetter[],
  codeUrl: string,
): Promise<{ readonly pages: readonly LetterPages[]; finish(): Readable }> {
  const t = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => say(LANGUAGE, key, values);
  const paper = new Paper({
    title: t('outreach.letter.title', { id: batch.id }),
    language: LANGUAGE,
    at: new Date(batch.at),
  });
  const pages: LetterPages[] = [];
  for (const [index, letter] of letters.entries()) {
    if (index > 0) paper.newPage();
    const before = paper.pages - 1;
    addressPage(paper, t, batch, letter, codeUrl);
    paper.newPage();
    notice(paper, t, letter);
    pages.push({ first: before + 1, count: paper.pages - before });
    // Others get their turn.
    await setImmediate();
  }
  return {
    pages,
    finish: () => {
      let at = 0;
      return paper.finish((page) => {
        const own = pages[at];
        if (own !== undefined && page >= own.first + own.count) at += 1;
        const current = pages[at];
        const letter = letters[at];
        if (current === undefined || letter === undefined) return;
        const n = page - current.first + 1;
        const small = { size: 7, color: SOFT };
        const line = `${letter.told.content.reference} · ${printedCode(letter.code)} · ${t('report.page', { n, of: current.count })}`;
        paper.put(paper.lines(line, paper.width, small)[0] ?? '', paper.left, paper.bottom + 10, small);
      });
    },
  };
}

type Say = (key: MessageKey, values?: Readonly<Record<string, string | number>>) => string;

function addressPage(
  paper: Paper,
  t: Say,
  { sender }: Pick<BatchView, 'sender'>,
  { address, told, code, link }: PrintedLetter,
  codeUrl: string,
): void {
  for (const [index, line] of sender.entries()) {
    const style = { size: 8 };
    paper.put(paper.shown(line), paper.left, SENDER_Y + index * lineHeight(style), style);
  }
  for (const [index, line] of address.entries()) {
    paper.put(paper.shown(line), ADDRESS.x, ADDRESS.y + index * ADDRESS.line, { face: 'mono', size: 10 });
  }
  const { heading } = noticeOf(LANGUAGE, told);
  paper.y = BELOW_WINDOW;
  if (told.content.drill) paper.paragraph(t('outreach.drill'), { face: 'bold', size: 11 });
  paper.heading(heading, 1);
  paper.paragraph(t('outreach.letter.reference', { reference: told.content.reference }), { size: 10 }, 8);
  paper.paragraph(t('outreach.letter.why'), { size: 10 }, 10);
  paper.heading(t('outreach.letter.acknowledge'), 2, QR);
  const top = paper.y;
  draw(paper, link, paper.left, top, QR);
  const x = paper.left + QR + 8 * MM;
  const width = paper.width - QR - 8 * MM;
  let y = top;
  const say1 = (text: string, style: Parameters<Paper['lines']>[2], after = 4) => {
    for (const line of paper.lines(text, width, style)) {
      paper.put(line, x, y, style);
      y += lineHeight(style ?? {});
    }
    y += after;
  };
  say1(t('outreach.letter.scan'), { size: 10 });
  say1(t('outreach.letter.type', { url: codeUrl }), { size: 10 });
  say1(printedCode(code), { face: 'mono', size: 18 }, 6);
  say1(t('outreach.letter.stops'), { size: 9, color: SOFT });
}

/** ISO/IEC 18004, with the quiet zone of 4 modules and error correction M: letters are folded. */
function draw(paper: Paper, text: string, x: number, y: number, side: number): void {
  const { data, size } = encode(text, { ecc: 'M', border: 4 });
  const module = side / size;
  for (const [row, cells] of data.entries()) {
    for (const [column, dark] of cells.entries()) {
      if (dark) paper.doc.rect(x + column * module, y + row * module, module, module);
    }
  }
  paper.doc.fill('#000000');
}

function notice(paper: Paper, t: Say, { told }: PrintedLetter): void {
  const { heading, banners, facts, products, text } = noticeOf(LANGUAGE, told);
  paper.heading(heading, 1);
  for (const banner of banners) paper.paragraph(banner, { face: 'bold', size: 10 });
  for (const { label, value } of facts) {
    paper.need(2 * lineHeight({ size: 10 }));
    paper.paragraph(label, { face: 'bold', size: 9 }, 0);
    paper.paragraph(value, { size: 10 });
  }
  if (products.length > 0) paper.heading(t('outreach.products'), 2);
  for (const { name, lines } of products) {
    paper.need(3 * lineHeight({ size: 10 }));
    paper.paragraph(name, { face: 'bold', size: 10 }, 0);
    // In one run: a recall may list ten thousand lots.
    paper.paragraph(lines.join(' ; '), { size: 10 });
  }
  if (text !== '') paper.paragraph(text, { size: 10 });
}
