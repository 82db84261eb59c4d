// @vitest-environment happy-dom
import { act, fireEvent, type RenderResult, render } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import type { JournalProof } from '../../agent/hook/schemas.ts';
import { type Check, checks } from '../core/events.ts';
import { proofWords } from './journal/proof.tsx';
import { Journal } from './journal.tsx';
import { outcomeRow, type Question, questions, row } from './questions.testkit.ts';
import { inFrench } from './tools.testkit.ts';

const rowsOf = (page: RenderResult) => [...page.container.querySelectorAll('.journal-row')];
const times = (page: RenderResult) => rowsOf(page).map((line) => line.querySelector('time')?.dateTime);
const pick = (page: RenderResult, label: string, value: string) =>
  fireEvent.input(page.getByLabelText(label), { target: { value } });
const range = ({ query }: Question) => ({ from: query.get('from'), to: query.get('to'), before: query.get('before') });

function open(): { page: RenderResult; asked: Question[] } {
  const asked = questions();
  return { page: render(<Journal id={null} />), asked };
}

describe('the rows', () => {
  test('newest first, then page after page of older ones', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [row(3), row(4)], next: 3 });
    expect(times(page)).toEqual([row(4).at, row(3).at]);
    fireEvent.click(page.getByRole('button', { name: 'Lignes plus anciennes' }));
    fireEvent.click(page.getByRole('button', { name: 'Lignes plus anciennes' }));
    expect(asked).toHaveLength(2);
    expect(asked[1] && range(asked[1])).toEqual({ from: null, to: null, before: '3' });
    await asked[1]?.answer({ rows: [row(1), row(2)], next: null });
    expect(times(page)).toEqual([4, 3, 2, 1].map((seq) => row(seq).at));
    expect(page.queryByRole('button', { name: 'Lignes plus anciennes' })).toBeNull();
    expect(page.getByText('Début du journal atteint')).toBeTruthy();
  });

  test('a page of another range that comes late is dropped', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [row(3), row(4)], next: 3 });
    fireEvent.click(page.getByRole('button', { name: 'Lignes plus anciennes' }));
    fireEvent.change(page.getByLabelText('Réponse'), { target: { value: 'block' } });
    expect(asked[1]?.aborted).toBe(true);
    await asked[1]?.answer({ rows: [row(1)], next: null });
    await asked[2]?.answer({ rows: [row(2, { verdict: 'block' })], next: null });
    expect(asked[2]?.query.get('verdict')).toBe('block');
    expect(times(page)).toEqual([row(2).at]);
  });

  test('days are asked for whole, and the file has the same range; a backward one is not asked for', async () => {
    const { page, asked } = open();
    pick(page, 'Du', '2026-11-20');
    pick(page, 'Au', '2026-11-22');
    const last = asked.at(-1);
    const start = new Date(2026, 10, 20).toISOString();
    const end = new Date(new Date(2026, 10, 23).getTime() - 1).toISOString();
    expect(last && range(last)).toEqual({ from: start, to: end, before: null });
    const csv = new URL(page.getByRole('link', { name: 'Télécharger en CSV' }).getAttribute('href') ?? '', 'http://a');
    expect(Object.fromEntries(csv.searchParams)).toEqual({ from: start, to: end, format: 'csv' });
    const before = asked.length;
    pick(page, 'Au', '2026-11-19');
    expect(asked).toHaveLength(before);
    expect(page.getByRole('alert').textContent).toBe('La fin précède le début.');
  });

  test('finds among those loaded, and says how many', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [row(1), row(2, { saleReference: 'V-77' })], next: null });
    fireEvent.input(page.getByRole('searchbox'), { target: { value: 'v-77' } });
    expect(rowsOf(page)).toHaveLength(1);
    expect(page.getByText('1 sur 2 lignes chargées')).toBeTruthy();
    fireEvent.input(page.getByRole('searchbox'), { target: { value: 'nowhere' } });
    expect(page.getByText('Aucune ligne ne répond à ces critères.')).toBeTruthy();
    expect(asked).toHaveLength(1);
  });

  test('tells of checks that came since, and shows them when asked', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [row(1)], next: null });
    const told = (id: string): Check => ({
      id,
      at: '2026-11-22T10:00:00.000Z',
      verdict: 'allow',
      pack: { gtin: '03400930000014', cip13: null, lot: null, expiry: null, readings: 1 },
      reasons: [],
      message: '',
      feed: { state: 'live', position: 1, asOf: null, ageSeconds: null },
    });
    act(() => {
      checks.value = [told('C2'), told('C1')];
    });
    fireEvent.click(page.getByRole('button', { name: 'Montrer 1 nouveau contrôle' }));
    await asked[1]?.answer({ rows: [row(1), row(2)], next: null });
    expect(rowsOf(page)).toHaveLength(2);
    expect(page.queryByRole('button', { name: /nouveau/ })).toBeNull();
  });

  test('a refusal keeps what is there, and can be asked again', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [row(2)], next: 2 });
    fireEvent.click(page.getByRole('button', { name: 'Lignes plus anciennes' }));
    await asked[1]?.answer({ type: 'store-unavailable', title: 'Disque plein.', status: 503 }, 503);
    expect(page.getByRole('alert').textContent).toContain('Disque plein.');
    expect(rowsOf(page)).toHaveLength(1);
    fireEvent.click(page.getByRole('button', { name: 'Réessayer' }));
    await asked[2]?.answer({ rows: [row(2)], next: null });
    expect(page.queryByRole('alert')).toBeNull();
  });
});

