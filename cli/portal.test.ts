/** The portal's commands against a real portal, embedded database and all. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { realNotice } from '../fixtures/recalls.ts';
import { seedEmbedded } from '../portal/store/store.testkit.ts';
import { start, vigilot } from './cli.testkit.ts';

// A whole program starts several times: seconds on a quiet machine, a minute on a busy one.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

let dir: string;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), 'vigilot-cli-portal-'));
  // The demonstration's test starts from nothing; here that would be seconds twice.
  for (const name of ['demo', 'real']) await seedEmbedded(join(dir, name));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const at = (name: string) => ['--data-dir', join(dir, name), '--lang', 'en'];
const startPortal = (name: string, ...more: string[]) =>
  start(['portal', '--port', '0', '--log-level', 'silent', ...at(name), ...more]);
const file = (name: string, content: unknown) => {
  const path = join(dir, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

interface KeyList {
  readonly root: { readonly thumbprint: string; readonly here: boolean };
  readonly version: number;
  readonly keys: ReadonlyArray<{ readonly kid: string; readonly use: string; readonly from: number }>;
}
async function keysOf(name: string): Promise<KeyList> {
  return JSON.parse((await vigilot(['portal', 'keys', 'list', '--json', ...at(name)])).out);
}

/** No command prints a key, to people or to programs. */
function expectNoKey(said: string, name: string): void {
  const { keys } = JSON.parse(readFileSync(join(dir, name, 'portal.json'), 'utf8')) as { keys: Record<string, string> };
  expect(Object.keys(keys)).toHaveLength(3);
  for (const key of Object.values(keys)) expect(said).not.toContain(key);
}

test('portal, publish, refusals in words, one process a folder, stop', async () => {
  const portal = startPortal('demo');
  const said = await portal.ready;
  expect(said).toMatch(/^Portal ready: http:\/\/127\.0\.0\.1:\d+ — role keys in .*portal\.json/);
  expectNoKey(said, 'demo');
  const { draft } = realNotice('depakine-2024');

  const published = await vigilot(['publish', file('recall.json', draft), '--json', ...at('demo')]);
  expect(published).toMatchObject({ status: 0, err: '' });
  expect(JSON.parse(published.out)).toMatchObject({ state: 'in-force', revision: 1, reference: draft.reference });
  const inWords = await vigilot(['publish', '-', ...at('demo')], { input: JSON.stringify(draft) });
  expect(inWords.out).toContain(`${draft.reference} is in force: bulletin `);

  const invite = () => vigilot(['portal', 'invite', 'Exploitant@exemple.fr', '--json', ...at('demo')]);
  const [first, second] = [await invite(), await invite()].map(({ out }) => JSON.parse(out).link as string);
  expect(first).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#\/invitation\/[\w-]{43}$/);
  const accept = (link = '') =>
    fetch(new URL('/v1/session/invitation', link), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ invitation: link.split('/').at(-1) }),
    });
  expect((await accept(first)).status).toBe(400);
  const accepted = await accept(second);
  expect(accepted.status).toBe(204);
  expect(accepted.headers.get('set-cookie')).toMatch(/^vigilot_portal=[\w-]{43}; .*HttpOnly; SameSite=Strict$/);
  expect((await vigilot(['portal', 'invite', 'exploitant', ...at('demo')])).status).toBe(2);

  const wrong = await vigilot(['publish', file('wrong.json', { ...draft, kind: 'recal' }), ...at('demo')]);
  expect(wrong.status).toBe(2);
  expect(wrong.err).toContain('kind');

  const beside = await startPortal('demo').ended;
  expect(beside.status).toBe(1);
  expect(beside.err).toContain(`already runs in ${join(dir, 'demo')} (process ${process.pid})`);
  expect((await vigilot(['portal', 'keys', 'list', ...at('demo')])).err).toContain('already runs in');

  const { status, out } = await portal.stop();
  expect(status).toBe(0);
  expect(out).toContain('Portal stopped.');
});

