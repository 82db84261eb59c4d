/** What the shim of disk.testkit.c wrote down, and the disks that a power cut could have left after any part of it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Chance } from '../random.ts';

const operations = ['', 'write', 'truncate', 'sync', 'create', 'rename', 'unlink', 'link'] as const;

export interface DiskRecord {
  readonly operation: (typeof operations)[number];
  readonly path: string;
  /** Of a write: where; of a truncation: the new size; of a sync: how many records it covers. */
  readonly offset: number;
  readonly data: Buffer;
  /** Where the record ends in the log: whoever saw the log at least this long knows that it had happened. */
  readonly end: number;
}

const HEAD_BYTES = 24;
const SECTOR_BYTES = 512;

/** The records of a log; one that the death of the process cut short is left out. */
export function readDiskLog(file: string): DiskRecord[] {
  const bytes = readFileSync(file);
  const records: DiskRecord[] = [];
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const pathEnd = at + HEAD_BYTES + bytes.readUInt32LE(at + 4);
    const end = pathEnd + bytes.readUInt32LE(at + 16);
    if (end > bytes.length) break;
    records.push({
      operation: operations[bytes.readUInt32LE(at)] ?? '',
      path: bytes.toString('utf8', at + HEAD_BYTES, pathEnd),
      offset: Number(bytes.readBigUInt64LE(at + 8)),
      data: bytes.subarray(pathEnd, end),
      end,
    });
    at = end;
  }
  return records;
}

/** What happened to one file, whatever it was called. */
interface FileStory {
  readonly base: Buffer;
  readonly changes: Array<{ readonly index: number; readonly record: DiskRecord }>;
  /** Records with a smaller index are on the platter. */
  synced: number;
}

/** How the disk treats what was never synced. */
export type Mercy = 'nothing' | 'everything' | 'some' | 'torn';
export const mercies: readonly Mercy[] = ['nothing', 'everything', 'some', 'torn'];

export interface Places {
  /** The folder as it was before the log began. */
  readonly base: string;
  readonly dir: string;
  readonly target: string;
  /** Any sync makes the names before it sure, as it does where the file system keeps a journal of names; else a folder's alone. */
  readonly journaled?: boolean;
}

/**
 * Makes in `target` what the folder `dir` may hold after a power cut behind record `count`: what was synced is there; of the
 * rest nothing, everything, some writes, or some sectors of some writes. Names come and go in the order in which they did; those
 * since the last sync of a folder perhaps not.
 */
export function materialise(
  { base, dir, target, journaled = false }: Places,
  records: readonly DiskRecord[],
  count: number,
  mercy: Mercy,
  chance: Chance,
): void {
  const names = new Map<string, FileStory>();
  for (const name of filesOf(base)) names.set(name, { base: readFileSync(join(base, name)), changes: [], synced: 0 });
  const before = records.slice(0, count);
  const folders = new Set(foldersOf(base).map((folder) => join(dir, folder)));
  const durableNames = before.reduce(
    (sure, { operation, path, offset }) =>
      operation === 'sync' && (journaled || folders.has(path)) ? Math.max(sure, offset) : sure,
    0,
  );
  const nameChanges = before.flatMap(({ operation }, index) =>
    ['create', 'rename', 'unlink', 'link'].includes(operation) && index >= durableNames ? [index] : [],
  );
  const cut = mercy === 'everything' || nameChanges.length === 0 || chance.odds(0.5) ? count : chance.pick(nameChanges);
  let seen = new Map(names);
  for (const [index, record] of before.entries()) {
    if (index === cut) seen = new Map(names);
    follow(names, dir, index, record);
  }
  if (cut >= count) seen = names;
  // Folders come and go with no program of ours while it runs: those of the beginning are there, empty ones too.
  for (const folder of foldersOf(base)) mkdirSync(join(target, folder), { recursive: true, mode: 0o700 });
  for (const [name, story] of seen) {
    writeFileSync(join(target, name), contentOf(story, mercy, chance), { mode: 0o600 });
  }
}

function follow(names: Map<string, FileStory>, dir: string, index: number, record: DiskRecord): void {
  const name = record.path.slice(dir.length + 1);
  if (name === '') return;
  const story = names.get(name) ?? { base: Buffer.alloc(0), changes: [], synced: 0 };
  switch (record.operation) {
    case 'sync':
      story.synced = Math.max(story.synced, record.offset);
      return;
    case 'unlink':
      names.delete(name);
      return;
    case 'rename':
    case 'link':
      if (record.operation === 'rename') names.delete(name);
      names.set(record.data.toString('utf8').slice(dir.length + 1), story);
      return;
    default:
      names.set(name, story);
      if (record.operation !== 'create') story.changes.push({ index, record });
  }
}

function contentOf({ base, changes, synced }: FileStory, mercy: Mercy, chance: Chance): Buffer {
  let bytes: Buffer = Buffer.from(base);
  for (const { index, record } of changes) {
    if (index < synced) bytes = apply(bytes, record);
    else if (mercy === 'everything') bytes = apply(bytes, record);
    else if (mercy !== 'nothing' && chance.odds(0.5)) {
      bytes = mercy === 'torn' && record.operation === 'write' ? tear(bytes, record, chance) : apply(bytes, record);
    }
  }
  return bytes;
}

function apply(bytes: Buffer, { operation, offset, data }: DiskRecord): Buffer {
  if (operation === 'truncate') return resized(bytes, offset);
  const grown = bytes.length < offset + data.length ? resized(bytes, offset + data.length) : bytes;
  data.copy(grown, offset);
  return grown;
}

/** Only some of its sectors reached the platter. */
function tear(bytes: Buffer, { offset, data }: DiskRecord, chance: Chance): Buffer {
  let torn = bytes;
  for (let at = 0; at < data.length; ) {
    // Sectors are the disk's, wherever the write begins.
    const end = Math.min(data.length, at + SECTOR_BYTES - ((offset + at) % SECTOR_BYTES));
    if (chance.odds(0.5)) {
      torn = apply(torn, { operation: 'write', path: '', offset: offset + at, data: data.subarray(at, end), end: 0 });
    }
    at = end;
  }
  return torn;
}

function resized(bytes: Buffer, size: number): Buffer {
  const other = Buffer.alloc(size);
  bytes.copy(other, 0, 0, Math.min(size, bytes.length));
  return other;
}

function foldersOf(dir: string): string[] {
  const folders = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isDirectory());
  return ['', ...folders.map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1))];
}

/** Paths below `dir`, without what SQLite makes anew at each start. */
function filesOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !basename(entry.name).endsWith('-shm'))
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length + 1));
}
