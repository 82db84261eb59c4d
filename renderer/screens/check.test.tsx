// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/preact';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { Unreachable } from '../core/api.ts';
import type { PackInput } from '../core/pack-input.ts';
import { dispatchScan } from '../core/scanner.ts';
import { Questions } from './check/questions.ts';
import { CheckDesk } from './check.tsx';
import { checkAnswer, inFrench, recalled, unreadable, Waiting } from './tools.testkit.ts';

function desk() {
  inFrench();
  const waiting = new Waiting<PackInput, CheckAnswer>();
  const questions = new Questions(waiting.ask);
  const { container } = render(<CheckDesk questions={questions} />);
  onTestFinished(cleanup);
  const answer = () => {
    const [panel] = container.getElementsByClassName('answer');
    if (!(panel instanceof HTMLElement)) throw new Error('no answer stands');
    return panel;
  };
  /** Waits for a text inside the answer, which is another element for each state. */
  const found = (text: string | RegExp) => waitFor(() => within(answer()).getByText(text));
  return { waiting, answer, found };
}

describe('checking a pack', () => {
  test('a scan is asked untouched, and its answer stands with why', async () => {
    const { waiting, answer } = desk();
    dispatchScan(']d2010340093000001410A123\u001d21SN');
    expect(waiting.at(0).asked).toEqual({ scan: ']d2010340093000001410A123\u001d21SN' });
    expect(await screen.findByText('Contrôle en cours…')).toBeTruthy();
    waiting.at(0).resolve(
      checkAnswer({
        verdict: 'block',
        reasons: [recalled],
        message: 'Lot A123 rappelé (R-2026-0042) : ne pas délivrer.',
      }),
    );
    expect((await screen.findByRole('alert')).textContent).toBe(
      'Ne pas délivrer. Lot A123 rappelé (R-2026-0042) : ne pas délivrer.',
    );
    const panel = within(answer());
    expect(panel.getByText('Ne pas délivrer')).toBeTruthy();
    expect(panel.getByText('Lot rappelé')).toBeTruthy();
    expect(panel.getByText('34009 300 000 1 4')).toBeTruthy();
    expect(panel.getByText('03/2027')).toBeTruthy();
  });

  test('a link leads to each recall, and drills and resemblances are named', async () => {
    const { waiting, answer } = desk();
    dispatchScan('3400930000014');
    waiting.at(0).resolve(
      checkAnswer({
        verdict: 'verify',
        reasons: [
          { ...recalled, code: 'lot-resembles', resembles: ['A12З', 'A1230'], instructions: 'Lire le lot imprimé.' },
          { ...recalled, bulletin: '01JDRILL', reference: 'T-1', code: 'lot-recalled', effect: 'informs', drill: true },
        ],
      }),
    );
    const link = await screen.findByRole('link', { name: 'R-2026-0042' });
    expect(link.getAttribute('href')).toBe('#/bulletins/01JRECALL');
    const panel = within(answer());
    expect(panel.getByText('Lots à comparer : A12З, A1230')).toBeTruthy();
    expect(panel.getByText('Lire le lot imprimé.')).toBeTruthy();
    expect(panel.getByText('EXERCICE')).toBeTruthy();
    expect(panel.getByText('Pour information, sans effet ici')).toBeTruthy();
  });

  test('an answer that comes late never stands for a newer pack', async () => {
    const { waiting, answer, found } = desk();
    dispatchScan('first pack');
    dispatchScan('second pack');
    waiting.at(1).resolve(checkAnswer({ verdict: 'block', message: 'deuxième boîte' }));
    expect(await found('deuxième boîte')).toBeTruthy();
    waiting.at(0).resolve(checkAnswer({ verdict: 'allow', message: 'première boîte', lot: 'LATE1' }));
    expect(await screen.findByText('lot LATE1')).toBeTruthy();
    expect(within(answer()).queryByText('première boîte')).toBe(null);
    expect(within(answer()).getByText('deuxième boîte')).toBeTruthy();
  });

  test('the next scan takes the former answer away at once', async () => {
    const { waiting, answer, found } = desk();
    dispatchScan('first pack');
    waiting.at(0).resolve(checkAnswer({ message: 'première boîte' }));
    await found('première boîte');
    dispatchScan('second pack');
    expect(await found('Contrôle en cours…')).toBeTruthy();
    expect(within(answer()).queryByText('première boîte')).toBe(null);
  });

  test('a pack that cannot be read is to be verified, with what to do', async () => {
    const { waiting, answer, found } = desk();
    dispatchScan('azerty');
    waiting.at(0).reject(unreadable());
    expect(await found('Vérifier')).toBeTruthy();
    expect(within(answer()).getByText(/scanner la boîte de nouveau/)).toBeTruthy();
    expect(within(answer()).getByText(/^Attendu\s: un code.$/)).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toBe('Vérifier. Ce scan ne désigne aucun produit.');
  });

  test('an agent that does not answer clears nothing, and can be asked again', async () => {
    const { waiting, found } = desk();
    dispatchScan('010340093000001410A123');
    waiting.at(0).reject(new Unreachable('connection refused'));
    expect(await found('Vérifier')).toBeTruthy();
    fireEvent.click(screen.getByRole('button', { name: 'Redemander' }));
    expect(waiting.at(1).asked).toEqual({ scan: '010340093000001410A123' });
  });

  test('an answer given offline says so', async () => {
    const { waiting } = desk();
    dispatchScan('3400930000014');
    waiting.at(0).resolve(checkAnswer({ feed: { state: 'stale', position: 1, asOf: null, ageSeconds: null } }));
    expect(await screen.findByText('Réponse hors ligne : liste des rappels jamais confirmée.')).toBeTruthy();
    expect(screen.getByRole('status').textContent).toMatch(/^Délivrer\./);
  });

  test('markup in a text is text', async () => {
    const { waiting, answer, found } = desk();
    dispatchScan('3400930000014');
    waiting.at(0).resolve(
      checkAnswer({
        verdict: 'block',
        message: '<img src=x onerror=alert(1)>',
        reasons: [{ ...recalled, title: '<script>alert(2)</script>' }],
      }),
    );
    expect(await found('<img src=x onerror=alert(1)>')).toBeTruthy();
    expect(answer().querySelector('img, script')).toBe(null);
  });

  test('by keyboard: code and lot are asked with Enter, and the form waits for the next', () => {
    const { waiting } = desk();
    const code = screen.getByLabelText<HTMLInputElement>('Code de la boîte');
    fireEvent.input(code, { target: { value: '34009 300 000 1 4' } });
    fireEvent.input(screen.getByLabelText('Lot'), { target: { value: 'a123' } });
    fireEvent.submit(screen.getByRole('form', { name: 'Saisir une boîte' }));
    expect(waiting.at(0).asked).toEqual({ gtin: '3400930000014', lot: 'a123' });
    expect(document.activeElement).toBe(code);
  });

  test('by keyboard: what is missing is said beside its field, and nothing is asked', async () => {
    const { waiting } = desk();
    fireEvent.submit(screen.getByRole('form', { name: 'Saisir une boîte' }));
    const code = screen.getByLabelText('Code de la boîte');
    expect(await screen.findByText('Saisir un code, ou scanner la boîte.')).toBeTruthy();
    expect(code.getAttribute('aria-invalid')).toBe('true');
    expect(document.activeElement).toBe(code);
    expect(waiting.all).toEqual([]);
  });

  test('a scan that began on another screen is asked once', async () => {
    dispatchScan('carried');
    const { waiting } = desk();
    await waitFor(() => expect(waiting.all.map(({ asked }) => asked)).toEqual([{ scan: 'carried' }]));
    cleanup();
    location.hash = '';
    expect(desk().waiting.all).toEqual([]);
  });
});
