/** docs/operations.md held to the program: every command, setting, figure and variable that it names is there, and every figure is in it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { portalMetrics } from '../portal/operation/metrics.ts';
import { portalSettings } from '../portal/settings.ts';
import { isMessageKey } from '../protocol/messages/index.ts';
import { commands } from './commands.ts';
import { nameOf } from './help.ts';

const path = join(import.meta.dirname, '../docs/operations.md');
const text = readFileSync(path, 'utf8');
const all = (pattern: RegExp) => [...new Set([...text.matchAll(pattern)].map((found) => found[1] ?? ''))];

it('names commands that there are', () => {
  const named = all(/`?vigilot (portal(?: [a-z]+){1,2})/g).map((words) => words.trim());
  expect(named.length).toBeGreaterThan(6);
  const known = commands.map(nameOf);
  for (const words of named) {
    // What follows a command of two words may be its operand.
    const short = words.split(' ').slice(0, 2).join(' ');
    expect([words, known.includes(words) || known.includes(short)]).toEqual([words, true]);
  }
});

it('names every figure, and none that is not there', () => {
  expect(all(/\b(vigilot_[a-z_]+)/g).toSorted()).toEqual(Object.keys(portalMetrics).toSorted());
});

it('names settings and variables that there are', () => {
  const variables = Object.values(portalSettings).map(({ env }) => env);
  // The one of Compose alone.
  for (const name of all(/\b(VIGILOT_[A-Z_]+)/g).filter((each) => each !== 'VIGILOT_HOST'))
    expect(variables).toContain(name);
  const settings = Object.keys(portalSettings);
  const named = all(/`([a-z]+[A-Z][A-Za-z]+)`/g);
  expect(named.length).toBeGreaterThan(8);
  for (const name of named) expect(settings).toContain(name);
});

it('leads to files that are there, and names faults of readiness as they are said', () => {
  for (const link of all(/\]\((?!https?:)([^)#]+)\)/g))
    expect([link, existsSync(join(path, '..', link))]).toEqual([link, true]);
  for (const check of ['database', 'migrations', 'feed', 'service']) expect(text).toContain(`\`${check}\``);
  expect(isMessageKey('portal.store.keys-differ')).toBe(true);
});
