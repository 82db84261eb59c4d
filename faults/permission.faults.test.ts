/** An agent that works under an account of its own: root takes its rights or its room away while it works, and gives them back. */
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext, vi } from 'vitest';
import { fill } from '../agent/disk.testkit.ts';
import type { HealthAnswer } from '../agent/hook/schemas.ts';
import { testGtin } from '../agent/verdict/verdict.testkit.ts';
import { bundledMain } from '../cli/bundle.testkit.ts';
import { recallDraft, Shop, until } from '../cli/processes.testkit.ts';
import { type Account, accountsPossible, makeAccount, withAccounts } from './account.testkit.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const POST = 'post-1';
const MOUNT = ['mount', '-t', 'tmpfs', '-o', 'size=32m', 'tmpfs'] as const;

interface Pack {
  readonly gtin: string;
  readonly lot: string;
}

describe.skipIf(!accountsPossible)(withAccounts('an agent under an account of its own'), () => {
  let account: Account;
  let shop: Shop;
  let data: string;
  let hasOwnDisk = false;
  let canRun = false;
  beforeAll(async () => {
    account = makeAccount('d');
    canRun = account.as('test', '-r', bundledMain).status === 0;
    if (!canRun) return;
    shop = await Shop.open();
    data = join(shop.dir, POST);
    chmodSync(shop.dir, 0o755);
    mkdirSync(data);
    hasOwnDisk = spawnSync(MOUNT[0], [...MOUNT.slice(1), data]).status === 0;
    give(account.name);
    await shop.addAgent(POST, {}, ['setpriv', '--reuid', account.name, '--regid', account.name, '--clear-groups']);
  });
  afterAll(async () => {
    if (canRun) await shop.killAll();
    if (hasOwnDisk) execFileSync('umount', [data]);
    if (canRun) await shop.close();
    account.remove();
  });

  const give = (owner: string) => {
    execFileSync('chown', ['-R', `${owner}:`, data]);
    chmodSync(data, 0o700);
  };
  const verdict = async ({ gtin, lot }: Pack) =>
    (await shop.check(POST, gtin, lot).catch(() => ({ verdict: 'no answer' }))).verdict;
  const blocks = (pack: Pack) =>
    until(async () => ((await verdict(pack)) === 'block' ? true : undefined), { seconds: 60, what: pack.lot });
  async function recall(n: number): Promise<Pack> {
    const pack = { gtin: testGtin(n), lot: `L${n}` };
    await shop.portal.publish(recallDraft(`R-${n}`, pack.gtin, [pack.lot]));
    return pack;
  }
  const faults = async () => (await shop.hook<HealthAnswer>(POST, 'GET', '/v1/health')).storage ?? [];
  const skipped = (context: TestContext) => !canRun && context.skip('the account cannot go where the checkout lies');

  const troubles = [
    {
      what: 'its folder is given to root',
      n: 1,
      kind: 'not-permitted',
      take: () => chownSync(data, 0, 0),
      back: () => give(account.name),
    },
    { what: 'its disk is full', n: 3, kind: 'full', take: () => fill(data), back: () => rmSync(join(data, 'filler')) },
  ] as const;
  it.for(troubles)(
    'goes on blocking, names it, and recovers by itself: $what',
    async ({ n, kind, take, back }, context) => {
      if (skipped(context)) return;
      if (kind === 'full' && !hasOwnDisk) return context.skip('mounting a small file system is not permitted here');
      const known = await recall(n);
      await blocks(known);
      take();
      const amid = await recall(n + 1);
      const said = await until(
        async () => {
          expect(['block', 'no answer']).toContain(await verdict(known));
          const found = (await faults()).filter((fault) => fault.kind === kind);
          return found.length > 0 ? found : undefined;
        },
        { seconds: 60, what: kind },
      );
      for (const { text, file } of said) expect(text).toContain(file);
      back();
      const well = async () => ((await faults()).length === 0 ? true : undefined);
      await until(well, { seconds: 60, what: 'a health without faults' });
      await blocks(known);
      await blocks(amid);
    },
  );

  it('says which folder it may not use where it is started without its rights, and starts once it has them', async (context) => {
    if (skipped(context)) return;
    const known = await recall(5);
    await blocks(known);
    await shop.killAgent(POST);
    give('root');
    await expect(shop.startAgent(POST)).rejects.toThrow(data);
    give(account.name);
    await shop.startAgent(POST);
    await blocks(known);
  });
});
