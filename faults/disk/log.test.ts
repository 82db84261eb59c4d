/** What a power cut may leave, and what it never may. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { Chance } from '../random.ts';
import { type DiskRecord, type Mercy, materialise } from './log.ts';

const record = (operation: DiskRecord['operation'], name: string, offset = 0, text = ''): DiskRecord => ({
  operation,
  path: name === '' ? '/data' : `/data/${name}`,
  offset,
  data: Buffer.from(text),
  end: 0,
});

/** The folder behind the last of these records: names with their content. */
function left(
  records: readonly DiskRecord[],
  mercy: Mercy,
  seed: number,
  { journaled = false } = {},
): Record<string, string> {
  const root = mkdtempSync(join(tmpdir(), 'vigilot-log-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const places = { base: join(root, 'base'), dir: '/data', target: join(root, 'target'), journaled };
  mkdirSync(join(places.base, 'empty'), { recursive: true });
  writeFileSync(join(places.base, 'old'), 'old');
  materialise(places, records, records.length, mercy, new Chance(seed));
  expect(readdirSync(places.target)).toContain('empty');
  const files = readdirSync(places.target).filter((name) => name !== 'empty');
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(places.target, name), 'utf8')]));
}

const seeds = Array.from({ length: 40 }, (_, seed) => seed);

it('what was synced is there, whatever becomes of the rest', () => {
  const records = [record('write', 'old', 0, 'new'), record('sync', 'old', 1), record('write', 'old', 0, 'XXX')];
  expect(left(records, 'nothing', 1)).toEqual({ old: 'new' });
  expect(left(records, 'everything', 1)).toEqual({ old: 'XXX' });
  expect(new Set(seeds.map((seed) => left(records, 'some', seed).old))).toEqual(new Set(['new', 'XXX']));
});

it('a write that came while the disk worked is not covered by that sync', () => {
  const records = [record('write', 'old', 0, 'aaa'), record('write', 'old', 0, 'bbb'), record('sync', 'old', 1)];
  expect(left(records, 'nothing', 1)).toEqual({ old: 'aaa' });
});

it('a name that came or changed is sure once its folder was synced, and not before', () => {
  const renamed = [
    record('create', 'tmp'),
    record('write', 'tmp', 0, 'new'),
    record('sync', 'tmp', 2),
    record('rename', 'tmp', 0, '/data/old'),
  ];
  const outcomes = new Set(seeds.map((seed) => left(renamed, 'nothing', seed).old));
  expect(outcomes).toEqual(new Set(['old', 'new']));
  for (const seed of seeds) expect(left([...renamed, record('sync', '', 4)], 'nothing', seed)).toEqual({ old: 'new' });
});

it('a torn write keeps whole sectors of the new and of the old', () => {
  const records = [record('write', 'old', 0, 'n'.repeat(1_024))];
  const torn = new Set(seeds.map((seed) => left(records, 'torn', seed).old?.replaceAll('\0', '')));
  expect(torn).toEqual(new Set(['old', 'n'.repeat(512), `old${'n'.repeat(512)}`, 'n'.repeat(1_024)]));
});

it('where the file system keeps a journal of names, the sync of any file makes them sure', () => {
  const renamed = [
    record('create', 'tmp'),
    record('write', 'tmp', 0, 'new'),
    record('link', 'tmp', 0, '/data/second'),
    record('rename', 'tmp', 0, '/data/old'),
    record('sync', 'old', 4),
  ];
  for (const seed of seeds) {
    expect(left(renamed, 'nothing', seed, { journaled: true })).toEqual({ old: 'new', second: 'new' });
  }
  expect(new Set(seeds.map((seed) => left(renamed, 'nothing', seed).second))).toEqual(new Set([undefined, 'new']));
});