describe('one row', () => {
  test('opens to its reasons, each leading to its bulletin; hostile texts are text', async () => {
    const { page, asked } = open();
    const reason = {
      effect: 'decides',
      bulletin: 'B1',
      reference: '<b>R</b>',
      title: '<img src=x>',
      drill: true,
    } as const;
    await asked[0]?.answer({
      rows: [
        row(1, {
          verdict: 'block',
          operator: '<i>op</i>',
          reasons: [
            { ...reason, code: 'lot-recalled' },
            { ...reason, code: 'lot-recalled' },
            { code: 'feed-stale', effect: 'informs' },
          ],
        }),
      ],
      next: null,
    });
    const button = page.getByRole('button', { name: 'Détail de la ligne 1' });
    expect(button.getAttribute('aria-expanded')).toBe('false');
    fireEvent.click(button);
    expect(button.getAttribute('aria-expanded')).toBe('true');
    const details = page.container.querySelector('.journal-details');
    expect(details?.querySelectorAll('.reasons > li')).toHaveLength(3);
    expect(details?.querySelector('a')?.getAttribute('href')).toBe('#/bulletins/B1');
    expect(details?.textContent).toContain('<img src=x>');
    expect(details?.textContent).toContain('EXERCICE');
    expect(page.container.querySelector('img, i')).toBeNull();
  });

  test('an outcome shows the pack of its check; one dispensed all the same and a lost check say so', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({
      rows: [
        row(1, { kind: 'predecessor', pack: null, verdict: null, reason: 'journal.db.corrupt-1' }),
        row(2, { id: 'C2', verdict: 'block', saleReference: 'V-1' }),
        outcomeRow(3, 'C2', { override: true, reason: 'Accord' }),
        outcomeRow(4, 'GONE', { kind: 'orphan', outcome: 'refused' }),
      ],
      next: null,
    });
    const [orphan, override, , predecessor] = rowsOf(page).map(({ textContent }) => textContent);
    expect(orphan).toMatch(/Non délivrée.*absent de ce journal/);
    expect(override).toMatch(/Délivrée malgré la réponse.*lot A123.*V-1/);
    expect(predecessor).toContain('journal.db.corrupt-1');
  });
});

describe('the proof', () => {
  test('is asked for once at a time, and told', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({ rows: [], next: null });
    fireEvent.click(page.getByRole('button', { name: 'Prouver la chaîne' }));
    fireEvent.click(page.getByRole('button', { name: 'Prouver la chaîne' }));
    const proofs = asked.filter(({ path }) => path === '/v1/journal/verify');
    expect(proofs).toHaveLength(1);
    await proofs[0]?.answer({ proved: false, seq: 1204, id: null, fault: 'changed', from: { count: 0, hash: '' } });
    const told = page.container.querySelector('.proof')?.textContent?.replace(/\s/g, ' ');
    expect(told).toContain('Chaîne rompue à la ligne 1 204 : son contenu a été changé après coup.');
    expect(told).toContain('prévenir le support');
  });

  test.each<[string, JournalProof, RegExp]>([
    [
      'from the beginning',
      { proved: true, rows: 1, from: { count: 0, hash: '' }, head: { count: 1, hash: 'abcdef0123456789' } },
      /: 1 ligne, de l’origine à la ligne 1 \(empreinte abcdef012345…\)/,
    ],
    [
      'from a countersigned head',
      { proved: true, rows: 2, from: { count: 7, hash: 'ff' }, head: { count: 9, hash: 'ee' } },
      /: 2 lignes, de la ligne 7 contresignée par le portail .* à la ligne 9/,
    ],
    [
      'of nothing',
      { proved: true, rows: 0, from: { count: 0, hash: '' }, head: { count: 0, hash: '' } },
      /rien à prouver/,
    ],
    [
      'broken by a missing row',
      { proved: false, seq: 3, id: null, fault: 'missing', from: { count: 0, hash: '' } },
      /ligne 3 : elle manque/,
    ],
    [
      'broken against the portal’s own signature',
      { proved: false, seq: 3, id: null, fault: 'countersigned', from: { count: 0, hash: '' } },
      /ligne 3 : elle n’est plus celle/,
    ],
  ])('%s', (_, proof, words) => {
    inFrench();
    expect(proofWords(proof).replace(/\s/g, ' ')).toMatch(words);
  });
});
