// @vitest-environment happy-dom
import { act, fireEvent, render, waitFor, within } from '@testing-library/preact';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { AT, bulletin, type FakeAgent, standIn } from './agent.testkit.ts';
import { ARMING_MS } from './armed.ts';
import { Popup } from './popup.tsx';

const GTIN = '03400936145245';

/** What is on the screen: the sheet for the printer stands beside it. */
const onScreen = () => within(render(<Popup />).container as HTMLElement);
type Page = ReturnType<typeof onScreen>;

/** The pop-up with the notice in it, long enough there for a click to count. */
async function shown(clock: { now: number }): Promise<Page & { dialog: HTMLDialogElement }> {
  const page = onScreen();
  const dialog = (await page.findByRole('alertdialog')) as HTMLDialogElement;
  await ready(page, clock);
  return { ...page, dialog };
}

async function ready(page: Page, clock: { now: number }): Promise<void> {
  await page.findByText('Isoler les boîtes visées.');
  // What happens after a first paint has happened once the focus is there.
  await waitFor(() => expect(document.activeElement).toBe(page.getByRole('heading', { level: 1 })));
  clock.now += ARMING_MS;
}

/** The second step, long enough there. */
async function counting(page: Page, clock: { now: number }): Promise<void> {
  const heading = await page.findByText(/Combien de boîtes/);
  await waitFor(() => expect(document.activeElement).toBe(heading));
  clock.now += ARMING_MS;
}

const type = (page: Page, name: string) =>
  fireEvent.input(page.getByLabelText('Votre nom'), { target: { value: name } });
const submit = (page: Page) => fireEvent.click(page.getByRole('button', { name: /accuser réception/ }));
const acknowledged = (agent: FakeAgent) => agent.posted('/acknowledgement');

