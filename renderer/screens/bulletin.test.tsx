// @vitest-environment happy-dom
import { act, fireEvent, render, waitFor, within } from '@testing-library/preact';
import { describe, expect, test } from 'vitest';
import type { BulletinAnswer } from '../../agent/hook/schemas.ts';
import { AT, bulletin, type FakeAgent, standIn } from '../popup/agent.testkit.ts';
import { lastOperator } from '../popup/operator.tsx';
import { historyOf } from './bulletin/history.tsx';
import { Bulletins } from './bulletins.tsx';
import { inFrench } from './tools.testkit.ts';

/** The screen alone: the sheet for the printer stands beside it in the document. */
function shown(id: string) {
  const container = render(<Bulletins id={id} />).container as HTMLElement;
  return { ...within(container), container };
}
type Page = ReturnType<typeof shown>;

async function open(one: BulletinAnswer): Promise<{ page: Page; agent: FakeAgent; clock: { now: number } }> {
  const { agent, clock } = standIn(one);
  const page = shown(one.id);
  await page.findByRole('heading', { level: 1 });
  return { page, agent, clock };
}

const plain = (text: string | null | undefined) => text?.replace(/\s/g, ' ');
const section = (page: Page, name: string) =>
  page.getByRole('heading', { level: 2, name }).closest('section')?.textContent;

describe('what nobody may overlook', () => {
  const headOf = async (parts: Partial<BulletinAnswer['notice']>) => {
    const { page } = await open(bulletin('A', {}, parts));
    return plain(page.container.querySelector('.bulletin-head')?.textContent);
  };

  test.each<[string, Partial<BulletinAnswer['notice']>, RegExp]>([
    ['lifted', { state: 'lifted', liftReason: 'Analyses conformes' }, /Mesure levée.*Motif : Analyses conformes/],
    ['scheduled', { state: 'scheduled', effectiveAt: '2027-01-02T08:00:00Z' }, /commence le 2 janvier 2027/],
    ['a drill', { drill: true }, /EXERCICE.*ce n’est pas un vrai rappel/],
    ['for others', { reaches: false }, /Ne vise pas cette officine/],
    ['of a newer portal', { understood: false }, /Lu en partie seulement/],
  ])('%s', async (_, parts, words) => {
    expect(await headOf(parts)).toMatch(words);
  });

  test('none of it of a measure in force here', async () => {
    expect(await headOf({})).not.toMatch(/levée|À venir|EXERCICE|Ne vise pas|en partie/);
  });
});

describe('acknowledging', () => {
  test('wants a name, keeps it for the next, and shows it in the history', async () => {
    const { page, agent } = await open(bulletin('A', { attention: 'notify' }));
    const submit = () => fireEvent.click(page.getByRole('button', { name: 'J’ai lu ce bulletin' }));
    submit();
    expect(page.getByRole('alert').textContent).toBe('Indiquer votre nom.');
    expect(agent.posted('/acknowledgement')).toEqual([]);
    const [field] = page.getAllByLabelText('Votre nom');
    expect(document.activeElement).toBe(field);
    fireEvent.input(field as Element, { target: { value: '  Mme Durand ' } });
    submit();
    submit();
    await waitFor(() => expect(section(page, 'Sur ce poste')).toContain('Révision 1 accusée par Mme Durand'));
    expect(agent.posted('/acknowledgement')).toEqual([{ operator: 'Mme Durand', revision: 1 }]);
    expect(page.queryByRole('button', { name: 'J’ai lu ce bulletin' })).toBeNull();
    expect(lastOperator.value).toBe('Mme Durand');
  });

  test('a refusal is said and the name stays', async () => {
    const { page, agent } = await open(bulletin('A'));
    agent.refusal = 'Disque plein.';
    const [field] = page.getAllByLabelText('Votre nom');
    fireEvent.input(field as Element, { target: { value: 'M. Petit' } });
    fireEvent.click(page.getByRole('button', { name: 'J’ai lu ce bulletin' }));
    expect((await page.findByRole('alert')).textContent).toContain('Disque plein.');
    expect((field as HTMLInputElement).value).toBe('M. Petit');
  });

  test('of a revision still to come, the one that stands on the screen', async () => {
    const { page, agent } = await open(bulletin('A', { revision: 1 }, { revision: 3, state: 'scheduled' }));
    const [field] = page.getAllByLabelText('Votre nom');
    fireEvent.input(field as Element, { target: { value: 'M. Petit' } });
    fireEvent.click(page.getByRole('button', { name: 'J’ai lu ce bulletin' }));
    await waitFor(() => expect(agent.posted('/acknowledgement')).toEqual([{ operator: 'M. Petit', revision: 3 }]));
  });
});

