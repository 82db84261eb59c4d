// @vitest-environment happy-dom
import { cleanup, render } from '@testing-library/preact';
import { describe, expect, onTestFinished, test } from 'vitest';
import { VerdictMark } from '../components/verdict.tsx';
import { civil, code } from './format.ts';
import { language } from './say.ts';

describe('words', () => {
  test('follow the language chosen, on screens that stand', async () => {
    onTestFinished(() => {
      cleanup();
      language.value = 'fr';
    });
    language.value = 'fr';
    // Not `screen`: it is bound to the page of the first test file of the worker.
    const screen = render(<VerdictMark verdict="block" />);
    expect(screen.getByText('Ne pas délivrer')).toBeTruthy();
    language.value = 'en';
    expect(await screen.findByText('Do not dispense')).toBeTruthy();
  });
  test('codes and civil dates as packs print them', () => {
    expect(code('03400935676641')).toBe('34009 356 766 4 1');
    expect(code('00012345678905')).toBe('0012345678905');
    expect(civil('2027-03')).toBe('03/2027');
    expect(civil('2027-03-31')).toBe('31/03/2027');
  });
});
