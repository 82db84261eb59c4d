// @vitest-environment happy-dom
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { fieldInForm, Typist } from './scanner.testkit.ts';
import { dispatchScan, onScan, takeCarriedScan } from './scanner.ts';

const PACK = '010340093000001417270331' + '10A123';

describe('a scanner', () => {
  test.each(['Enter', 'Tab'])('ends its scan with %s, which does nothing else', (suffix) => {
    const typist = new Typist();
    const { field, submits } = fieldInForm('doli');
    typist.type(PACK, 3);
    expect(typist.key({ key: suffix, gap: 3 })).toBe(false);
    expect(typist.scans).toEqual([PACK]);
    expect(field.value).toBe('doli');
    expect(submits()).toBe(0);
  });

  test('needs no suffix: silence ends its scan', () => {
    const typist = new Typist();
    const { field } = fieldInForm();
    typist.type(PACK, 3);
    expect(typist.scans).toEqual([]);
    typist.pass(249);
    expect(typist.scans).toEqual([]);
    typist.pass(1);
    expect(typist.scans).toEqual([PACK]);
    expect(field.value).toBe('');
  });

  test('needs no field', () => {
    const typist = new Typist();
    typist.type(PACK, 1, 'Enter');
    expect(typist.scans).toEqual([PACK]);
  });

  test('that sends CR and LF, or Enter twice, submits nothing with the second', () => {
    const typist = new Typist();
    const { submits } = fieldInForm();
    typist.type(PACK, 2, 'Enter');
    expect(typist.key({ key: 'j', ctrlKey: true, gap: 2 })).toBe(false);
    expect(typist.key({ key: 'Enter', gap: 2 })).toBe(false);
    expect(submits()).toBe(0);
    expect(typist.key({ key: 'Enter', gap: 400 })).toBe(true);
    expect(submits()).toBe(1);
  });

  test('may end its scan with another key, an arrow say', () => {
    const typist = new Typist();
    typist.type(PACK, 2);
    expect(typist.key({ key: 'ArrowDown', gap: 2 })).toBe(false);
    expect(typist.scans).toEqual([PACK]);
  });

  test('scans again right away', () => {
    const typist = new Typist();
    typist.type(PACK, 2, 'Enter');
    typist.pass(60);
    typist.type('3400930000014', 2, 'Enter');
    expect(typist.scans).toEqual([PACK, '3400930000014']);
  });

  test('tells its layout to nobody: what it typed is handed on untouched', () => {
    const typist = new Typist();
    const typed = 'à&à"\'ààç"ààààà&\'&èéèà""&&àQ&é"';
    typist.type(typed, 4, 'Enter');
    expect(typist.scans).toEqual([typed]);
  });
});

describe('separators', () => {
  test.each([
    ['Ctrl+] on a US keyboard', { key: ']', code: 'BracketRight', ctrlKey: true }],
    ['Ctrl+] of a US scanner on AZERTY', { key: '$', code: 'BracketRight', ctrlKey: true }],
    ['F8', { key: 'F8', code: 'F8' }],
    ['0x1D itself', { key: '\u001d' }],
  ])('%s', (_, separator) => {
    const typist = new Typist();
    fieldInForm();
    typist.type('0103400930000014', 2);
    if (separator.key !== '\u001d') expect(typist.key({ ...separator, gap: 2 })).toBe(false);
    else typist.key({ ...separator, gap: 2 });
    typist.type('21SN', 2, 'Enter');
    expect(typist.scans).toEqual(['0103400930000014\u001d21SN']);
  });

  test('typed as the Alt code 029', () => {
    const typist = new Typist();
    typist.type('10A1234', 2);
    typist.key({ key: 'Alt', altKey: true, gap: 2 });
    for (const digit of '029') typist.key({ key: digit, code: `Numpad${digit}`, altKey: true, gap: 2 });
    typist.up('Alt');
    typist.type('21SN', 2, 'Enter');
    expect(typist.scans).toEqual(['10A1234\u001d21SN']);
  });

  test('Ctrl+] does nothing else, whoever presses it', () => {
    const typist = new Typist();
    expect(typist.key({ key: ']', code: 'BracketRight', ctrlKey: true, gap: 500 })).toBe(false);
    typist.pass(500);
    expect(typist.scans).toEqual([]);
  });

  test('control characters in the middle of a scan are no shortcuts; a person’s shortcuts are', () => {
    const typist = new Typist();
    typist.type('[)>06', 2);
    expect(typist.key({ key: 'd', ctrlKey: true, gap: 2 })).toBe(false);
    typist.type('9N110', 2, 'Enter');
    expect(typist.scans).toEqual(['[)>06\u00049N110']);
    expect(typist.key({ key: 'd', ctrlKey: true, gap: 500 })).toBe(true);
    typist.type('ab', 90);
    expect(typist.key({ key: 'v', ctrlKey: true, gap: 90 })).toBe(true);
    expect(typist.key({ key: '+', code: 'BracketRight', ctrlKey: true, gap: 500 })).toBe(true);
  });
});

