import { describe, expect, test } from 'vitest';
import type { Target } from '../../protocol/bulletin.ts';
import type { Reading } from '../scan/reading.ts';
import { type Coverage, coverage } from './coverage.ts';
import { readingOf, recallBulletin, recallsOf, testGtin } from './verdict.testkit.ts';

const gtin = testGtin(1);

function match(target: Omit<Target, 'gtin'>, pack: Partial<Reading> = {}): Coverage {
  const [indexed] = recallsOf([recallBulletin([{ gtin, ...target }])]).targetsOf(gtin);
  if (indexed === undefined) throw new Error('the target is not in the index');
  return coverage(indexed, readingOf({ codes: [gtin], ...pack }));
}

const covered = (decidedBy: string) => ({ match: 'covered', decidedBy });
const possible = (...missing: string[]) => ({ match: 'possible', missing });
const none = { match: 'none' };

describe('lots listed', () => {
  const target = { lots: [{ lot: 'A123', expiry: '2027-03' }, { lot: 'A124' }] };

  test.each<[string, Partial<Reading>, unknown]>([
    ['the lot, no expiry read', { lot: 'A123' }, covered('lot-recalled')],
    ['the lot and its expiry', { lot: 'A123', expiry: '2027-03' }, covered('lot-recalled')],
    ['a day within the listed month', { lot: 'A123', expiry: '2027-03-31' }, covered('lot-recalled')],
    ['a lot listed without expiry', { lot: 'A124', expiry: '2031-01' }, covered('lot-recalled')],
    ['the lot with a disjoint expiry', { lot: 'A123', expiry: '2027-04' }, possible('lot-resembles')],
    ['another lot', { lot: 'A125', expiry: '2027-03' }, none],
    ['no lot', { expiry: '2027-03' }, possible('lot-missing')],
    ['the lot in lower case', { lot: 'a123' }, possible('lot-resembles')],
    ['the lot with a hyphen', { lot: 'A-123' }, possible('lot-resembles')],
    ['the lot with l for 1', { lot: 'Al23' }, possible('lot-resembles')],
    ['the lot with leading zeros', { lot: '00A123' }, possible('lot-resembles')],
    ['a lot that only begins alike', { lot: 'A1230' }, none],
  ])('%s', (_name, pack, expected) => {
    expect(match(target, pack)).toEqual(expected);
  });

  test('a day listed where the pack says the month: not disjoint', () => {
    expect(match({ lots: [{ lot: 'A1', expiry: '2027-03-15' }] }, { lot: 'A1', expiry: '2027-03' })).toEqual(
      covered('lot-recalled'),
    );
  });

  test('a lot listed twice, once with the expiry of the pack', () => {
    const lots = [
      { lot: 'A1', expiry: '2026-01' },
      { lot: 'A1', expiry: '2027-03' },
    ];
    expect(match({ lots }, { lot: 'A1', expiry: '2027-03' })).toEqual(covered('lot-recalled'));
  });

  test('two listed lots that resemble each other: the exact one decides', () => {
    expect(match({ lots: [{ lot: '0123' }, { lot: '123' }] }, { lot: '123' })).toEqual(covered('lot-recalled'));
    expect(match({ lots: [{ lot: '0123' }, { lot: 'O123' }] }, { lot: '123' })).toEqual(possible('lot-resembles'));
  });

  test('O, 0 and zeros alone: never stripped to nothing', () => {
    expect(match({ lots: [{ lot: '000' }] }, { lot: 'O' })).toEqual(possible('lot-resembles'));
    expect(match({ lots: [{ lot: '000' }] }, { lot: '1' })).toEqual(none);
  });
});

describe('all lots', () => {
  test('whatever the lot, or none', () => {
    expect(match({ lots: 'all' }, { lot: 'X' })).toEqual(covered('product-recalled'));
    expect(match({ lots: 'all' })).toEqual(covered('product-recalled'));
  });

  const target = { lots: 'all', except: ['B900', 'B901'] } as const;
  const cases: [string, string | null, unknown][] = [
    ['a lot that resembles no exception', 'B899', covered('product-recalled')],
    ['an excepted lot', 'B901', none],
    ['a lot that resembles an exception', 'B9OO', possible('lot-resembles')],
    ['no lot', null, possible('lot-missing')],
  ];
  test.each(cases)('with exceptions: %s', (_name, lot, expected) => {
    expect(match({ ...target, except: [...target.except] }, { lot })).toEqual(expected);
  });
});