describe('the pop-up', () => {
  test('is not there while nothing waits', async () => {
    const { agent } = standIn();
    const page = onScreen();
    await waitFor(() => expect(agent.told.some(({ path }) => path === '/v1/attention')).toBe(true));
    expect(page.queryByRole('alertdialog')).toBeNull();
  });

  test('says what, which lots, why, what to do, by when, whom to call, and that more wait', async () => {
    const { clock } = standIn(bulletin('A'), bulletin('B'), bulletin('C'));
    const page = await shown(clock);
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Rappel A');
    for (const text of ['Furosémide 40 mg', 'Y175', 'Y176', 'pér. 08/2027', 'dans les 48 heures', 'Puis 2 autres']) {
      expect(page.getByText(text)).toBeTruthy();
    }
    expect(page.getByText('Présence possible d’un somnifère.')).toBeTruthy();
    expect(page.getByText('0 800 513 411 (appel gratuit)').getAttribute('href')).toBe('tel:0800513411');
    expect(page.getByText('info@exemple.fr').getAttribute('href')).toBe('mailto:info@exemple.fr');
    expect(page.dialog.getAttribute('aria-labelledby')).toBe(page.getByRole('heading', { level: 1 }).id);
    expect(page.getByText('Isoler les boîtes visées.').parentElement?.id).toBe(
      page.dialog.getAttribute('aria-describedby'),
    );
  });

  test('counts what this officine checked, with the sales behind one key', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const pack = { codes: [GTIN], lots: ['Y175'], expiry: null, manufactured: null, readings: 1 };
    const check = { at: '2026-10-02T08:00:00.000Z', pack, verdict: 'allow', terminal: null, operator: null } as const;
    agent.lookback = [
      { ...check, checkId: '1', match: 'covered', saleReference: 'V-1', outcome: 'dispensed' },
      { ...check, checkId: '2', match: 'covered', saleReference: 'V-2', outcome: 'dispensed' },
      { ...check, checkId: '3', match: 'possible', saleReference: null, outcome: null },
    ];
    const page = await shown(clock);
    expect(await page.findByText('3 boîtes contrôlées depuis le 2 octobre 2026')).toBeTruthy();
    expect(page.getByText('dont 2 délivrées')).toBeTruthy();
    expect(page.getByText('Voir les 2 ventes').tagName).toBe('SUMMARY');
    expect(page.getByText('V-1')).toBeTruthy();
    expect(page.getByText('sans référence')).toBeTruthy();
  });

  test('does not close by Escape, nor when a browser closes it all the same', async () => {
    const { clock } = standIn(bulletin('A'));
    const { dialog } = await shown(clock);
    const cancel = new Event('cancel', { cancelable: true });
    dialog.dispatchEvent(cancel);
    expect(cancel.defaultPrevented).toBe(true);
    expect(dialog.getAttribute('closedby')).toBe('none');
    dialog.close();
    expect(dialog.open).toBe(true);
  });

  test('begins with the focus on its heading, and gives it back', async () => {
    const { agent, clock } = standIn(bulletin('A', {}, { reportQuantities: false }));
    const below = document.createElement('button');
    document.body.append(below);
    onTestFinished(() => below.remove());
    below.focus();
    const page = await shown(clock);
    expect(document.activeElement).toBe(page.getByRole('heading', { level: 1 }));
    type(page, 'Claire');
    submit(page);
    await waitFor(() => expect(page.queryByRole('alertdialog')).toBeNull());
    expect(acknowledged(agent)).toHaveLength(1);
    expect(document.activeElement).toBe(below);
  });

  test('acknowledges under a name, counts, and goes on to the next', async () => {
    const { agent, clock } = standIn(bulletin('A'), bulletin('B'));
    const page = await shown(clock);
    submit(page);
    expect(await page.findByText(/Écrivez votre nom/)).toBeTruthy();
    expect(acknowledged(agent)).toEqual([]);

    type(page, '  Mme Durand ');
    submit(page);
    await counting(page, clock);
    expect(acknowledged(agent)).toEqual([{ operator: 'Mme Durand', revision: 1 }]);
    fireEvent.input(page.getByLabelText('Boîtes, lot Y176, Furosémide 40 mg'), { target: { value: '2' } });
    fireEvent.click(await page.findByRole('button', { name: 'Déclarer 2 boîtes' }));
    await waitFor(() => expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Rappel B'));
    expect(agent.posted('/quarantine')).toEqual([
      { operator: 'Mme Durand', lines: [{ gtin: GTIN, lot: 'Y176', quantity: 2 }] },
    ]);
    // The name is offered again, and B is not acknowledged by the keys that ended A.
    expect((page.getByLabelText('Votre nom') as HTMLInputElement).value).toBe('Mme Durand');
    submit(page);
    expect(acknowledged(agent)).toHaveLength(1);
  });

  test('reports that there is no pack, but not over typed quantities; or leaves it open', async () => {
    const { agent, clock } = standIn(bulletin('A'), bulletin('B'));
    const page = await shown(clock);
    type(page, 'Claire');
    submit(page);
    await counting(page, clock);
    const field = page.getByLabelText('Boîtes, lot Y175, Furosémide 40 mg');
    fireEvent.input(field, { target: { value: '1,5' } });
    fireEvent.click(page.getByRole('button', { name: 'Aucune boîte' }));
    expect(await page.findByText(/effacez-les/)).toBeTruthy();
    fireEvent.click(page.getByRole('button', { name: 'Déclarer ces quantités' }));
    await waitFor(() => expect(field.getAttribute('aria-invalid')).toBe('true'));
    fireEvent.input(field, { target: { value: '' } });
    fireEvent.click(page.getByRole('button', { name: 'Déclarer ces quantités' }));
    expect(await page.findByText(/Indiquez au moins une quantité/)).toBeTruthy();
    expect(agent.posted('/quarantine')).toEqual([]);
    fireEvent.click(page.getByRole('button', { name: 'Aucune boîte' }));
    await page.findByText('Rappel B');
    expect(agent.posted('/quarantine')).toEqual([{ operator: 'Claire', lines: [] }]);

    await ready(page, clock);
    submit(page);
    await page.findByText(/Combien de boîtes/);
    fireEvent.click(page.getByRole('button', { name: 'Plus tard' }));
    expect(await page.findByText(/la déclaration reste ouverte/)).toBeTruthy();
    expect(page.queryByRole('alertdialog')).toBeNull();
    expect(page.getByRole('link', { name: 'Ouvrir le bulletin' }).getAttribute('href')).toBe('#/bulletins/B');
  });

  test('fills the form from the open inventory', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    agent.inventory = { lines: [{ gtin: GTIN, lot: 'Y175', quantity: 3 }], toVerify: 2 };
    const page = await shown(clock);
    type(page, 'Claire');
    submit(page);
    expect(await page.findByText(/d’après l’inventaire/)).toBeTruthy();
    expect(page.getByText(/2 boîtes de l’inventaire restent/)).toBeTruthy();
    expect(await page.findByDisplayValue('3')).toBe(page.getByLabelText('Boîtes, lot Y175, Furosémide 40 mg'));
  });

  test.each([
    ['lifted', { state: 'lifted', reportQuantities: true }],
    ['no quantities wanted', { reportQuantities: false }],
    ['no product named', { targets: [] }],
    ['a drill', { drill: true }],
  ] as const)('asks for no quantities: %s', async (_, notice) => {
    const { agent, clock } = standIn(bulletin('A', {}, notice as Partial<ReturnType<typeof bulletin>['notice']>));
    const page = await shown(clock);
    type(page, 'Claire');
    submit(page);
    await waitFor(() => expect(page.queryByRole('alertdialog')).toBeNull());
    expect(acknowledged(agent)).toHaveLength(1);
  });

  test('stays where the acknowledgement fails, says why, and keeps the name', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    type(page, 'Claire');
    agent.refusal = 'Le disque est plein : rien n’a été enregistré.';
    submit(page);
    expect(await page.findByText(/Le disque est plein/)).toBeTruthy();
    agent.refusal = null;
    agent.away = true;
    submit(page);
    expect(await page.findByText(/L’agent Vigilot ne répond pas. Cette notice reste affichée/)).toBeTruthy();
    expect(page.getByRole('alertdialog')).toBeTruthy();
    expect((page.getByLabelText('Votre nom') as HTMLInputElement).value).toBe('Claire');
    agent.away = false;
    submit(page);
    await page.findByText(/Combien de boîtes/);
    expect(acknowledged(agent)).toHaveLength(2);
  });

  test('keeps the quantities where the report fails', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    type(page, 'Claire');
    submit(page);
    await counting(page, clock);
    fireEvent.input(page.getByLabelText('Boîtes, lot Y175, Furosémide 40 mg'), { target: { value: '7' } });
    agent.away = true;
    fireEvent.click(await page.findByRole('button', { name: 'Déclarer 7 boîtes' }));
    expect(await page.findByText(/Vos quantités restent ici/)).toBeTruthy();
    expect(page.getByDisplayValue('7')).toBeTruthy();
  });

  test('does not take a click or key that was meant for what stood there before', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    clock.now -= 1;
    type(page, 'Claire');
    submit(page);
    const held = fireEvent.keyDown(page.getByLabelText('Votre nom'), { key: 'Enter', repeat: true });
    expect(held).toBe(false);
    expect(acknowledged(agent)).toEqual([]);
    clock.now += 1;
    submit(page);
    await page.findByText(/Combien de boîtes/);
    expect(acknowledged(agent)).toHaveLength(1);
  });

  test('shows a revision that comes under the hand as such, and wants it read', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    type(page, 'Claire');
    agent.change(() =>
      agent.put(
        bulletin(
          'A',
          { changesSince: 1, changes: [{ code: 'lots-added', text: 'Lot ajouté : Y177' }] },
          { revision: 2 },
        ),
      ),
    );
    expect(await page.findByText(/La notice vient de changer sous vos yeux/)).toBeTruthy();
    expect(page.getByText('Lot ajouté : Y177')).toBeTruthy();
    submit(page);
    expect(acknowledged(agent)).toEqual([]);
    clock.now += ARMING_MS;
    fireEvent.click(page.getByRole('button', { name: 'J’ai lu la révision 2, accuser réception' }));
    await page.findByText(/Combien de boîtes/);
    expect(acknowledged(agent)).toEqual([{ operator: 'Claire', revision: 2 }]);
  });

  test('an acknowledgement of a revision that was replaced meanwhile leaves the newer one to be read', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    type(page, 'Claire');
    agent.put(bulletin('A', {}, { revision: 2 }));
    submit(page);
    expect(await page.findByText(/vaut pour la révision 1/)).toBeTruthy();
    expect(page.getByRole('alertdialog')).toBeTruthy();
    expect(page.queryByText(/Combien de boîtes/)).toBeNull();
  });

  test('goes away when another page has acknowledged, and says who did', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    agent.change(() => {
      const by = { bulletin: 'A', revision: 1, operator: 'M. Petit', at: AT, current: true };
      agent.put(bulletin('A', { acknowledged: true, acknowledgements: [by] }));
      agent.show = [];
    });
    expect(await page.findByText(/M. Petit a accusé réception/)).toBeTruthy();
    expect(page.queryByRole('alertdialog')).toBeNull();
    fireEvent.click(page.getByRole('button', { name: 'Fermer' }));
    await waitFor(() => expect(page.queryByText(/M. Petit/)).toBeNull());
  });

  test('stays though no longer listed as long as nobody acknowledged: after a restart the agent may hold it back', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const page = await shown(clock);
    const asked = agent.told.length;
    agent.change(() => {
      agent.show = [];
    });
    await waitFor(() => expect(agent.told.slice(asked).some(({ path }) => path === '/v1/bulletins/A')).toBe(true));
    await act(async () => undefined);
    expect(page.getByRole('alertdialog')).toBeTruthy();
  });

  test('more urgent takes its place, but not from under a hand', async () => {
    const { agent, clock } = standIn(bulletin('A'), bulletin('B'), bulletin('C'));
    agent.show = ['A'];
    const page = await shown(clock);
    agent.change(() => {
      agent.show = ['B', 'A'];
    });
    await waitFor(() => expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Rappel B'));
    fireEvent.keyDown(page.getByRole('alertdialog'), { key: 'a' });
    agent.change(() => {
      agent.show = ['C', 'B', 'A'];
    });
    expect(await page.findByText(/Plus urgent/)).toBeTruthy();
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Rappel B');
    fireEvent.click(page.getByRole('button', { name: 'Afficher d’abord' }));
    await waitFor(() => expect(page.getByRole('heading', { level: 1 }).textContent).toBe('Rappel C'));
  });

  test('a drill cannot be taken for a recall', async () => {
    const { clock } = standIn(bulletin('A', {}, { drill: true }));
    const page = await shown(clock);
    expect(page.getByText('EXERCICE')).toBeTruthy();
    expect(page.getByText(/rien n’est bloqué/)).toBeTruthy();
    expect(page.dialog.className).toBe('popup is-drill');
  });

  test('a lifted recall is calm, says what changed first and why it was lifted', async () => {
    const { clock } = standIn(
      bulletin(
        'A',
        { changesSince: 1, changes: [{ code: 'lifted', text: 'Mesure levée : analyses conformes' }] },
        { revision: 2, state: 'lifted', liftReason: 'Analyses conformes.', instructions: 'Isoler les boîtes.' },
      ),
    );
    const page = await shown(clock);
    expect(page.dialog.className).toBe('popup is-lifted');
    expect(page.getByText('Mesure levée')).toBeTruthy();
    expect(page.getByText('Analyses conformes.')).toBeTruthy();
    expect(page.queryByText('Isoler les boîtes.')).toBeNull();
    const headings = page.getAllByRole('heading', { level: 2 }).map((one) => one.textContent);
    expect(headings[0]).toContain('Ce qui a changé depuis la révision 1');
  });

  test('says that it was displayed once the page is in front', async () => {
    const { agent, clock } = standIn(bulletin('A'));
    const visibility = vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    onTestFinished(() => visibility.mockRestore());
    await shown(clock);
    expect(agent.posted('/display')).toEqual([]);
    visibility.mockReturnValue('visible');
    document.dispatchEvent(new Event('visibilitychange'));
    await waitFor(() => expect(agent.posted('/display')).toEqual([{ revision: 1 }]));
  });

  test('renders what comes from outside as text', async () => {
    const { clock } = standIn(
      bulletin(
        'A',
        { title: '<b>gras</b>', reference: '<script>1</script>' },
        {
          issuer: { name: '<img src=x onerror=1>', phone: 'javascript:1', email: 'a@b.fr?bcc=x@y.fr' },
          text: 'نص عربي <i>x</i>',
        },
      ),
    );
    const page = await shown(clock);
    expect(page.getByRole('heading', { level: 1 }).textContent).toBe('<b>gras</b>');
    expect(page.dialog.querySelector('b, script, img, i')).toBeNull();
    expect(page.getByText('javascript:1').tagName).toBe('SPAN');
    expect(page.getByText('a@b.fr?bcc=x@y.fr').tagName).toBe('SPAN');
    expect(page.getByText('نص عربي <i>x</i>').getAttribute('dir')).toBe('auto');
  });

  test('shows the first of hundreds of lots, finds any, and shows all on demand', async () => {
    const lots = Array.from({ length: 400 }, (_, at) => ({ lot: `L${1000 + at}`, expiry: null, serials: [] }));
    const target = { gtin: GTIN, cip13: null, name: 'Lait', rule: null, lots };
    const { clock } = standIn(bulletin('A', {}, { targets: [target] }));
    const page = await shown(clock);
    expect(page.queryByText('L1399')).toBeNull();
    fireEvent.input(page.getByLabelText('Chercher un lot ou un produit'), { target: { value: 'l1399' } });
    expect(await page.findByText('L1399')).toBeTruthy();
    expect(page.queryByText('L1000')).toBeNull();
    fireEvent.input(page.getByLabelText('Chercher un lot ou un produit'), { target: { value: '' } });
    fireEvent.click(await page.findByRole('button', { name: '376 autres lots' }));
    expect(await page.findByText('L1399')).toBeTruthy();
  });
});