describe('packs set aside', () => {
  test('asks who counts, then takes the report', async () => {
    const { page, agent, clock } = await open(bulletin('A', { acknowledged: true }));
    expect(section(page, 'Boîtes isolées')).toContain('pas encore déclarées depuis ce poste');
    fireEvent.click(page.getByRole('button', { name: 'Déclarer les quantités' }));
    expect(page.getByRole('alert')).toBeTruthy();
    fireEvent.input(page.getByLabelText('Votre nom'), { target: { value: 'M. Petit' } });
    fireEvent.click(page.getByRole('button', { name: 'Déclarer les quantités' }));
    const none = await page.findByRole('button', { name: 'Aucune boîte' });
    // A click that was meant for what stood there a moment ago is not taken.
    clock.now += 10_000;
    fireEvent.click(none);
    await waitFor(() => expect(agent.posted('/quarantine')).toEqual([{ operator: 'M. Petit', lines: [] }]));
    await waitFor(() => expect(page.queryByRole('button', { name: 'Aucune boîte' })).toBeNull());
  });

  test('shows a report by product and lot, and lets it be replaced', async () => {
    const lines = [
      { gtin: '03400936145245', lot: 'Y175', quantity: 3 },
      { gtin: '03400930000014', lot: null, quantity: 1 },
    ];
    const quarantine = { bulletin: 'A', revision: 1, operator: 'M. Petit', at: AT, lines };
    const { page } = await open(bulletin('A', { acknowledged: true, quarantine }));
    const told = plain(section(page, 'Boîtes isolées'));
    expect(told).toMatch(/4 boîtes isolées.*M\. Petit/);
    expect(told).toMatch(/Furosémide 40 mgY1753 boîtes.*34009 300 000 1 41 boîte/);
    expect(page.getByRole('button', { name: 'Remplacer cette déclaration' })).toBeTruthy();
  });

  test('nothing to count of a shortage, nor of a measure that is lifted', async () => {
    const { page } = await open(bulletin('A', {}, { state: 'lifted' }));
    expect(page.queryByRole('heading', { name: 'Boîtes isolées' })).toBeNull();
  });
});

test('what changed since it was read here stands first; each revision says what it changed', async () => {
  const change = { code: 'lots-added', text: 'Lot ajouté : <b>A125</b>' } as const;
  const one = bulletin('A', { changes: [change], changesSince: 1, revision: 2 }, { revision: 2 });
  const [first] = one.revisions;
  if (first === undefined) throw new Error('no revision');
  const revisions: BulletinAnswer['revisions'] = [
    { ...first, revision: 1, state: 'superseded' },
    { ...first, revision: 2, changes: [change] },
    { ...first, revision: 3, state: 'scheduled', effectiveAt: '2027-01-02T08:00:00Z' },
  ];
  const { page } = await open({ ...one, revisions });
  expect(page.container.querySelector('.changed')?.textContent).toContain(
    'révision 1 lue iciLot ajouté : <b>A125</b>'.replace(' :', '\u00a0:'),
  );
  const told = [...page.container.querySelectorAll('.revision')].map(({ textContent }) => plain(textContent));
  expect(told[0]).toMatch(/^Révision 3À venir.*en vigueur le 2 janvier 2027.*Aucun changement/);
  expect(told[1]).toMatch(/^Révision 2En vigueur.*<b>A125<\/b>/);
  expect(told[2]).toMatch(/^Révision 1Remplacé.*Première diffusion/);
});

test('the look-back names sale, match and outcome, newest first', async () => {
  const pack = { codes: ['03400936145245'], lots: ['Y175'], expiry: null, manufactured: null, readings: 1 };
  const check = { pack, verdict: 'allow', match: 'covered', operator: null, terminal: null, outcome: null } as const;
  const { page, agent } = await open(bulletin('A'));
  act(() =>
    agent.change(() => {
      agent.lookback = [
        { ...check, checkId: 'C1', at: '2026-11-01T09:00:00.000Z', saleReference: '<b>V-1</b>', outcome: 'dispensed' },
        { ...check, checkId: 'C2', at: '2026-11-02T09:00:00.000Z', saleReference: null, match: 'possible' },
      ];
    }),
  );
  await waitFor(() => expect(page.container.querySelectorAll('.lookback > li')).toHaveLength(2));
  const [newest, oldest] = [...page.container.querySelectorAll('.lookback > li')].map(({ textContent }) => textContent);
  expect(newest).toMatch(/peut-être visée.*Suite non déclarée/);
  expect(oldest).toMatch(/Délivrée.*<b>V-1<\/b>/);
  expect(section(page, 'Déjà passé au comptoir')).toContain('dont 1 délivrée');
});

test.each(['<img src=x onerror=alert(1)>', '\u202egnp.exe', 'ש<script>alert(1)</script>'])(
  '%s is text everywhere',
  async (hostile) => {
    const issuer = { name: hostile, phone: hostile, email: `${hostile}@x.fr?subject=<` };
    const target = { gtin: '03400936145245', cip13: null, name: hostile, rule: hostile, lots: [] };
    const { page } = await open(
      bulletin(
        'A',
        {
          title: hostile,
          reference: hostile,
          acknowledgements: [{ bulletin: 'A', revision: 1, operator: hostile, at: AT, current: true }],
        },
        {
          text: hostile,
          reason: hostile,
          instructions: hostile,
          issuer,
          targets: [target],
          liftReason: hostile,
          state: 'lifted',
        },
      ),
    );
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe(hostile);
    expect(page.container.querySelector('img, script, a[href^="mailto:"], a[href^="tel:"]')).toBeNull();
    expect(section(page, 'Sur ce poste')).toContain(hostile);
  },
);

test('an id that this workstation does not hold is said so, and leads back', async () => {
  standIn();
  const page = shown('nope/../x');
  expect(await page.findByText('Ce bulletin n’est pas sur ce poste.')).toBeTruthy();
  expect(page.getByRole('link', { name: /Tous les bulletins/ }).getAttribute('href')).toBe('#/bulletins');
});

test('the history is in the order of what happened', () => {
  inFrench();
  const one = bulletin('A', {
    displays: [{ revision: 1, at: '2026-11-23T09:02:01.000Z' }],
    acknowledgements: [
      { bulletin: 'A', revision: 1, operator: 'Mme Durand', at: '2026-11-23T09:03:00.000Z', current: true },
    ],
    quarantine: { bulletin: 'A', revision: 1, operator: 'M. Petit', at: '2026-11-23T09:02:30.000Z', lines: [] },
  });
  expect(historyOf(one).map(({ text }) => text)).toEqual([
    'Révision 1 reçue',
    'Révision 1 affichée',
    'Quantités déclarées par M. Petit',
    'Révision 1 accusée par Mme Durand',
  ]);
});
