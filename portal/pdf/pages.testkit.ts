/** What a reader of a PDF reads of it, page by page, by poppler's pdftotext. */
import { execFileSync, spawnSync } from 'node:child_process';

/** The text of each page as it is laid out; null where pdftotext is not installed, which is said once. */
export const inPages: ((pdf: Buffer) => string[]) | null = hasPoppler()
  ? (pdf) => {
      const text = execFileSync('pdftotext', ['-layout', '-enc', 'UTF-8', '-', '-'], { input: pdf, encoding: 'utf8' });
      // A form feed ends each page.
      return text.split('\f').slice(0, -1);
    }
  : null;

function hasPoppler(): boolean {
  if (spawnSync('pdftotext', ['-v']).error === undefined) return true;
  process.emitWarning('pdftotext (poppler-utils) is not installed: nothing is read back from PDF files');
  return false;
}
