import { expect, it } from 'vitest';
import { isMessageKey } from '../protocol/messages/index.ts';
import { diagnose, momentFor, type Step, sizeFor, spanFor } from './diagnosis.ts';
import { stepIds } from './hook/schemas/diagnostics.ts';

const ok: Step = { id: 'disk', look: () => ({ state: 'ok', finding: 'agent.diagnostic.alarms.none' }) };

it('keeps the others’ answers where a step throws, rejects, or does not end', async () => {
  const steps: Step[] = [
    {
      id: 'clock',
      look: () => {
        throw new Error('at once');
      },
    },
    { id: 'keys', look: () => Promise.reject('no error at all') },
    { id: 'tip', look: () => new Promise(() => undefined) },
    ok,
  ];
  expect(await diagnose(steps, 'en', 20)).toEqual([
    expect.objectContaining({ id: 'clock', state: 'failed', finding: 'This check itself failed: at once' }),
    expect.objectContaining({ id: 'keys', state: 'failed', finding: 'This check itself failed: no error at all' }),
    expect.objectContaining({ id: 'tip', state: 'unknown', advice: null }),
    { id: 'disk', state: 'ok', title: 'Disk space', finding: 'None.', advice: null },
  ]);
});

it('has a title for every step', () => {
  expect(stepIds.filter((id) => !isMessageKey(`agent.diagnostic.${id}.title`))).toEqual([]);
  expect(new Set(stepIds).size).toBe(stepIds.length);
});

it.each<[number, string, string]>([
  [0, '0 seconde', '0 seconds'],
  [-45_000, '45 secondes', '45 seconds'],
  [300_000, '5 minutes', '5 minutes'],
  [4 * 3_600_000, '4 heures', '4 hours'],
  [40 * 86_400_000, '40 jours', '40 days'],
])('%d ms: %s', (ms, fr, en) => {
  expect([spanFor(ms)('fr'), spanFor(ms)('en')].map((text) => text.replaceAll(/[\u00a0\u202f]/g, ' '))).toEqual([
    fr,
    en,
  ]);
});

it('tells moments by the officine’s clock, and sizes as people do', () => {
  const at = momentFor('2026-11-22T23:30:00.000Z', 'Indian/Reunion');
  expect([at('fr'), at('en')]).toEqual(['23 novembre 2026 à 03:30', '23 November 2026 at 03:30']);
  expect(
    [812, 4_300_000, 1_240_000_000].map((bytes) => sizeFor(bytes)('fr').replaceAll(/[\u00a0\u202f]/g, ' ')),
  ).toEqual(['0,81 ko', '4,3 Mo', '1,2 Go']);
});
