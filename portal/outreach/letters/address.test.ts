import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { postalLines } from './address.ts';

const rue = { lines: ['1 rue de la Paix'], postalCode: '75002', city: 'Paris', country: null };

describe('postal lines (NF Z 10-011)', () => {
  it('end with postal code and town in capitals, without accents or punctuation, and a country that is not France', () => {
    expect(postalLines('Pharmacie de l’Œil', { ...rue, city: 'Saint-Étienne-lès-Œuvres' })).toEqual({
      lines: ['Pharmacie de l’Œil', '1 rue de la Paix', '75002 SAINT ETIENNE LES OEUVRES'],
    });
    expect(postalLines('A', { ...rue, country: 'France' })).toEqual({
      lines: ['A', '1 rue de la Paix', '75002 PARIS'],
    });
    expect(postalLines('A', { ...rue, country: 'Suède' })).toEqual({
      lines: ['A', '1 rue de la Paix', '75002 PARIS', 'SUEDE'],
    });
  });

  it('go on in the next line where they are too long, six at most', () => {
    const name = 'Groupement hospitalier de territoire du Finistère';
    expect(postalLines(name, rue)).toMatchObject({
      lines: ['Groupement hospitalier de territoire', 'du Finistère', '1 rue de la Paix', '75002 PARIS'],
    });
    expect(postalLines(name, { ...rue, lines: [name, name] })).toEqual({ fault: 'too-many-lines' });
    expect(postalLines('A'.repeat(39), rue)).toEqual({ fault: 'word-too-long' });
    expect(postalLines('A', null)).toEqual({ fault: 'no-address' });
  });

  it('are never more or longer than an envelope takes, nor control anything', () => {
    const line = fc.string({ unit: 'binary', maxLength: 60 });
    fc.assert(
      fc.property(line, fc.array(line, { maxLength: 4 }), line, (name, lines, city) => {
        const printed = postalLines(name, { lines, postalCode: '75002', city, country: null });
        if ('fault' in printed) return;
        expect(printed.lines.length).toBeLessThanOrEqual(6);
        for (const each of printed.lines) {
          expect([...each].length).toBeLessThanOrEqual(38);
          expect(each).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        }
      }),
    );
  });
});
