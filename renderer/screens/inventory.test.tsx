// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { InventoryAnswer, InventoryScanAnswer } from '../../agent/hook/schemas/inventory.ts';
import { Unreachable } from '../core/api.ts';
import type { PackInput } from '../core/pack-input.ts';
import { dispatchScan } from '../core/scanner.ts';
import { Ledger } from './inventory/ledger.ts';
import { quantityOf } from './inventory/quantity.ts';
import { InventoryDesk } from './inventory.tsx';
import { inFrench, line, recalled, Waiting } from './tools.testkit.ts';

const counts = { allow: 0, verify: 0, block: 0, packs: 0 };

function desk(...lines: InventoryAnswer['lines']) {
  inFrench();
  vi.stubGlobal('fetch', () => Promise.reject(new Error('no agent in this test')));
  onTestFinished(() => void vi.unstubAllGlobals());
  const scans = new Waiting<{ input: PackInput; quantity: number }, InventoryScanAnswer>();
  const undone: string[] = [];
  const close = vi.fn(async () => ({ id: '01JINVENTORY', closedAt: '2026-11-22T10:00:00.000Z' }));
  const ledger = new Ledger({
    calls: {
      read: async () => ({ id: '01J', startedAt: '2026-11-22T09:00:00.000Z', closedAt: null, lines, counts }),
      scan: (input, quantity) => scans.ask({ input, quantity }),
      undo: async (id) => undone.push(id),
      close,
    },
    later: () => undefined,
  });
  render(<InventoryDesk ledger={ledger} />);
  onTestFinished(cleanup);
  return { ledger, scans, undone, close };
}

const blocked = (id: string, given = {}) => line(id, { verdict: 'block', reasons: [recalled], ...given });

describe('the inventory', () => {
  test('shows each scan large, and what is to be isolated with the way to its report', async () => {
    const { scans } = desk();
    await screen.findByText('Rien à isoler jusqu’ici.');
    dispatchScan('010340093000001410A123');
    scans.at(0).resolve({ line: blocked('1', { message: 'Lot A123 rappelé' }), counts });
    await waitFor(() => expect(screen.getByRole('alert').textContent).toBe('À isoler. Lot A123 rappelé'));
    const table = within(screen.getByRole('table', { name: /À isoler · 1 boîte/ }));
    expect(table.getByText('lot A123')).toBeTruthy();
    expect(table.getByRole('link').getAttribute('href')).toBe('#/bulletins/01JRECALL');
    expect(table.getByRole('link').getAttribute('aria-label')).toBe('Déclarer les quantités de R-2026-0042');
  });

  test('a quantity counts for the next pack alone', async () => {
    const { scans } = desk();
    const quantity = screen.getByLabelText<HTMLInputElement>('Boîtes');
    fireEvent.input(quantity, { target: { value: '12' } });
    dispatchScan('a');
    await waitFor(() => expect(quantity.value).toBe('1'));
    dispatchScan('b');
    scans.at(0).resolve({ line: line('1', { quantity: 12 }), counts });
    await waitFor(() => expect(scans.all.map(({ asked }) => asked.quantity)).toEqual([12, 1]));
  });

  test('any line can be taken back, and the last one with one button', async () => {
    const { undone } = desk(blocked('2', { lot: 'B2' }), line('1'));
    fireEvent.click(await screen.findByRole('button', { name: 'Retirer 34009 300 000 1 4, lot A123' }));
    await waitFor(() => expect(undone).toEqual(['1']));
    fireEvent.click(screen.getByRole('button', { name: 'Retirer la dernière' }));
    await waitFor(() => expect(undone).toEqual(['1', '2']));
    expect(await screen.findByText('Aucune boîte scannée.')).toBeTruthy();
  });

  test('closing is asked about: Escape, the focused button and a scan all go on', async () => {
    const { close, scans } = desk(line('1'));
    const ask = async () => {
      fireEvent.click(await screen.findByRole('button', { name: 'Clore l’inventaire' }));
      return screen.findByRole('button', { name: 'Continuer à scanner' });
    };
    const stay = await ask();
    expect(document.activeElement).toBe(stay);
    fireEvent.keyDown(stay, { key: 'Escape' });
    await waitFor(() => expect(screen.queryByText(/Clore cet inventaire/)).toBe(null));
    await ask();
    dispatchScan('a');
    await waitFor(() => expect(screen.queryByText(/Clore cet inventaire/)).toBe(null));
    scans.at(0).resolve({ line: line('2', { lot: 'NEW' }), counts });
    await screen.findByText('lot NEW');
    await ask();
    expect(close).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole('button', { name: 'Clore l’inventaire' }));
    const link = await screen.findByRole('link', { name: 'Exporter l’inventaire clos' });
    expect(link.getAttribute('href')).toBe('/v1/inventory?format=csv&id=01JINVENTORY');
  });

  test('says that scans are kept while the agent is away, and stops the page from closing', async () => {
    const { scans } = desk();
    dispatchScan('a');
    scans.at(0).reject(new Unreachable(''));
    expect(await screen.findByText(/1 scan gardé : l’agent ne répond pas/)).toBeTruthy();
    const leave = new Event('beforeunload', { cancelable: true });
    await waitFor(() => {
      window.dispatchEvent(leave);
      expect(leave.defaultPrevented).toBe(true);
    });
    dispatchScan('b');
    expect(await screen.findByText(/2 scans gardés/)).toBeTruthy();
  });

  test('the printed list holds what is to be isolated, with room to tick and sign', async () => {
    desk(blocked('2', { quantity: 3 }), line('1', { lot: 'C3' }));
    const sheet = within(
      await screen.findByText('Inventaire : boîtes à isoler').then((title) => title.parentElement as HTMLElement),
    );
    await waitFor(() => expect(sheet.getByText('A123')).toBeTruthy());
    expect(sheet.queryByText('C3')).toBe(null);
    expect(sheet.getByText('R-2026-0042')).toBeTruthy();
    expect(sheet.getByText('Signature')).toBeTruthy();
  });

  test('draws a whole pharmacy only when asked', async () => {
    desk(...Array.from({ length: 60 }, (_, at) => line(String(at), { lot: `L${at}` })));
    fireEvent.click(await screen.findByRole('button', { name: 'Montrer toutes les lignes (60)' }));
    expect(await screen.findByText('lot L59')).toBeTruthy();
  });
});

test.each([
  ['1', 1],
  [' 10 000 ', 10_000],
  ['0', null],
  ['10001', null],
  ['-1', null],
  ['1.5', null],
  ['', null],
  ['dix', null],
])('quantity %j: %s', (text, value) => {
  expect(quantityOf(text)).toBe(value);
});
