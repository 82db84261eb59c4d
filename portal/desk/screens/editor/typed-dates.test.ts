import { describe, expect, test } from 'vitest';
import { momentOf, partsOf, readDate } from './typed-dates.ts';

describe('readDate', () => {
  test.each([
    ['31/03/2027', '2027-03-31'],
    ['1/3/2027', '2027-03-01'],
    ['03/2027', '2027-03'],
    ['31.03.2027', '2027-03-31'],
    [' 2027-03-31 ', '2027-03-31'],
    ['2027-03', '2027-03'],
    ['31/11/2027', null],
    ['29/02/2027', null],
    ['13/2027', null],
    ['03/27', null],
    ['31/03/27', null],
    ['demain', null],
    ['', null],
  ])('%j: %s', (typed, read) => {
    expect(readDate(typed)).toBe(read);
  });
});

describe('momentOf', () => {
  test.each([
    ['31/03/2027', '09:30'],
    ['31/03/2027', '9h30'],
    ['2027-03-31', '9:30'],
  ])('%s %s is a moment, and is typed again as it stood', (date, time) => {
    const moment = momentOf(date, time);
    expect(moment).toBe(new Date(2027, 2, 31, 9, 30).toISOString());
    expect(partsOf(moment ?? '')).toEqual({ date: '31/03/2027', time: '09:30' });
  });

  test.each([
    ['03/2027', '09:30'],
    ['31/03/2027', '24:00'],
    ['31/03/2027', ''],
    ['31/11/2027', '09:30'],
  ])('%s %s is none', (date, time) => {
    expect(momentOf(date, time)).toBeNull();
  });
});
