// @vitest-environment happy-dom
import { render, waitFor, within } from '@testing-library/preact';
import { describe, expect, test, vi } from 'vitest';
import type { QuarantineAnswer } from '../../agent/hook/schemas.ts';
import { AT, bulletin, standIn } from '../popup/agent.testkit.ts';
import { printSheet, RecallSheet } from './recall-sheet.tsx';
import { columnsFor, productsOf, rowsOf } from './sheet-lots.ts';

const GTIN = '03400936145245';
const report = (lines: QuarantineAnswer['lines']): QuarantineAnswer => ({
  bulletin: 'A',
  revision: 1,
  operator: 'Claire',
  at: AT,
  lines,
});

function sheet(): HTMLElement {
  const found = document.querySelector<HTMLElement>('.sheet');
  if (found === null) throw new Error('no sheet');
  return found;
}

describe('the recall sheet', () => {
  test('holds what pharmacies file, and boxes to fill by hand', () => {
    const one = bulletin('A', {
      acknowledgements: [{ bulletin: 'A', revision: 1, operator: 'Mme Durand', at: AT, current: true }],
    });
    standIn(one);
    render(<RecallSheet bulletin={one} quarantine={null} />);
    const text = sheet().textContent ?? '';
    for (const part of [
      'R-A',
      'Rappel A',
      'Y175',
      '08/2027',
      'Classe 2',
      'Mme Durand',
      'Isoler les boîtes visées.',
      'somnifère',
    ]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/Pharmacien responsable/);
    expect([...sheet().querySelectorAll('.sheet-box')].map(({ textContent }) => textContent)).toEqual(['', '']);
    // Beside the page, so that it can be printed alone.
    expect(sheet().parentElement).toBe(document.body);
  });

  test('is filled from the report: nothing of a lot that was looked for is 0', () => {
    const one = bulletin('A');
    standIn(one);
    render(<RecallSheet bulletin={one} quarantine={report([{ gtin: GTIN, lot: 'Y176', quantity: 4 }])} />);
    expect([...sheet().querySelectorAll('.sheet-box')].map(({ textContent }) => textContent)).toEqual(['0', '4']);
    expect(within(sheet()).getByText(/par Claire/)).toBeTruthy();
  });

  test('says that a drill is one, and that a measure was lifted', () => {
    const drill = bulletin('A', {}, { drill: true });
    standIn(drill);
    const page = render(<RecallSheet bulletin={drill} quarantine={null} />);
    expect(sheet().textContent).toContain('EXERCICE : rien n’est bloqué'.replace(' :', '\u00a0:'));
    page.rerender(<RecallSheet bulletin={bulletin('A', {}, { state: 'lifted' })} quarantine={null} />);
    expect(sheet().textContent).toContain('MESURE LEVÉE');
  });

  test('prints the sheet asked for and no other, then forgets it', async () => {
    const [a, b] = [bulletin('A'), bulletin('B')];
    standIn(a, b);
    render(
      <>
        <RecallSheet bulletin={a} quarantine={null} onDemand />
        <RecallSheet bulletin={b} quarantine={null} onDemand />
      </>,
    );
    const chosen = () =>
      [...document.querySelectorAll<HTMLElement>('.sheet.chosen')].map((one) => one.dataset.bulletin);
    const print = vi.fn(() => expect(chosen()).toEqual(['A']));
    vi.stubGlobal('print', print);
    printSheet('A');
    expect(print).toHaveBeenCalledOnce();
    window.dispatchEvent(new Event('afterprint'));
    await waitFor(() => expect(chosen()).toEqual([]));
    expect(document.documentElement.classList.contains('prints-sheet')).toBe(false);
  });
});

describe('its lots', () => {
  const target = (lots: string[], rule: string | null = null) => ({
    gtin: GTIN,
    cip13: null,
    name: null,
    lots: lots.map((lot) => ({ lot, expiry: null, serials: [] })),
    rule,
  });

  test('of one product stand together, with lots that a report adds', () => {
    const targets = [target(['A'], 'ces lots'), target(['B', 'A'], 'péremption 2026')];
    const [product, ...others] = productsOf(targets, report([{ gtin: GTIN, lot: 'C', quantity: 1 }]));
    expect(others).toEqual([]);
    expect(product?.rule).toBe('ces lots ; péremption 2026');
    expect(product?.lots.map(({ lot, quantity }) => [lot, quantity])).toEqual([
      ['A', 0],
      ['B', 0],
      ['C', 1],
    ]);
  });

  test('are lines to write on where the notice names none', () => {
    const [product] = productsOf([target([], 'tous les lots')], null);
    expect(product?.lots.length).toBeGreaterThan(3);
    expect(product?.lots.every(({ lot, quantity }) => lot === '' && quantity === null)).toBe(true);
    expect(productsOf([target([], 'tous les lots')], report([]))[0]?.lots).toEqual([
      { lot: '', expiry: null, quantity: 0 },
    ]);
  });

  test('are read downwards, in more columns where they are many', () => {
    expect(rowsOf([1, 2, 3, 4, 5], 2)).toEqual([[1, 4], [2, 5], [3]]);
    expect(rowsOf([], 3)).toEqual([]);
    expect([1, 8, 9, 24, 25, 400].map(columnsFor)).toEqual([1, 1, 2, 2, 3, 3]);
  });
});
