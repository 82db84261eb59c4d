import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inPages } from './pages.testkit.ts';
import { Paper } from './paper.ts';
import { drawTable } from './table.ts';

const paper = () => new Paper({ title: 'Essai', language: 'fr', at: new Date(0) });
const bytesOf = (made: Paper) => buffer(made.finish(() => undefined));

describe('text in lines', () => {
  it('loses no character and keeps to its width, whatever is written', () => {
    const made = paper();
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.integer({ min: 30, max: 300 }), (text, width) => {
        const lines = made.lines(text, width, { face: 'bold' });
        expect(lines.join('').replaceAll(' ', '')).toBe(made.shown(text).replace(/[ \n]/g, ''));
        for (const line of lines)
          if ([...line].length > 1) expect(made.widthOf(line, { face: 'bold' })).toBeLessThanOrEqual(width);
      }),
      { numRuns: 40 },
    );
  });

  it('breaks between words, and within one that is too long', () => {
    const made = paper();
    expect(made.lines('Isoler les boîtes', 50)).toEqual(['Isoler les', 'boîtes']);
    expect(made.lines('A'.repeat(40), 60).length).toBeGreaterThan(2);
    expect(made.lines('un\n\ndeux', 200)).toEqual(['un', '', 'deux']);
  });

  it('shows what the font cannot, what nobody sees, and what would turn the text around', () => {
    expect(paper().shown('Œuvre ½ Łódź\u202E\u200B\u0000漢\ue000')).toBe(
      'Œuvre ½ Łódź[U+202E][U+200B][U+0000][U+6F22][U+E000]',
    );
  });
});

describe('a table', () => {
  const columns = [
    { heading: 'Numéro', share: 1 },
    { heading: 'Texte', share: 3 },
  ];

  it.runIf(inPages !== null)(
    'breaks a row that is longer than a page, under its headings, and loses no line',
    async () => {
      const made = paper();
      const long = Array.from({ length: 200 }, (_, n) => `ligne-${n}`);
      await drawTable(made, {
        columns,
        rows: [
          ['1', 'avant'],
          ['2', long.join('\n')],
          ['3', 'après'],
        ],
        none: 'Aucun.',
      });
      const pages = inPages?.(await bytesOf(made)) ?? [];
      expect(pages.length).toBeGreaterThan(2);
      for (const page of pages) expect(page).toMatch(/Numéro +Texte/);
      expect(pages.join('\n').match(/ligne-\d+/g)).toEqual(long);
      expect(pages.at(-1)).toContain('après');
    },
  );

  it.runIf(inPages !== null)('says that there is nothing, and never leaves its headings alone', async () => {
    const empty = paper();
    expect(await drawTable(empty, { columns, rows: [], none: 'Aucun.' })).toBe(0);
    expect((inPages?.(await bytesOf(empty)) ?? []).join('')).toContain('Aucun.');
    for (let y = 700; y < 800; y += 9) {
      const made = paper();
      made.y = y;
      await drawTable(made, { columns, rows: [['1', 'seule\nrangée']], none: '' });
      const withHeading = (inPages?.(await bytesOf(made)) ?? []).filter((page) => page.includes('Numéro'));
      for (const page of withHeading) expect(page).toContain('seule');
    }
  });
});
