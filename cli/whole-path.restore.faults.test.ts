/** A portal whose database is lost, from its last backup to the next broadcast: what was published since is in the workstations. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { recallDraft, Shop, until } from './processes.testkit.ts';

let shop: Shop;
const posts = ['post-1', 'post-2'];
beforeAll(async () => {
  shop = await Shop.open();
  for (const post of posts) await shop.addAgent(post);
}, 90_000);
afterAll(() => shop.close());

const publish = (n: number) => shop.portal.publish(recallDraft(`R-${n}`, testGtin(n), ['A1']));
const blocked = (post: string, n: number) =>
  until(async () => ((await shop.check(post, testGtin(n), 'A1')).verdict === 'block' ? true : undefined), {
    seconds: 40,
    what: `recall ${n} at ${post}`,
  });

it('three recalls, a backup, two more, the database lost: the two come back from the agents, and nothing forks', async () => {
  for (const n of [1, 2, 3]) await publish(n);
  const backup = join(shop.dir, 'backup.gz');
  await shop.stopPortal();
  expect(JSON.parse(await shop.portalCommand('portal', 'backup', backup, '--json'))).toMatchObject({ position: 4 });
  await shop.startPortal();
  for (const post of posts) await shop.restartAgent(post);
  const lost = [await publish(4), await publish(5)];
  for (const post of posts) await blocked(post, 5);

  await shop.stopPortal();
  for (const post of posts) await shop.stopAgent(post);
  for (const part of ['pg', 'feed.log']) await rm(join(shop.portalDir, part), { recursive: true });
  expect(JSON.parse(await shop.portalCommand('portal', 'restore', backup, '--json'))).toMatchObject({ position: 4 });
  await expect(shop.portalCommand('portal', 'restore', backup)).rejects.toThrow(/n’est pas vide/);
  const status = JSON.parse(await shop.portalCommand('portal', 'recovery', 'status', '--json'));
  expect(status).toMatchObject({ position: 4, recovering: true, workstations: { known: 2, heard: 0 } });

  await shop.startPortal();
  await expect(publish(6)).rejects.toThrow();
  await shop.startAgent('post-1');
  await until(async () => (await shop.portal.call('authority', 'GET', `/v1/bulletins/${lost[1]?.id}`)) as object, {
    seconds: 40,
    what: 'the last lost bulletin',
  });
  // The other one may hold more than the first.
  await expect(publish(6)).rejects.toThrow();
  await shop.startAgent('post-2');
  for (const post of posts) await shop.synced(post);
  const again = await publish(6);
  for (const post of posts) {
    for (const n of [1, 2, 3, 4, 5, 6]) await blocked(post, n);
    const { alarms, feed } = await shop.hook<{ alarms: unknown[]; feed: { position: number; state: string } }>(
      post,
      'GET',
      '/v1/status',
    );
    expect({ alarms, feed }).toMatchObject({ alarms: [], feed: { position: 7, state: 'live' } });
  }
  for (const { id } of [...lost, again]) {
    expect(await shop.portal.call('authority', 'GET', `/v1/bulletins/${id}`)).toMatchObject({ state: 'in-force' });
  }
}, 180_000);
