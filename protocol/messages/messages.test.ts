import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { problemStatus } from '../problems.ts';
import { isMessageKey, type Language, languageOf, type MessageKey, type Messages, say } from './index.ts';

/** Every table of this folder, found as files, so that none is forgotten. */
const tables: Array<[file: string, table: Messages]> = [];
for (const file of readdirSync(import.meta.dirname)) {
  if (file === 'index.ts' || file.endsWith('.test.ts')) continue;
  const module: Record<string, Messages> = await import(`./${file}`);
  for (const table of Object.values(module)) tables.push([file, table]);
}
/** A table may take in another one whole: the same text seen twice is one text. */
const seen = new Set<Messages[string]>();
const messages = tables.flatMap(([file, table]) =>
  Object.entries(table).flatMap(([key, texts]) => {
    if (seen.has(texts)) return [];
    seen.add(texts);
    return [{ file, key, ...texts }];
  }),
);
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();

describe('the catalogue', () => {
  it('takes in every table, and no two share a key', () => {
    expect(tables.length).toBeGreaterThan(5);
    expect(messages.filter(({ key }) => !isMessageKey(key))).toEqual([]);
    const keys = messages.map(({ key }) => key);
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
  });

  it('says everything in both languages, with the same placeholders', () => {
    for (const { key, fr, en } of messages) {
      expect(fr.trim(), key).not.toBe('');
      expect(en.trim(), key).not.toBe('');
      expect(placeholders(fr), key).toEqual(placeholders(en));
    }
  });

  it('has keys of its areas alone', () => {
    const areas =
      /^(problem|state|expected|verdict|agent|portal|outreach|cli|demo|desk|shortage|setting|words|target|change|bulletin|tray|till|till-library|installer|medicines|list|report|web|access)\.[a-z0-9.-]+$/i;
    expect(messages.filter(({ key }) => !areas.test(key)).map(({ key }) => key)).toEqual([]);
  });

  it('writes French with its own apostrophe', () => {
    expect(messages.filter(({ fr }) => /\p{L}'\p{L}/u.test(fr)).map(({ key, fr }) => `${key}: ${fr}`)).toEqual([]);
  });

  it('has a title for each type of problem', () => {
    expect(Object.keys(problemStatus).filter((type) => !isMessageKey(`problem.${type}`))).toEqual([]);
  });

  it.each(['toString', '__proto__', 'problem.unknown', ''])('%j is no key', (key) => {
    expect(isMessageKey(key)).toBe(false);
  });
});

describe('say', () => {
  const key: MessageKey = 'expected.text-at-most';

  it('fills placeholders, numbers too, and leaves those without a value as they are', () => {
    expect(say('en', key, { limit: 64 })).toBe('a text of at most 64 characters');
    expect(say('fr', key, { limit: '64' })).toBe('un texte de 64 caractères au plus');
    expect(say('en', key)).toBe('a text of at most {limit} characters');
    expect(say('en', key, { limit: 0 })).toBe('a text of at most 0 characters');
  });

  it('takes values for what they are', () => {
    expect(say('en', key, { limit: '{limit} $& $1' })).toBe('a text of at most {limit} $& $1 characters');
  });
});

describe('languageOf', () => {
  it.each<[string | undefined, Language]>([
    [undefined, 'fr'],
    ['', 'fr'],
    ['*', 'fr'],
    ['de', 'fr'],
    ['en', 'en'],
    ['EN-gb', 'en'],
    ['en, fr', 'en'],
    ['fr, en', 'fr'],
    ['en;q=0.8, fr;q=0.9', 'fr'],
    ['fr;q=0.8,en;q=0.9', 'en'],
    ['fr;q=0, en;q=0.1', 'en'],
    ['en;q=0', 'fr'],
    ['de, en;q=0.3', 'en'],
    ['en;q=x', 'en'],
    ['en;q=..', 'fr'],
    ['english', 'fr'],
    [';;;,,,', 'fr'],
  ])('%j: %s', (header, expected) => {
    expect(languageOf(header)).toBe(expected);
  });
});
