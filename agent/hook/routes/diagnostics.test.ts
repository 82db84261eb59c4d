import { get } from 'node:http';
import { unzipSync } from 'fflate';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestHook, type TestHook } from '../hook.testkit.ts';
import { type DiagnosticsAnswer, stepIds } from '../schemas/diagnostics.ts';

let test: TestHook;
beforeAll(async () => {
  test = await startTestHook();
});
afterAll(() => test.close());

it('tells every step in its order, in the caller’s language, with the settings', async () => {
  const { status, body } = await test.ask<DiagnosticsAnswer>('/v1/diagnostics');
  expect(status).toBe(200);
  expect(body.at).toBe('2026-11-22T09:30:00.000Z');
  expect(body.steps.map(({ id }) => id)).toEqual(stepIds);
  expect(body.settings).toEqual([{ name: 'hookPort', value: '0', source: 'environment', where: 'VIGILOT_HOOK_PORT' }]);
  const step = (id: string) => body.steps.find((one) => one.id === id);
  expect(step('portal')).toMatchObject({ state: 'unknown', title: 'Portail joignable', advice: null });
  // This hook's register is in memory alone.
  expect(step('database')).toMatchObject({
    state: 'failed',
    finding: expect.stringContaining('register.db : absent'),
    advice: expect.any(String),
  });
  expect(step('disk')?.finding).toContain(test.dataDir);

  const english = await test.ask<DiagnosticsAnswer>('/v1/diagnostics', { headers: { 'accept-language': 'en' } });
  expect(english.body.steps.find(({ id }) => id === 'portal')?.title).toBe('Portal within reach');
});

it('gives a zip for support that names nobody', async () => {
  await test.ask('/v1/checks', {
    method: 'POST',
    body: { gtin: '03400930000014', lot: 'A123', serial: 'SERIALNUMBER7', operator: 'op-7', saleReference: 'VENTE-1' },
  });
  test.desk.acknowledge({ bulletin: 'B1', revision: 1, currentRevision: 1, operator: 'Hélène Martin' });
  test.desk.alarm({ code: 'feed-fork', detail: { position: 7, cause: `seen by Hélène Martin, ${test.tokens.till}` } });
  const { headers, bytes } = await download('/v1/support-bundle');
  expect(headers).toMatchObject({
    'content-type': 'application/zip',
    'content-disposition': 'attachment; filename="vigilot-assistance-2026-11-22.zip"',
    'cache-control': expect.stringContaining('no-store'),
  });
  const files = Object.entries(unzipSync(bytes)).map(([name, file]) => [name, Buffer.from(file).toString('utf8')]);
  const texts: Record<string, string> = Object.fromEntries(files);
  expect(JSON.parse(texts['status.json'] ?? '')).toMatchObject({
    url: test.hook.url,
    versions: { vigilot: '0.1.0-test' },
  });
  expect(JSON.parse(texts['journal.json'] ?? '')).toMatchObject({
    head: { count: 1 },
    days: [{ day: '2026-11-22', kind: 'check', value: 'allow', count: 1 }],
  });
  expect(texts['alarms.json']).toContain('seen by [redacted], [redacted]');
  const all = Object.values(texts).join('\n');
  for (const secret of ['Hélène', 'op-7', 'VENTE-1', 'SERIALNUMBER7', test.tokens.admin, test.tokens.till]) {
    expect(all).not.toContain(secret);
  }
});

it('is for the desk alone', async () => {
  for (const path of ['/v1/diagnostics', '/v1/support-bundle']) {
    expect((await test.ask(path, { token: test.tokens.till })).body).toMatchObject({ type: 'scope-refused' });
    expect((await test.ask(path, { token: null })).status).toBe(401);
  }
});

/** Bytes as they are: the kit reads text. */
function download(path: string): Promise<{ headers: Record<string, unknown>; bytes: Uint8Array }> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${test.tokens.admin}` };
    get({ host: '127.0.0.1', port: test.hook.port, path, agent: false, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', reject);
      answer.on('end', () => resolve({ headers: answer.headers, bytes: Buffer.concat(chunks) }));
    }).on('error', reject);
  });
}
