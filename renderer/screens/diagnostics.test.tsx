// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { DiagnosticsAnswer } from '../../agent/hook/schemas/diagnostics.ts';
import { Diagnostics } from './diagnostics.tsx';
import { inFrench } from './tools.testkit.ts';

const step = (
  id: 'portal' | 'clock' | 'disk',
  state: 'ok' | 'failed' | 'warning' | 'unknown',
  advice: string | null,
) => ({
  id,
  state,
  title: `Titre ${id}`,
  finding: `Constat ${id}`,
  advice,
});

function agent(answers: (() => DiagnosticsAnswer | null)[]) {
  inFrench();
  const asked: string[] = [];
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const body =
      path === '/v1/diagnostics'
        ? (answers.length > 1 ? answers.shift() : answers[0])?.()
        : { versions: { vigilot: '0.1.0' } };
    if (body == null) throw new TypeError('connection refused');
    return Response.json(body);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  render(<Diagnostics id={null} />);
  onTestFinished(cleanup);
  return asked;
}

const settings: DiagnosticsAnswer['settings'] = [
  { name: 'hookPort', value: '17013', source: 'default', where: '' },
  { name: 'portalUrl', value: 'http://<portail>', source: 'policy', where: '/etc/vigilot/policy.json' },
  { name: 'new', value: '1', source: 'from-elsewhere', where: 'x' },
];

test('each step says its state in a word and a shape, what was found and what to do', async () => {
  agent([
    () => ({
      at: '2026-11-22T09:30:00.000Z',
      steps: [
        step('portal', 'failed', 'Vérifier le réseau.'),
        step('clock', 'ok', null),
        step('disk', 'unknown', null),
      ],
      settings,
    }),
  ]);
  const portal = within((await screen.findByText('Titre portal')).closest('li') as HTMLElement);
  expect(portal.getByText('En défaut')).toBeTruthy();
  expect(portal.getByText(/Vérifier le réseau/).textContent).toMatch(/^Que faire\s: Vérifier le réseau\.$/);
  const shapes = ['portal', 'clock', 'disk'].map(
    (id) => screen.getByText(`Titre ${id}`).closest('li')?.querySelector('.shape')?.outerHTML,
  );
  expect(new Set(shapes).size).toBe(3);
  expect(screen.getByText('1 point demande une action.', { exact: false })).toBeTruthy();
  expect(await screen.findByText('Vigilot 0.1.0')).toBeTruthy();
});

test('each setting says where its value came from', async () => {
  agent([() => ({ at: '2026-11-22T09:30:00.000Z', steps: [], settings })]);
  const row = (await screen.findByText('portalUrl')).closest('tr');
  expect(row?.textContent).toBe('portalUrlhttp://<portail>Stratégie du poste /etc/vigilot/policy.json');
  expect(screen.getByText('hookPort').closest('tr')?.textContent).toContain('Valeur d’origine');
  expect(screen.getByText('from-elsewhere', { exact: false })).toBeTruthy();
});

test('checks again on demand, keeping what stands; a failure is said and tried again', async () => {
  const asked = agent([
    () => ({ at: '2026-11-22T09:30:00.000Z', steps: [step('clock', 'warning', 'Régler.')], settings: [] }),
    () => null,
    () => ({ at: '2026-11-22T09:31:00.000Z', steps: [step('clock', 'ok', null)], settings: [] }),
  ]);
  await screen.findByText('1 point à surveiller.', { exact: false });
  fireEvent.click(screen.getByRole('button', { name: 'Vérifier de nouveau' }));
  const failure = await screen.findByRole('alert');
  expect(screen.getByText('Titre clock')).toBeTruthy();
  fireEvent.click(within(failure).getByRole('button'));
  expect(await screen.findByText('Tout ce qui a pu être vérifié est en ordre.')).toBeTruthy();
  await waitFor(() => expect(screen.queryByRole('alert')).toBe(null));
  expect(asked.filter((path) => path === '/v1/diagnostics').length).toBeGreaterThanOrEqual(3);
});

test('the support bundle says what it holds and what it never does', async () => {
  agent([() => ({ at: '2026-11-22T09:30:00.000Z', steps: [], settings: [] })]);
  const link = await screen.findByRole('link', { name: 'Télécharger le dossier (zip)' });
  expect(link.getAttribute('href')).toBe('/v1/support-bundle');
  expect(screen.getByText(/ne contient jamais : jetons/)).toBeTruthy();
});
