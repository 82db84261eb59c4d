// @vitest-environment happy-dom
import { act, fireEvent, type RenderResult, render, waitFor } from '@testing-library/preact';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { connection } from '../core/api.ts';
import { bulletinsChanged } from '../core/events.ts';
import { filters } from './bulletins/filters.ts';
import { Bulletins } from './bulletins.tsx';
import { type Question, questions, summary } from './questions.testkit.ts';

function open(): { page: RenderResult; asked: Question[]; pause: () => void } {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
  const asked = questions();
  return {
    page: render(<Bulletins id={null} />),
    asked,
    pause: () =>
      act(() => {
        vi.advanceTimersByTime(1_000);
      }),
  };
}

const field = (page: RenderResult) => page.getByRole('searchbox') as HTMLInputElement;
const type = (page: RenderResult, value: string) => fireEvent.input(field(page), { target: { value } });
const titles = (page: RenderResult) =>
  page.queryAllByRole('listitem').map((line) => line.querySelector('a')?.textContent);
const answer = (question: Question | undefined, ...ids: string[]) =>
  question?.answer({ bulletins: ids.map((id) => summary(id)) });

describe('searching as you type', () => {
  test('a word typed at speed is one question, with every filter', async () => {
    const { page, asked, pause } = open();
    expect(asked.map(({ query }) => `${query}`)).toEqual(['state=in-force']);
    await answer(asked[0], 'A', 'B');
    type(page, 'd');
    type(page, 'do');
    type(page, ' doli ');
    expect(asked).toHaveLength(1);
    pause();
    expect(asked).toHaveLength(2);
    fireEvent.change(page.getByLabelText('Type'), { target: { value: 'alert' } });
    fireEvent.change(page.getByLabelText('État'), { target: { value: 'all' } });
    fireEvent.click(page.getByLabelText('Non lus seulement'));
    expect(Object.fromEntries(asked.at(-1)?.query ?? [])).toEqual({
      state: 'all',
      q: 'doli',
      kind: 'alert',
      unacknowledged: 'true',
    });
  });

  test('an older answer that comes late is never shown over a newer one', async () => {
    const { page, asked, pause } = open();
    type(page, 'old');
    pause();
    type(page, 'new');
    pause();
    const [first, old, recent] = asked;
    expect([first?.aborted, old?.aborted, recent?.aborted]).toEqual([true, true, false]);
    await answer(recent, 'NEW');
    await answer(old, 'OLD');
    await answer(first, 'FIRST');
    expect(titles(page)).toEqual(['Rappel NEW']);
    expect(page.getByRole('status').textContent).toBe('1 bulletin pour « new »'.replace(/ (?=»)|(?<=«) /g, '\u00a0'));
  });

  test('a key typed calls off the question before it at once; what was found stays, marked as busy', async () => {
    const { page, asked, pause } = open();
    await answer(asked[0], 'A');
    type(page, 'x');
    pause();
    type(page, 'xy');
    expect(asked[1]?.aborted).toBe(true);
    await answer(asked[1], 'X');
    expect(titles(page)).toEqual(['Rappel A']);
    expect(page.container.querySelector('[aria-busy="true"]')).toBeTruthy();
    expect(page.getByRole('status').textContent).toBe('Recherche…');
  });

  test('what was searched stands when somebody comes back', async () => {
    const { page, asked, pause } = open();
    type(page, 'doli');
    pause();
    await answer(asked.at(-1), 'A');
    page.unmount();
    const again = render(<Bulletins id={null} />);
    expect(field(again).value).toBe('doli');
    expect(asked.at(-1)?.query.get('q')).toBe('doli');
  });
});

