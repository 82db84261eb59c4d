// @vitest-environment happy-dom
import { act, render, waitFor } from '@testing-library/preact';
import type { JSX } from 'preact';
import { expect, test } from 'vitest';
import { bulletin, standIn } from '../popup/agent.testkit.ts';
import { call, connection } from './api.ts';
import { useResource } from './resource.ts';

function Title({ path }: { path: string }): JSX.Element {
  const { data, error } = useResource<{ title: string }>(path);
  return <p>{data?.title ?? (error === null ? 'waiting' : 'failed')}</p>;
}

test('one thing is never shown as another while that one is on its way', async () => {
  standIn(bulletin('A'), bulletin('B'));
  const page = render(<Title path="/v1/bulletins/A" />);
  await page.findByText('Rappel A');
  page.rerender(<Title path="/v1/bulletins/B" />);
  expect(page.getByText('waiting')).toBeTruthy();
  await page.findByText('Rappel B');
});

test('what could not be asked is asked once the agent is back; what was there stays meanwhile', async () => {
  const { agent } = standIn(bulletin('A'));
  const page = render(<Title path="/v1/bulletins/A" />);
  await page.findByText('Rappel A');
  agent.away = true;
  await act(() => call<void>('/v1/bulletins/A').catch(() => undefined));
  expect(connection.value).toBe('unreachable');
  expect(page.getByText('Rappel A')).toBeTruthy();
  agent.put(bulletin('A', { title: 'Rappel A, revu' }));
  agent.away = false;
  await act(() => call<void>('/v1/operators'));
  await waitFor(() => expect(page.getByText('Rappel A, revu')).toBeTruthy());
});
