import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { azertyScans, damagedScans, degradedScans, lostSeparators, validScans } from '../../fixtures/scans.ts';
import { type Case, differences, explanations, otherAis, readByAnother, unexplained } from './differential.testkit.ts';
import { type Identifier, identifierOf } from './identifiers.ts';
import { anyElements, elementString, GS, YEAR } from './scan.testkit.ts';
import { readScan } from './scan.ts';

const read = (text: string): Case => ({ text, ours: readScan(text, YEAR), theirs: readByAnother(text) });

/** What tells where the two part, for whoever has to explain it. */
const told = (scan: Case) => ({ unexplained: unexplained(scan), scan });

const agreed = (scan: Case) => ({ unexplained: [], scan });

const everyAi = Array.from({ length: 11_100 }, (_, n) =>
  n < 100
    ? String(n).padStart(2, '0')
    : n < 1100
      ? String(n - 100).padStart(3, '0')
      : String(n - 1100).padStart(4, '0'),
)
  .map(identifierOf)
  .filter((identifier) => identifier !== undefined);

function sampleOf({ date, digits }: Identifier, length: number): string {
  if (date) return '270331';
  return Array.from({ length }, (_, at) => (at < digits ? '1' : 'A')).join('');
}

/** One change that damage, a wedge or a person makes. */
const damage = fc
  .tuple(
    fc.constantFrom('replace', 'insert', 'remove', 'cut', 'double'),
    fc.nat(),
    fc.oneof(
      fc.constantFrom(GS, ' ', '~', '|', '<GS>', '0', '17', '10', '(', '[', 'é', '\u0000'),
      fc.string({ maxLength: 3 }),
    ),
  )
  .map(([change, where, what]) => (text: string) => {
    const at = where % (text.length + 1);
    if (change === 'cut') return text.slice(0, at);
    if (change === 'double') return text.slice(0, at) + text.slice(Math.max(0, at - 8));
    return text.slice(0, at) + (change === 'remove' ? '' : what) + text.slice(change === 'insert' ? at : at + 1);
  });

describe('beside another reader of element strings', () => {
  it('knows the same AIs and ends each where it does', () => {
    const otherwise = everyAi.filter((identifier) =>
      [identifier.min, identifier.max].some((length) => {
        const { ai } = identifier;
        const value = sampleOf(identifier, length);
        const text = `${ai}${value}${identifier.predefined ? '' : GS}90END`;
        const { theirs } = read(text);
        return (
          !('elements' in theirs) ||
          theirs.elements.length !== 2 ||
          theirs.elements.some((element) => element.raw !== (element.ai === ai ? value : 'END') && ai !== '90')
        );
      }),
    );
    expect(everyAi.length).toBeGreaterThan(500);
    expect(otherwise.map(({ ai }) => ai)).toEqual(otherAis);
  });

  it('agrees on valid strings but for what is explained', () => {
    fc.assert(
      fc.property(anyElements, fc.constantFrom('', ']d2', ']C1', ']Q3'), (elements, symbology) => {
        const scan = read(symbology + elementString(elements));
        expect(differences(scan).filter((field) => field !== 'expiry' && field !== 'manufactured')).toEqual([]);
        expect(told(scan)).toEqual(agreed(scan));
      }),
      { numRuns: 1000 },
    );
  });

  it('agrees on damaged strings but for what is explained', () => {
    fc.assert(
      fc.property(anyElements, fc.array(damage, { minLength: 1, maxLength: 3 }), (elements, damages) => {
        const scan = read(damages.reduce((text, change) => change(text), elementString(elements)));
        expect(told(scan)).toEqual(agreed(scan));
      }),
      { numRuns: 1000 },
    );
  });

  it.each(
    [...validScans, ...degradedScans, ...azertyScans, ...lostSeparators, ...damagedScans].map(({ text }) => text),
  )('agrees on the real %j but for what is explained', (text) => {
    const scan = read(text);
    expect(told(scan)).toEqual(agreed(scan));
  });

  it('has every explanation in the documentation, and none besides', async () => {
    const text = await readFile(new URL('../../docs/verdict.md', import.meta.url), 'utf8');
    const [, table = ''] = text.split('## Beside another reader');
    expect([...table.matchAll(/^\| ([^|]+?) \|/gm)].map(([, name]) => name).slice(2)).toEqual(
      explanations.map(({ name }) => name),
    );
  });
});
