import { describe, expect, it } from 'vitest';
import { fits, identifierAt, identifierOf, predefinedLengthAt } from './identifiers.ts';

const formOf = (ai: string) => {
  const { min, max, digits, predefined } = identifierOf(ai) ?? { min: 0, max: 0, digits: 0, predefined: false };
  return [min, max, digits, predefined];
};

describe('application identifiers', () => {
  // Fewest and most characters, digits at the start, pre-defined length (GS1 General Specifications, sections 3.2, 7.8.5).
  it.each([
    ['00', [18, 18, 18, true]],
    ['01', [14, 14, 14, true]],
    ['02', [14, 14, 14, true]],
    ['10', [1, 20, 0, false]],
    ['11', [6, 6, 6, true]],
    ['17', [6, 6, 6, true]],
    ['20', [2, 2, 2, true]],
    ['21', [1, 20, 0, false]],
    ['22', [1, 20, 0, false]],
    ['235', [1, 28, 0, false]],
    ['240', [1, 30, 0, false]],
    ['242', [1, 6, 6, false]],
    ['253', [13, 30, 13, false]],
    ['255', [13, 25, 25, false]],
    ['30', [1, 8, 8, false]],
    ['3103', [6, 6, 6, true]],
    ['3645', [6, 6, 6, true]],
    ['37', [1, 8, 8, false]],
    ['3909', [1, 15, 15, false]],
    ['3912', [4, 18, 18, false]],
    ['3943', [4, 4, 4, false]],
    ['3950', [6, 6, 6, false]],
    ['402', [17, 17, 17, false]],
    ['414', [13, 13, 13, true]],
    ['421', [4, 12, 3, false]],
    ['422', [3, 3, 3, false]],
    ['427', [1, 3, 0, false]],
    ['4309', [20, 20, 20, false]],
    ['4330', [6, 7, 6, false]],
    ['7001', [13, 13, 13, false]],
    ['7007', [6, 12, 12, false]],
    ['7030', [4, 30, 3, false]],
    ['7040', [4, 4, 1, false]],
    ['710', [1, 20, 0, false]],
    ['717', [1, 20, 0, false]],
    ['7230', [3, 30, 0, false]],
    ['8003', [14, 30, 14, false]],
    ['8008', [8, 12, 12, false]],
    ['8017', [18, 18, 18, false]],
    ['8200', [1, 70, 0, false]],
    ['90', [1, 30, 0, false]],
    ['99', [1, 90, 0, false]],
  ])('%s', (ai, form) => {
    expect(formOf(ai)).toEqual(form);
  });

  it.each([
    '04',
    '14',
    '18',
    '19',
    '23',
    '31',
    '3106',
    '3706',
    '38',
    '88',
    '719',
    '7012',
    '89',
    '99999',
    '1',
    '',
    'A0',
    '０１',
  ])('%s is none', (text) => {
    expect(identifierOf(text)).toBeUndefined();
  });

  it('stand at a place in a text', () => {
    expect(identifierAt('XX3103', 2)?.ai).toBe('3103');
    expect(identifierAt('XX310', 2)).toBeUndefined();
    expect(identifierAt('10', 5)).toBeUndefined();
  });

  it('ask for digits where their format does, and for set 82', () => {
    const of = (ai: string, value: string) => {
      const identifier = identifierOf(ai);
      return identifier !== undefined && fits(identifier, value);
    };
    expect(of('421', '250AB-1')).toBe(true);
    expect(of('421', '25AB-1')).toBe(false);
    expect(of('7007', '270101')).toBe(true);
    expect(of('7007', '270101270201')).toBe(true);
    expect(of('7007', '2701012702')).toBe(false);
    expect(of('8008', '2701011200')).toBe(true);
    expect(of('10', 'A#1')).toBe(false);
    expect(of('10', '')).toBe(false);
  });

  it('pre-define lengths for AIs that are not assigned as well', () => {
    expect(predefinedLengthAt('14', 0)).toBe(8);
    expect(predefinedLengthAt('04', 0)).toBe(18);
    expect(predefinedLengthAt('88', 0)).toBeUndefined();
    expect(predefinedLengthAt('', 0)).toBeUndefined();
  });
});