describe('the French keyboard', () => {
  const dead = { key: 'Dead', code: 'BracketLeft' };

  test('dead keys are told as the keys they are', () => {
    const typist = new Typist();
    // A typed-out ^] and a bracket of a US scanner before an E, which the browser makes an Ê of.
    typist.type('10A12', 2);
    typist.key({ ...dead, gap: 2 });
    typist.key({ key: ']', gap: 2 });
    typist.key({ ...dead, gap: 2 });
    typist.key({ key: 'Ê', gap: 2 });
    typist.key({ ...dead, gap: 2 });
    typist.key({ key: '^', code: 'Space', gap: 2 });
    typist.type('é1', 2, 'Enter');
    expect(typist.scans).toEqual(['10A12^]^E^é1']);
  });

  test('AltGr makes characters, not shortcuts', () => {
    const typist = new Typist();
    // Windows tells AltGr as Ctrl and Alt.
    typist.key({ key: ']', code: 'Minus', ctrlKey: true, altKey: true, gap: 2 });
    typist.type('d2010340', 2, 'Enter');
    expect(typist.scans).toEqual([']d2010340']);
  });

  test('a key whose character is lost leaves a mark, so that what is left is no sound scan', () => {
    const typist = new Typist();
    typist.type('10A12', 2);
    typist.key({ key: 'Process', gap: 2 });
    typist.type('3', 2, 'Enter');
    expect(typist.scans).toEqual(['10A12\ufffd3']);
  });
});

describe('a page that was busy', () => {
  test('does not cut the scan that waits behind the timer', () => {
    const typist = new Typist();
    typist.type('0103400930000014', 2);
    typist.hang(600);
    // The timer fires first, late; the keys were pressed long before.
    typist.pass(0);
    for (const [i, key] of [...'10A123'].entries()) typist.keyNow({ key }, 1_034 + i * 2);
    typist.pass(1_000);
    expect(typist.scans).toEqual(['010340093000001410A123']);
  });

  test('hears the tail of a scan that a stall cut in two, whole', () => {
    const typist = new Typist();
    typist.type('010340093000001410A1', 2);
    typist.pass(400);
    typist.type('23', 2, 'Enter');
    expect(typist.scans).toEqual(['010340093000001410A1', '010340093000001410A123']);
  });

  test('takes no person’s key for a tail', () => {
    const typist = new Typist();
    typist.type('010340093000001410A1', 2);
    typist.pass(400);
    typist.type('1', 80, 'Enter');
    typist.pass(400);
    typist.type('2', 80);
    typist.pass(400);
    expect(typist.scans).toHaveLength(1);
  });
});

