/** The end of the technical log, for a support bundle. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LOG_FOLDER, logFileName } from './log-file.ts';

/** Some thousands of lines: a bad week, and still an e-mail. */
const TAIL_BYTES = 512 * 1024;
/** The current file may have begun a moment ago. */
const FILES = 2;

/** The newest whole lines of the log in this data directory, oldest first; none where there is no log. */
export async function logTail(dataDir: string, most = TAIL_BYTES): Promise<string[]> {
  let text = '';
  for (let number = 0, left = most; number < FILES && left > 0; number++) {
    const part = await endOf(join(dataDir, LOG_FOLDER, logFileName(number)), left);
    if (part === null) break;
    text = part.text + text;
    // What stands before a cut is not the file before.
    left = part.whole ? left - Buffer.byteLength(part.text) : 0;
  }
  return text.split('\n').filter((line) => line !== '');
}

/** The whole lines within the last `most` bytes; null where there is no such file. Throws what the disk says else. */
async function endOf(path: string, most: number): Promise<{ readonly text: string; readonly whole: boolean } | null> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const start = Math.max(0, size - most);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(size - start), 0, size - start, start);
    const text = buffer.subarray(0, bytesRead).toString('utf8');
    return { text: start === 0 ? text : text.slice(text.indexOf('\n') + 1), whole: start === 0 };
  } finally {
    await file.close();
  }
}