describe('expiry range', () => {
  const target = { lots: 'all', expiry: { from: '2026-01', to: '2026-12-15' } } as const;

  test.each<[string, string | null, unknown]>([
    ['inside', '2026-06', covered('expiry-recalled')],
    ['on the first day', '2026-01-01', covered('expiry-recalled')],
    ['on the last day', '2026-12-15', covered('expiry-recalled')],
    ['before', '2025-12-31', none],
    ['after', '2026-12-16', none],
    ['a month of which a part is inside', '2026-12', possible('expiry-missing')],
    ['no expiry', null, possible('expiry-missing')],
  ])('%s', (_name, expiry, expected) => {
    expect(match(target, { expiry })).toEqual(expected);
  });

  test('one bound alone', () => {
    expect(match({ lots: 'all', expiry: { to: '2018-10' } }, { expiry: '2018-10-31' })).toEqual(
      covered('expiry-recalled'),
    );
    expect(match({ lots: 'all', expiry: { from: '2018-10' } }, { expiry: '2018-09-30' })).toEqual(none);
  });

  test('a range of which this version knows neither bound narrows nothing', () => {
    const range = { until: '2020-01' } as object;
    expect(match({ lots: 'all', expiry: range }, { expiry: '2030-01' })).toEqual(covered('product-recalled'));
    expect(match({ lots: 'all', expiry: range })).toEqual(covered('product-recalled'));
  });
});

describe('manufactured range (AI 11)', () => {
  const target = { lots: 'all', manufactured: { from: '2017-02-15' } } as const;

  test.each<[string, string | null, unknown]>([
    ['inside', '2017-02-15', covered('manufacture-recalled')],
    ['before', '2017-02-14', none],
    ['a month of which a part is inside', '2017-02', possible('manufacture-missing')],
    ['no date', null, possible('manufacture-missing')],
  ])('%s', (_name, manufactured, expected) => {
    expect(match(target, { manufactured })).toEqual(expected);
  });
});

describe('serials', () => {
  const target = {
    lots: [
      { lot: 'S77', serials: ['SN001', 'SN002'] },
      { lot: 's99' },
      { lot: 'S99', serials: ['SN003'] },
      { lot: 'S-99' },
    ],
  };

  test.each<[string, Partial<Reading>, unknown]>([
    ['listed', { lot: 'S77', serial: 'SN002' }, covered('serial-recalled')],
    ['another serial of one sound reading', { lot: 'S77', serial: 'ZZ9' }, none],
    ['another serial of a doubtful reading', { lot: 'S77', serial: 'ZZ9', doubtful: true }, possible('serial-missing')],
    ['a serial that resembles', { lot: 'S77', serial: 'SNOO1' }, possible('serial-missing')],
    ['no serial', { lot: 'S77' }, possible('serial-missing')],
    ['no lot', { serial: 'SN001' }, possible('lot-missing')],
    ['another lot', { lot: 'S78', serial: 'SN001' }, none],
    ['a lot that resembles, and the serial', { lot: 's77', serial: 'SN001' }, possible('lot-resembles')],
    ['a lot that resembles, surely another serial', { lot: 's77', serial: 'ZZ9' }, none],
    ['a lot that resembles one and is another: the exact one tells', { lot: 'S99' }, possible('serial-missing')],
    ['a lot that resembles, no serial', { lot: 's77' }, possible('lot-resembles', 'serial-missing')],
  ])('%s', (_name, pack, expected) => {
    expect(match(target, pack)).toEqual(expected);
  });
});

describe('several constraints', () => {
  const target = {
    lots: [{ lot: 'A1' }],
    expiry: { to: '2026-12' },
    manufactured: { from: '2024-01' },
  };

  test('all must hold', () => {
    expect(match(target, { lot: 'A1', expiry: '2026-05', manufactured: '2024-05' })).toEqual(covered('lot-recalled'));
  });

  test('one surely false is enough, whatever is unknown', () => {
    expect(match(target, { expiry: '2027-01' })).toEqual(none);
    expect(match(target, { lot: 'A1', manufactured: '2023-12' })).toEqual(none);
  });

  test('everything that is unknown is named', () => {
    expect(match(target)).toEqual(possible('lot-missing', 'expiry-missing', 'manufacture-missing'));
  });
});

test('what was not understood is never proved and never excluded', () => {
  const unknown = { ...recallBulletin([{ gtin, lots: [{ lot: 'A1' }] }]), kind: 'novelty' };
  const [target] = recallsOf([unknown]).targetsOf(gtin);
  if (target === undefined) throw new Error('the code was not found');
  expect(coverage(target, readingOf({ codes: [gtin], lot: 'ZZZ' }))).toEqual(possible('check-required'));
});
