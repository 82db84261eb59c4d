/** A batch of letters as files: the PDF to print, and the list that the mail house works by. */
import { pipeline, Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { say } from '../../../protocol/messages/index.ts';
import { spreadsheet } from '../../../protocol/spreadsheet.ts';
import type { Executor } from '../../store/database.ts';
import { toldBy } from '../dispatch.ts';
import { linkSecret, tokenOf } from '../link.ts';
import type { Told } from '../send.ts';
import { LINES } from './address.ts';
import { type BatchView, readBatch } from './batches.ts';
import { printedCode } from './code.ts';
import { layLetters, type PrintedLetter } from './pages.ts';

interface PrintContext {
  readonly db: Executor;
  /** Address of the portal as recipients reach it, without a slash at its end. */
  readonly publicUrl: string;
}

/** The letters of a batch, one after the other. Throws not-found. */
export async function lettersPdf(o: PrintContext, id: string): Promise<Readable> {
  const { laid } = await laidOut(o, id);
  return laid.finish();
}

/** One line a letter: its code, its pages in the PDF, its address line by line. Throws not-found. */
export async function lettersCsv(o: PrintContext, id: string): Promise<Readable> {
  const { batch, laid } = await laidOut(o, id);
  const addressed = Array.from({ length: LINES }, (_, n) => say('fr', 'outreach.letter.csv.line', { n: n + 1 }));
  const writer = stringify({
    ...spreadsheet,
    columns: [
      ...(['code', 'first-page', 'pages', 'reference'] as const).map((key) => say('fr', `outreach.letter.csv.${key}`)),
      ...addressed,
    ],
  });
  const rows = batch.letters.map((letter, index) => {
    const { first, count } = laid.pages[index] ?? { first: 0, count: 0 };
    const lines = Array.from({ length: LINES }, (_, n) => letter.address[n] ?? '');
    return [printedCode(letter.code), first, count, laid.references[index] ?? '', ...lines];
  });
  return pipeline(Readable.from(rows), writer, () => {
    // The stream given out carries the error; there is nobody else to tell.
  });
}

async function laidOut({ db, publicUrl }: PrintContext, id: string) {
  const batch: BatchView = await readBatch(db, id);
  const secret = await linkSecret(db);
  const told = new Map<string, Told>();
  const letters: PrintedLetter[] = [];
  for (const { outreach, bulletin, revision, code, address } of batch.letters) {
    const key = `${bulletin} ${revision}`;
    const known = told.get(key) ?? (await toldBy(db, outreach)).bulletin;
    told.set(key, known);
    letters.push({ code, address, told: known, link: `${publicUrl}/r/${tokenOf(secret, outreach)}` });
  }
  const laid = await layLetters(batch, letters, `${publicUrl}/r`);
  return { batch, laid: { ...laid, references: letters.map((one) => one.told.content.reference) } };
}
