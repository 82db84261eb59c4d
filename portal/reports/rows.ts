/** Rows kept in a file of their own until they are read, in canonical JSON, one a line. */
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { canonicalJson } from '../store/canonical.ts';

export interface Rows<T> {
  /** Resolves when the file takes more. Throws where the disk refused. */
  write(row: T): Promise<void>;
  /** Nothing more is written. Throws where the disk did not take everything. */
  end(): Promise<void>;
  /** As they were written, each in canonical JSON. */
  lines(): AsyncGenerator<string, void, void>;
  read(): AsyncGenerator<T, void, void>;
}

/** Rows in a new file at `path`, which only this user may read. */
export function rowsAt<T>(path: string): Rows<T> {
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  // Whoever writes next, or ends, is told.
  file.on('error', () => undefined);
  return {
    write: async (row) => {
      if (file.errored) throw file.errored;
      if (!file.write(`${canonicalJson(row)}\n`)) await once(file, 'drain');
    },
    end: () => {
      file.end();
      return finished(file);
    },
    lines: () => linesOf(path),
    read: async function* () {
      for await (const line of linesOf(path)) yield JSON.parse(line) as T;
    },
  };
}

/** Not by readline, which also ends a line at U+2028 and U+2029: those stand in strings as they are. */
async function* linesOf(path: string): AsyncGenerator<string, void, void> {
  let rest = '';
  for await (const chunk of createReadStream(path, { encoding: 'utf8', highWaterMark: 256 * 1024 })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
