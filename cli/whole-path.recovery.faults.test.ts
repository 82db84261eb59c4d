/** The portal's worst days through the front doors: keys replaced, a database thrown back to a backup, a fork and its end. */
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from './processes.testkit.ts';

interface Status {
  feed: { state: string; position: number };
  link: { state: string };
  alarms: Array<{ code: string }>;
}

let shop: Shop;
beforeAll(async () => {
  shop = await Shop.open();
  await shop.addAgent('post-1');
}, 60_000);
afterAll(() => shop.close());

const publish = (reference: string, gtin: string) => shop.portal.publish(recallDraft(reference, gtin, ['A1']));
const status = () => shop.hook<Status>('post-1', 'GET', '/v1/status');
const verdict = async (gtin: string, lot = 'A1') => (await shop.check('post-1', gtin, lot)).verdict;
const blocked = (gtin: string) =>
  until(async () => ((await verdict(gtin)) === 'block' ? true : undefined), { seconds: 40 });

/** What a backup of the database holds; the signing keys are files beside it and stay as they are. */
const database = ['pg', 'feed.log'];
async function backUp(): Promise<string> {
  await shop.stopPortal();
  const copy = join(shop.dir, 'backup');
  await rm(copy, { recursive: true, force: true });
  for (const part of database) await cp(join(shop.portalDir, part), join(copy, part), { recursive: true });
  await shop.startPortal();
  await shop.restartAgent('post-1');
  await shop.synced('post-1');
  return copy;
}
async function restore(copy: string): Promise<void> {
  for (const part of database) {
    await rm(join(shop.portalDir, part), { recursive: true, force: true });
    await cp(join(copy, part), join(shop.portalDir, part), { recursive: true });
  }
}

/** Request, signature of the root, entry in the feed: with the portal stopped, as the embedded database wants it. */
async function signedByRoot(...request: readonly string[]): Promise<void> {
  const requestFile = join(shop.dir, 'request.json');
  const statement = join(shop.dir, 'statement.jws');
  await writeFile(requestFile, await shop.portalCommand(...request));
  const root = join(shop.portalDir, 'keys', 'root.jwk');
  await writeFile(statement, await shop.portalCommand('portal', 'keys', 'sign', requestFile, '--root', root));
  await shop.portalCommand('portal', 'keys', 'apply', statement);
}

it('new signing keys are taken over without a word to the pharmacy', async () => {
  await publish('R-1', testGtin(1));
  await blocked(testGtin(1));
  await shop.stopPortal();
  await signedByRoot('portal', 'keys', 'request', 'both');
  await shop.startPortal();
  await shop.restartAgent('post-1');
  await publish('R-2', testGtin(2));
  await blocked(testGtin(2));
  await shop.synced('post-1');
  expect(await verdict(testGtin(1))).toBe('block');
  expect((await status()).alarms).toEqual([]);
}, 90_000);

it('a portal thrown back to a backup takes its lost entries back from the agent before it publishes', async () => {
  const copy = await backUp();
  const lost = await publish('R-3', testGtin(3));
  await blocked(testGtin(3));
  await shop.stopPortal();
  await restore(copy);
  await shop.startPortal();
  await shop.restartAgent('post-1');
  await until(async () => (await shop.portal.call('authority', 'GET', `/v1/bulletins/${lost.id}`)) as object, {
    seconds: 40,
    what: 'the lost bulletin',
  });
  await shop.synced('post-1');
  await publish('R-4', testGtin(4));
  await blocked(testGtin(4));
  expect(await verdict(testGtin(3))).toBe('block');
  expect((await status()).feed.state).toBe('live');
}, 90_000);

it('a fork is seen, blocks what either branch recalls, and ends by the word of the root', async () => {
  const copy = await backUp();
  const common = (await status()).feed.position;
  await publish('R-5', testGtin(5));
  await blocked(testGtin(5));
  await shop.stopAgent('post-1');
  await shop.stopPortal();
  await restore(copy);
  await shop.startPortal();
  await publish('R-6', testGtin(6));

  await shop.startAgent('post-1');
  const forked = await until(async () => {
    const now = await status();
    return now.link.state === 'forked' ? now : undefined;
  });
  expect(forked.feed.state).toBe('unsynced');
  expect(forked.alarms.map(({ code }) => code)).toContain('feed-fork');
  expect(await verdict(testGtin(5))).toBe('block');
  expect(await verdict(testGtin(99))).toBe('verify');

  await shop.stopPortal();
  await shop.stopAgent('post-1');
  // The operator reads the common position off the two alarms; the entries after it are published again after the epoch.
  await restore(copy);
  await signedByRoot('portal', 'epoch', 'request', String(common));
  await shop.startPortal();
  await publish('R-7', testGtin(7));
  await shop.startAgent('post-1');
  await blocked(testGtin(7));
  await shop.synced('post-1');
  expect(await verdict(testGtin(5))).toBe('block');
  expect(await verdict(testGtin(99))).toBe('allow');
  expect((await status()).link.state).toBe('connected');
}, 120_000);
