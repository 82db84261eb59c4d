/**
 * A backup file: lines of JSON in UTF-8, compressed by gzip. First the header; then for each table what it is, its rows as
 * arrays of PostgreSQL's own text for each value (or null), and their count; then where numbering continues; last the SHA-256 of
 * every byte before it, so that a file cut short or changed is known before anything is done with it.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { BackupError } from './backup-error.ts';

export const FORMAT = 'vigilot-portal-backup';
export const FORMAT_VERSION = 1;

const Count = Type.Integer({ minimum: 0 });

const Header = Type.Object({
  format: Type.Literal(FORMAT),
  version: Type.Literal(FORMAT_VERSION),
  /** Version of the program that wrote it. */
  program: Type.String(),
  at: Type.String(),
  feed: Type.String(),
  portal: Type.String(),
  /** Thumbprint of the root: what every entry chains to. */
  root: Type.String(),
  /** Where the feed stood. */
  position: Count,
  hash: Type.String(),
  /** Names of the migrations that made the tables, in order. */
  migrations: Type.Array(Type.String(), { minItems: 1 }),
});
export type BackupHeader = Type.Static<typeof Header>;

const Table = Type.Object({ table: Type.String(), columns: Type.Array(Type.String(), { minItems: 1 }) });
const Row = Type.Array(Type.Union([Type.String(), Type.Null()]));
const End = Type.Object({ end: Type.String(), rows: Count });
const Sequence = Type.Object({ sequence: Type.Object({ table: Type.String(), column: Type.String(), last: Count }) });
const Digest = Type.Object({ sha256: Type.String() });

export type BackupTable = Type.Static<typeof Table>;
export type BackupRow = Type.Static<typeof Row>;
export type BackupSequence = Type.Static<typeof Sequence>['sequence'];

/** What a file says, in its order: all of it, or `readBackup` throws. */
export type BackupPart =
  | { readonly header: BackupHeader }
  | { readonly table: BackupTable }
  | { readonly row: BackupRow; readonly of: BackupTable }
  | { readonly sequence: BackupSequence };

const checks = {
  header: Compile(Header),
  table: Compile(Table),
  row: Compile(Row),
  end: Compile(End),
  sequence: Compile(Sequence),
  digest: Compile(Digest),
};

/**
 * Reads a backup. The digest is known only at the end: whoever acts on the parts before has to take it back where this throws.
 * Throws `BackupError` file, not-backup, truncated, altered.
 */
export async function* readBackup(file: string): AsyncGenerator<BackupPart> {
  const digest = createHash('sha256');
  let table: BackupTable | null = null;
  let rows = 0;
  let begun = false;
  let ended = false;
  for await (const line of linesOf(file)) {
    if (ended) throw new BackupError('altered', { file });
    const value = parse(line, file, begun);
    if (checks.digest.Check(value)) {
      if (!begun || table !== null || value.sha256 !== digest.digest('hex')) throw new BackupError('altered', { file });
      ended = true;
      continue;
    }
    digest.update(line).update('\n');
    if (!begun) {
      if (!checks.header.Check(value)) throw new BackupError('not-backup', { file });
      begun = true;
      yield { header: value };
    } else if (table !== null && checks.row.Check(value) && value.length === table.columns.length) {
      rows += 1;
      yield { row: value, of: table };
    } else if (table !== null && checks.end.Check(value) && value.end === table.table && value.rows === rows) {
      table = null;
    } else if (table === null && checks.table.Check(value)) {
      table = value;
      rows = 0;
      yield { table: value };
    } else if (table === null && checks.sequence.Check(value)) {
      yield value;
    } else throw new BackupError('altered', { file });
  }
  if (!begun) throw new BackupError('not-backup', { file });
  if (!ended) throw new BackupError('truncated', { file });
}

function parse(line: Buffer, file: string, begun: boolean): unknown {
  try {
    return JSON.parse(line.toString('utf8'));
  } catch {
    throw new BackupError(begun ? 'altered' : 'not-backup', { file });
  }
}

/** Lines without their end. What follows the last line feed is a line cut short. */
async function* linesOf(file: string): AsyncGenerator<Buffer> {
  const source = createReadStream(file);
  const text = createGunzip();
  source.on('error', (error) => text.destroy(error));
  source.pipe(text);
  let rest: Buffer[] = [];
  try {
    for await (const chunk of text as AsyncIterable<Buffer>) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        rest.push(chunk.subarray(from, at));
        yield rest.length === 1 ? (rest[0] as Buffer) : Buffer.concat(rest);
        rest = [];
        from = at + 1;
      }
      if (from < chunk.length) rest.push(chunk.subarray(from));
    }
  } catch (cause) {
    if (cause instanceof BackupError) throw cause;
    throw faultOf(cause, file);
  } finally {
    source.destroy();
  }
  if (rest.length > 0) throw new BackupError('truncated', { file });
}

/** zlib's words for a file that is none of its own, ends too early, or does not add up. */
function faultOf(cause: unknown, file: string): BackupError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === 'Z_BUF_ERROR') return new BackupError('truncated', { file }, cause);
  if (code === 'Z_DATA_ERROR') {
    return new BackupError(message === 'incorrect header check' ? 'not-backup' : 'altered', { file }, cause);
  }
  return new BackupError('file', { file, cause: message }, cause);
}
