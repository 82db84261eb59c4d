/** What the desktop application tells of itself, by the hook, and what diagnostics make of it. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHook, type TestHook } from './hook/hook.testkit.ts';
import type { ApplicationReport } from './hook/schemas/application.ts';
import type { DiagnosticsAnswer } from './hook/schemas/diagnostics.ts';

let hook: TestHook;
beforeAll(async () => {
  hook = await startTestHook();
});
afterAll(() => hook.close());

async function step() {
  const { body } = await hook.ask<DiagnosticsAnswer>('/v1/diagnostics', { headers: { 'accept-language': 'fr' } });
  const found = body.steps.find(({ id }) => id === 'application');
  return [found?.state, found?.finding.replace(/ \((vu )?le .*\)/, ''), found?.advice];
}
const tell = (body: unknown, token?: string) =>
  hook.ask('/v1/application', { method: 'POST', body, ...(token && { token }) });

it('before any came forward nothing is known', async () => {
  expect((await step())[0]).toBe('unknown');
});

const out = 'Installer la version parue : menu de l’icône, ou service informatique.';
const tellIt = 'Prévenir le service informatique : aucune version n’est installée sur cette parole.';
it.each<[ApplicationReport['update'], string, string, string | null]>([
  [null, 'ok', 'Application 0.1.0 ; elle ne cherche pas de nouvelle version (réglages updates et updateUrl).', null],
  [
    { version: null, unsupported: false, trouble: null },
    'ok',
    'Application 0.1.0 ; aucune version plus récente n’est connue d’elle.',
    null,
  ],
  [
    { version: '0.2.0', unsupported: false, trouble: null },
    'ok',
    'Application 0.1.0 ; la version 0.2.0 est parue.',
    null,
  ],
  [
    { version: null, unsupported: true, trouble: 'expired' },
    'warning',
    'La version 0.1.0 de l’application n’est plus prise en charge.',
    out,
  ],
  [
    { version: '0.2.0', unsupported: true, trouble: null },
    'warning',
    'La version 0.1.0 de l’application n’est plus prise en charge ; la version 0.2.0 est parue.',
    out,
  ],
  [
    { version: '0.2.0', unsupported: false, trouble: 'not-installed' },
    'warning',
    'Application 0.1.0. La version 0.2.0 n’a pas pu être installée ; prévenir le service informatique.',
    tellIt,
  ],
])('%j is shown', async (update, state, finding, advice) => {
  expect((await tell({ version: '0.1.0', update })).status).toBe(200);
  expect(await step()).toEqual([state, finding, advice]);
});

it('what is no report is refused by its field, and a till may tell nothing', async () => {
  expect(await tell({ version: '', update: null })).toMatchObject({ status: 400, body: { field: 'version' } });
  expect(await tell({ version: '1', update: { version: null, unsupported: false, trouble: 'bored' } })).toMatchObject({
    status: 400,
    body: { field: 'update.trouble' },
  });
  expect((await tell({ version: '1', update: null }, hook.tokens.till)).status).toBe(403);
});
