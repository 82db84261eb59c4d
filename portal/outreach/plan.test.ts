import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../store/schema/outreach.ts';
import { defaultPlan, fallback, kindsFor, nextSalvo, type Situation } from './plan.ts';

const HOUR = 3_600_000;
const everything = { email: 'a@exemple.fr', fax: '0102030405', address: {} };
const situation = (recipient: Partial<Situation['recipient']>, fields: Partial<Situation> = {}): Situation => ({
  recipient: { email: null, fax: null, address: null, ...recipient },
  lettered: false,
  drill: false,
  openedAt: 0,
  ...fields,
});

describe('who is told', () => {
  it.each([
    ['wholesaler', ['wholesaler']],
    ['hospital', ['wholesaler', 'hospital']],
    ['pharmacy', ['wholesaler', 'hospital', 'officine']],
    ['patient', ['wholesaler', 'hospital', 'officine']],
    [null, ['wholesaler', 'hospital', 'officine']],
  ] as const)('of a measure down to %s', (level, kinds) => {
    expect(kindsFor(level)).toEqual(kinds);
  });
});

describe('salvos', () => {
  it('begin by e-mail, add the fax with the second, and the letter after a day', () => {
    const sent: string[] = [];
    let now = 0;
    let lettered = false;
    for (let before = 0; before < 50; before += 1) {
      const salvo = nextSalvo(defaultPlan, situation(everything, { lettered }), before, now);
      sent.push(`${now / HOUR} h: ${salvo.channels.join(' ')}`);
      lettered ||= salvo.channels.includes('letter');
      if (salvo.nextAt === null) break;
      now = salvo.nextAt;
    }
    expect(sent).toEqual([
      '0 h: email',
      ...[2, 4, 6, 8, 10, 12, 14].map((hour) => `${hour} h: email fax`),
      '24 h: letter',
    ]);
  });

  it('fax at once whoever has no e-mail, and write at once to whoever has neither', () => {
    expect(nextSalvo(defaultPlan, situation({ fax: '01', address: {} }), 0, 0).channels).toEqual(['fax']);
    expect(nextSalvo(defaultPlan, situation({ address: {} }), 0, 0).channels).toEqual(['letter']);
    expect(nextSalvo(defaultPlan, situation({}), 0, 0).channels).toEqual([]);
  });

  it('write no letter for a trial, nor a second one', () => {
    const late = 30 * HOUR;
    expect(nextSalvo(defaultPlan, situation(everything, { drill: true }), 3, late).channels).toEqual(['email', 'fax']);
    expect(nextSalvo(defaultPlan, situation(everything, { lettered: true }), 3, late).channels).toEqual([
      'email',
      'fax',
    ]);
  });

  it('always end, and never ask for a moment that has passed', () => {
    fc.assert(
      fc.property(
        fc.record({
          officineDelayMinutes: fc.integer({ min: 1, max: 10_080 }),
          everyMinutes: fc.integer({ min: 1, max: 10_080 }),
          salvos: fc.integer({ min: 1, max: 50 }),
          faxFromSalvo: fc.integer({ min: 1, max: 50 }),
          letterAfterMinutes: fc.integer({ min: 1, max: 43_200 }),
        }),
        fc.record({
          email: fc.option(fc.constant('e')),
          fax: fc.option(fc.constant('f')),
          address: fc.option(fc.constant({})),
        }),
        (plan, recipient) => {
          let now = 0;
          let before = 0;
          let letters = 0;
          for (;;) {
            const salvo = nextSalvo(plan, situation(recipient, { lettered: letters > 0 }), before, now);
            letters += salvo.channels.filter((channel) => channel === 'letter').length;
            before = salvo.number;
            if (salvo.nextAt === null) break;
            expect(salvo.nextAt).toBeGreaterThanOrEqual(now);
            now = salvo.nextAt;
            expect(before).toBeLessThanOrEqual(plan.salvos + 1);
          }
          expect(letters).toBe(recipient.address === null ? 0 : 1);
        },
      ),
    );
  });
});

describe('a channel that fails for good', () => {
  const others = (...channels: Array<[Channel, boolean]>) => new Map(channels);

  it('is followed by the next in order', () => {
    expect(fallback('email', situation(everything), others())).toBe('fax');
    expect(fallback('fax', situation(everything), others(['email', false]))).toBe('letter');
    expect(fallback('email', situation({ email: 'e', address: {} }), others())).toBe('letter');
  });

  it('is followed by nothing while another of the salvo may arrive, or where there is nothing left', () => {
    expect(fallback('email', situation(everything), others(['fax', true]))).toBeNull();
    expect(fallback('fax', situation(everything), others(['email', true]))).toBeNull();
    expect(fallback('fax', situation({ fax: 'f' }), others())).toBeNull();
    expect(fallback('email', situation(everything, { lettered: true }), others(['fax', false]))).toBeNull();
  });
});
