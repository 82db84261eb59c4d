// @vitest-environment happy-dom
import { act, fireEvent, type RenderResult, render } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { checks } from '../core/events.ts';
import { filters } from './bulletins/filters.ts';
import { outcomeRow, type Question, questions, row, summary } from './questions.testkit.ts';
import { Today } from './today.tsx';

const status = {
  feed: { state: 'live', position: 3, asOf: '2026-11-22T09:00:00.000Z', ageSeconds: 1 },
  link: { portal: null, state: 'connected', since: null, detail: null },
  outbox: { waiting: 2, oldest: null, refused: 0 },
  alarms: [],
  settings: [],
};
const quiet = { show: [], waiting: 0, held: 0, heldUntil: null };

async function answered(answers: Record<string, object>): Promise<{ page: RenderResult; asked: Question[] }> {
  const asked = questions();
  const page = render(<Today id={null} />);
  for (const question of asked) {
    const key = question.query.get('state') ?? question.path;
    await question.answer(
      answers[key] ?? { '/v1/status': status, '/v1/attention': quiet }[key] ?? { bulletins: [], rows: [], next: null },
    );
  }
  return { page, asked };
}

test('says that nothing waits, how current the list is, and what still goes to the portal', async () => {
  const { page } = await answered({});
  expect(page.getByText(/Rien n’attend/)).toBeTruthy();
  expect(page.getByText('À jour')).toBeTruthy();
  expect(page.getByText(/2 accusés ou comptes attendent le portail/)).toBeTruthy();
  expect(page.getByText(/Aucun contrôle encore/)).toBeTruthy();
});

test('nothing is said to be done before every answer is there', async () => {
  const asked = questions();
  const page = render(<Today id={null} />);
  const of = (path: string) => asked.filter((one) => one.path === path);
  await of('/v1/status')[0]?.answer(status);
  await of('/v1/attention')[0]?.answer(quiet);
  await of('/v1/bulletins')[0]?.answer({ bulletins: [] });
  expect(page.queryByText(/Rien n’attend/)).toBeNull();
  await of('/v1/bulletins')[1]?.answer({ type: 'store-unavailable', title: 'Disque plein.', status: 503 }, 503);
  expect(page.queryByText(/Rien n’attend/)).toBeNull();
  expect(page.getByRole('alert').textContent).toContain('Disque plein.');
});

test('each task leads to where it is done; drills are marked; alarms speak words', async () => {
  const alarm = { id: 'X', at: new Date().toISOString(), code: 'feed-fork', text: '<b>Deux listes</b>', detail: {} };
  const { page } = await answered({
    'in-force': { bulletins: [summary('A', { title: '<i>Titre</i>', drill: true }), summary('B', { reaches: false })] },
    scheduled: { bulletins: [summary('S', { state: 'scheduled', effectiveAt: '2027-01-02T00:00:00Z' })] },
    '/v1/status': { ...status, alarms: [alarm] },
    '/v1/attention': { ...quiet, held: 1, heldUntil: '2026-11-22T09:02:00.000Z' },
  });
  const lines = page.container.querySelectorAll('.task');
  expect([...lines].map((line) => line.querySelector('a')?.getAttribute('href') ?? null)).toEqual([
    null,
    '#/bulletins/A',
    '#/diagnostics',
    '#/bulletins/S',
  ]);
  expect(lines[0]?.textContent).toContain('1 rappel attend la fin de la vente en cours');
  expect(lines[1]?.textContent).toMatch(/EXERCICE.*<i>Titre<\/i>/);
  expect(lines[2]?.textContent).toContain('<b>Deux listes</b>');
  expect(page.getByRole('status').textContent).toBe('4 choses à faire');
  fireEvent.click(page.getByRole('link', { name: 'Les voir' }));
  expect(filters.value).toEqual({ q: '', kind: '', state: 'in-force', unread: true });
});

test('checks appear as they come; one dispensed all the same says why', async () => {
  const rows = [row(1, { verdict: 'block' }), outcomeRow(2, 'C1', { override: true, reason: '<u>Accord</u>' })];
  const { page } = await answered({ '/v1/journal': { rows, next: null } });
  expect(page.getByText(/^Délivrée malgré/).textContent?.replace(/\s/g, ' ')).toBe(
    'Délivrée malgré « Ne pas délivrer » : <u>Accord</u>',
  );
  act(() => {
    checks.value = [
      {
        id: 'NEW',
        at: '2026-11-22T10:00:00.000Z',
        verdict: 'verify',
        pack: { gtin: '03400930000014', cip13: null, name: '<s>Nom</s>', lot: null, expiry: null, readings: 1 },
        reasons: [],
        message: 'Lot non lu.',
        feed: { state: 'live', position: 1, asOf: null, ageSeconds: null },
      },
    ];
  });
  const [first, second] = page.container.querySelectorAll('.last-check');
  expect(first?.textContent).toContain('<s>Nom</s>');
  expect(first?.textContent).toContain('Lot non lu.');
  expect(second?.textContent).toContain('Accord');
});

test('an agent that does not answer is said in words, not in the browser’s', async () => {
  const asked = questions();
  const page = render(<Today id={null} />);
  for (const question of [...asked]) await question.fail();
  const [alert] = page.getAllByRole('alert');
  expect(alert?.textContent).toContain('L’agent Vigilot ne répond pas');
  expect(page.container.textContent).not.toContain('Failed to fetch');
});