test.each(['0.0.0.0', '::', '192.0.2.1', 'portail.example'])(
  'listens on no address that others reach (%s) without the proxy that its keys need',
  async (listen) => {
    const { status, err } = await startPortal('wide', '--listen', listen).ended;
    expect(status).toBe(2);
    expect(err).toContain(listen);
    expect(err).toContain('trustedProxies');
    expect(existsSync(join(dir, 'wide'))).toBe(false);
  },
);

test('a root kept offline: request, signature elsewhere, start; then a rotation; the end of a recovery', async () => {
  const safe = join(dir, 'safe');
  await vigilot(['portal', 'root', safe]);
  const offline = ['--offline-root', join(safe, 'root.pub.json')];

  const waiting = await startPortal('real', ...offline).ended;
  expect(waiting.status).toBe(1);
  const request = join(dir, 'real', 'keys', 'root-request.json');
  expect(existsSync(request)).toBe(true);

  const root = ['--root', join(safe, 'root.jwk')];
  const signed = await vigilot(['portal', 'keys', 'sign', request, ...root, '--lang', 'en']);
  expect(signed.err).toMatch(/^Signed: feed .*, keys version 1: /);
  writeFileSync(join(dir, 'real', 'keys', 'root-statement.jws'), signed.out);

  const portal = startPortal('real', ...offline, '--json');
  expectNoKey(await portal.ready, 'real');
  await portal.stop();
  const before = await keysOf('real');
  expect(before).toMatchObject({ version: 1, root: { here: false } });

  const rotation = await vigilot(['portal', 'keys', 'request', 'tip', ...at('real')]);
  const statement = await vigilot(['portal', 'keys', 'sign', file('rotation.json', rotation.out), ...root]);
  const applied = await vigilot(['portal', 'keys', 'apply', file('rotation.jws', statement.out), ...at('real')]);
  expect(applied.out).toBe('Published at position 2.\n');
  const after = await keysOf('real');
  const kid = (list: KeyList, use: string) => list.keys.find((key) => key.use === use)?.kid;
  expect(after.version).toBe(2);
  expect(kid(after, 'entry')).toBe(kid(before, 'entry'));
  expect(kid(after, 'tip')).not.toBe(kid(before, 'tip'));

  const again = await vigilot(['portal', 'keys', 'apply', join(dir, 'rotation.jws'), ...at('real')]);
  expect(again.status).toBe(1);

  expect((await vigilot(['portal', 'recovery', 'end', ...at('real')])).out).toContain('after position 2');
  const epoch = await vigilot(['portal', 'epoch', 'request', '1', ...at('real')]);
  expect(JSON.parse(epoch.out)).toMatchObject({ epoch: 1, position: 1 });
  expect((await vigilot(['portal', 'epoch', 'request', 'x', ...at('real')])).status).toBe(2);
});

test('the private half of a root is not taken for the public one, nor the other way round; nor another root', async () => {
  const other = join(dir, 'other-safe');
  await vigilot(['portal', 'root', other]);
  const secret = await startPortal('fresh', '--offline-root', join(other, 'root.jwk')).ended;
  expect(secret.status).toBe(2);
  expect(existsSync(join(dir, 'fresh', 'keys'))).toBe(false);
  const changed = await startPortal('real', '--offline-root', join(other, 'root.pub.json')).ended;
  expect(changed).toMatchObject({ status: 2, err: expect.stringContaining('another root') });

  const request = join(dir, 'real', 'keys', 'root-request.json');
  const shared = await vigilot(['portal', 'keys', 'sign', request, '--root', join(other, 'root.pub.json')]);
  expect(shared).toMatchObject({ status: 2, out: '' });
  expect((await vigilot(['portal', 'keys', 'sign', request])).status).toBe(2);
  expect((await vigilot(['portal', 'keys', 'request', 'all', ...at('real')])).status).toBe(2);
  const suspect = ['--suspect', 'kid:9-3'];
  expect((await vigilot(['portal', 'keys', 'request', 'entry', ...suspect, ...at('real')])).status).toBe(2);
});
