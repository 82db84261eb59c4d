/** A zip archive made a piece at a time: compressing a log in one go would hold checks up. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Zip, ZipDeflate } from 'fflate';

/** Compressed between two turns of the event loop: a millisecond or two. */
const PIECE_BYTES = 32 * 1024;

export interface ZipEntry {
  readonly name: string;
  readonly text: string;
}

/** The archive of these files, UTF-8, all of one moment (milliseconds since the epoch). Rejects with fflate's error. */
export async function zipOf(entries: readonly ZipEntry[], mtime: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  const { promise: done, resolve, reject } = Promise.withResolvers<void>();
  const archive = new Zip((error, chunk, final) => {
    if (error !== null) return reject(error);
    chunks.push(chunk);
    if (final) resolve();
  });
  for (const { name, text } of entries) {
    const file = new ZipDeflate(name, { level: 6 });
    // The format's own clock begins in 1980 (APPNOTE 4.4.6), and an agent's may stand anywhere.
    file.mtime = Math.max(mtime, Date.UTC(1980, 0, 2));
    archive.add(file);
    const bytes = Buffer.from(text, 'utf8');
    for (let start = 0; start < bytes.length; start += PIECE_BYTES) {
      file.push(bytes.subarray(start, start + PIECE_BYTES));
      await nextTurn();
    }
    file.push(new Uint8Array(), true);
  }
  archive.end();
  await done;
  return Buffer.concat(chunks);
}