describe('what is found', () => {
  test('newest first; a bulletin that comes is asked for at once', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({
      bulletins: [summary('A'), summary('B', { receivedAt: '2026-11-23T08:00:00.000Z' })],
    });
    expect(titles(page)).toEqual(['Rappel B', 'Rappel A']);
    act(() => {
      bulletinsChanged.value++;
    });
    expect(asked).toHaveLength(2);
    expect(titles(page)).toEqual(['Rappel B', 'Rappel A']);
  });

  test('nothing found leads to every state, and to no criteria', async () => {
    const { page, asked, pause } = open();
    type(page, 'nothing');
    pause();
    await answer(asked.at(-1));
    fireEvent.click(page.getByRole('button', { name: /levés ou à venir/ }));
    expect(asked.at(-1)?.query.get('state')).toBe('all');
    await answer(asked.at(-1));
    fireEvent.click(page.getByRole('button', { name: 'Effacer les critères' }));
    expect(filters.value).toEqual({ q: '', kind: '', state: 'in-force', unread: false });
    expect(field(page).value).toBe('');
  });

  test('a refusal takes the place of what answered other criteria, and is asked again', async () => {
    const { page, asked, pause } = open();
    await answer(asked[0], 'A');
    type(page, 'x');
    pause();
    await asked[1]?.answer({ type: 'store-unavailable', title: 'Disque plein.', status: 503 }, 503);
    expect(page.getByRole('alert').textContent).toContain('Disque plein.');
    expect(titles(page)).toEqual([]);
    fireEvent.click(page.getByRole('button', { name: 'Réessayer' }));
    await answer(asked.at(-1), 'X');
    expect(titles(page)).toEqual(['Rappel X']);
  });

  test('an agent that is away leaves the list as it is', async () => {
    const { page, asked } = open();
    await answer(asked[0], 'A');
    act(() => {
      bulletinsChanged.value++;
    });
    await asked[1]?.fail();
    expect(connection.value).toBe('unreachable');
    expect(titles(page)).toEqual(['Rappel A']);
    expect(page.queryByRole('alert')).toBeNull();
  });

  test('an archive is drawn by the hundred', async () => {
    const { page, asked } = open();
    // By selectors: finding by role walks the whole page for each line.
    const lines = () => page.container.querySelectorAll('.bulletin-line').length;
    const more = () => page.container.querySelector<HTMLElement>('button.more');
    await answer(asked[0], ...Array.from({ length: 230 }, (_, index) => `N${index}`));
    const drawn = [lines()];
    for (const words of ['Montrer 100 bulletins de plus', 'Montrer 30 bulletins de plus']) {
      expect(more()?.textContent).toBe(words);
      act(() => more()?.click());
      drawn.push(lines());
    }
    expect(drawn).toEqual([100, 200, 230]);
    expect(more()).toBeNull();
  });

  test.each(['<img src=x onerror=alert(1)>', '"><script>alert(1)</script>', '\u202egnp.exe\u202c', 'ש'.repeat(300)])(
    '%s is text and nothing else',
    async (hostile) => {
      const { page, asked } = open();
      await asked[0]?.answer({
        bulletins: [summary('A', { title: hostile, reference: hostile, issuer: hostile, products: [hostile, 'x'] })],
      });
      expect(titles(page)).toEqual([hostile]);
      expect(page.container.querySelector('img, script')).toBeNull();
    },
  );

  test('says which ones are drills, lifted, or for others', async () => {
    const { page, asked } = open();
    await asked[0]?.answer({
      bulletins: [
        summary('A', { drill: true }),
        summary('B', { state: 'lifted', acknowledged: true }),
        summary('C', { reaches: false, level: 'wholesaler' }),
      ],
    });
    const lines = page.getAllByRole('listitem').map(({ textContent }) => textContent);
    expect(lines[0]).toMatch(/EXERCICE.*Non lu/);
    expect(lines[1]).toMatch(/Levé.*Lu/);
    expect(lines[2]).toMatch(/Grossistes.*Autre public/);
    expect(lines[2]).not.toContain('Non lu');
  });
});

describe('by keyboard', () => {
  const press = (target: Element, key: string, more: object = {}) => fireEvent.keyDown(target, { key, ...more });
  const focused = () => document.activeElement?.textContent ?? '';

  test('arrows walk from the search through the list and back', async () => {
    const { page, asked } = open();
    await answer(asked[0], 'A', 'B', 'C');
    field(page).focus();
    press(field(page), 'ArrowDown');
    expect(focused()).toBe('Rappel A');
    const walk = ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Home', 'End', 'ArrowUp'].map((key) => {
      press(document.activeElement as Element, key);
      return focused();
    });
    expect(walk).toEqual(['B', 'C', 'C', 'A', 'C', 'B'].map((id) => `Rappel ${id}`));
    press(document.activeElement as Element, 'Home');
    press(document.activeElement as Element, 'ArrowUp');
    expect(document.activeElement).toBe(field(page));
  });

  test('/ goes to the search, but not amid a scan, in a field, or under a pop-up', async () => {
    const { page, asked, pause } = open();
    await answer(asked[0], 'A');
    const slash = (target: Element, before?: string) => {
      (document.activeElement as HTMLElement).blur();
      if (before !== undefined) press(target, before);
      press(target, '/');
      pause();
      return document.activeElement === field(page);
    };
    const late = vi.spyOn(Event.prototype, 'timeStamp', 'get');
    onTestFinished(() => late.mockRestore());
    late.mockReturnValue(10_000);
    expect(slash(document.body)).toBe(true);
    late.mockReturnValue(20_000);
    expect(slash(document.body, ':')).toBe(false);
    late.mockReturnValue(30_000);
    expect(slash(page.getByLabelText('Type'))).toBe(false);
    late.mockReturnValue(40_000);
    const over = document.body.appendChild(document.createElement('div'));
    onTestFinished(() => over.remove());
    over.setAttribute('role', 'alertdialog');
    expect(slash(document.body)).toBe(false);
  });

  test('Escape empties the search', async () => {
    const { page, asked } = open();
    await answer(asked[0], 'A');
    type(page, 'x');
    press(field(page), 'Escape');
    await waitFor(() => expect(field(page).value).toBe(''));
  });
});