const characters = fc.constantFrom(...'0123456789ABCabcàé&"\'(-è_ç;:!?./');
const scan = fc.record({
  keys: fc.array(fc.tuple(characters, fc.integer({ min: 0, max: 45 })), { minLength: 6, maxLength: 60 }),
  // A radio scanner stalls once.
  stall: fc.option(fc.record({ at: fc.nat(), ms: fc.integer({ min: 50, max: 240 }) }), { nil: undefined }),
  suffix: fc.constantFrom(undefined, 'Enter', 'Tab'),
  before: fc.string({ maxLength: 20, unit: characters }),
});
const person = fc.record({
  // Fast people roll over two keys now and then, and never keep it up.
  keys: fc.array(fc.tuple(characters, fc.integer({ min: 60, max: 500 }), fc.boolean()), {
    minLength: 1,
    maxLength: 60,
  }),
  roll: fc.integer({ min: 10, max: 50 }),
  suffix: fc.constantFrom(undefined, 'Enter', 'Tab'),
});

describe('whatever is typed', () => {
  test('at scanner speed is a scan, and the field is as it was', () => {
    const typist = new Typist();
    fc.assert(
      fc.property(scan, ({ keys, stall, suffix, before }) => {
        const { field, submits } = fieldInForm(before);
        typist.scans.length = 0;
        typist.pass(2_000);
        const slow = stall === undefined || keys.length < 8 ? -1 : 1 + (stall.at % (keys.length - 1));
        for (const [i, [key, gap]] of keys.entries()) typist.key({ key, gap: i === slow ? (stall?.ms ?? 0) : gap });
        if (suffix !== undefined) typist.key({ key: suffix, gap: 20 });
        typist.pass(2_000);
        expect(typist.scans).toEqual([keys.map(([key]) => key).join('')]);
        expect(field.value).toBe(before);
        expect(submits()).toBe(0);
        field.form?.remove();
      }),
    );
  });

  test('at a person’s speed is never one, stays in the field, and Enter submits', () => {
    const typist = new Typist();
    fc.assert(
      fc.property(person, ({ keys, roll, suffix }) => {
        const { field, submits } = fieldInForm();
        typist.scans.length = 0;
        typist.pass(2_000);
        // Every third key at most is rolled.
        for (const [i, [key, gap, rolled]] of keys.entries())
          typist.key({ key, gap: rolled && i % 3 === 2 ? roll : gap });
        if (suffix !== undefined) typist.key({ key: suffix, gap: 120 });
        typist.pass(2_000);
        expect(typist.scans).toEqual([]);
        expect(field.value).toBe(keys.map(([key]) => key).join(''));
        expect(submits()).toBe(suffix === 'Enter' ? 1 : 0);
        field.form?.remove();
      }),
    );
  });

  test('a held key is a person’s', () => {
    const typist = new Typist();
    const { field } = fieldInForm();
    for (let i = 0; i < 20; i++) typist.key({ key: '0', gap: 30, repeat: i > 0 });
    typist.pass(2_000);
    expect(typist.scans).toEqual([]);
    expect(field.value).toBe('0'.repeat(20));
  });

  test('a scan in the middle of somebody’s typing takes itself out, and nothing else', () => {
    const typist = new Typist();
    const { field } = fieldInForm();
    typist.type('amox', 140);
    typist.pass(100);
    typist.type(PACK, 2, 'Enter');
    expect(typist.scans).toEqual([PACK]);
    expect(field.value).toBe('amox');
  });
});

describe('who is handed the scan', () => {
  afterEach(() => {
    takeCarriedScan();
    location.hash = '';
  });

  test('the last screen that asked, and over all screens the pop-up', () => {
    const heard: string[] = [];
    const endPopup = onScan((text) => heard.push(`popup ${text}`), 'over');
    const endScreen = onScan((text) => heard.push(`screen ${text}`));
    dispatchScan('1');
    endPopup();
    dispatchScan('2');
    endScreen();
    dispatchScan('3');
    expect(heard).toEqual(['popup 1', 'screen 2']);
    expect(takeCarriedScan()).toBe('3');
    expect(takeCarriedScan()).toBe(null);
    expect(location.hash).toBe('#/check');
  });
});
