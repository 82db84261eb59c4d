/** The library and a whole agent with its portal, as they ship: a recall, an agent that hangs, dies and comes back. */
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { readDiscovery } from '../../agent/hook/client.ts';
import { recallDraft, Shop, until } from '../../cli/processes.testkit.ts';
import { nativeLack, startDriver } from './native.testkit.ts';

const lack = nativeLack();
const GTIN = '03400930000014';
const scan = `01${GTIN}1730123110A123`;

it.skipIf(lack !== null)(
  `a recall blocks at the counter; an agent that hangs or is gone is verify${lack === null ? '' : ` (not tried: ${lack})`}`,
  async () => {
    const shop = await Shop.open();
    onTestFinished(() => shop.close());
    const { call, end } = await startDriver();
    onTestFinished(end);
    const address = join(shop.dir, 'till', 's');
    await call('configure', { address, timeout: 10_000 });
    const ask = (patience = 10_000) =>
      call('configure', { address, timeout: patience }).then(() => call('check', { scan }));

    expect(await ask()).toMatchObject({ verdict: 10, last: 2 });
    await shop.addAgent('a', { VIGILOT_TILL_SOCKET: address });
    expect(await ask()).toMatchObject({ verdict: 1, last: 0 });
    await shop.portal.publish(recallDraft('R-1', GTIN, ['A123']));
    const blocked = await until(async () => {
      const answer = await ask();
      return answer.verdict === 20 ? answer : undefined;
    });
    expect(blocked.message).toContain('A123');
    expect(await call('outcome', { id: blocked.id, outcome: 'refused' })).toMatchObject({ error: 0 });

    const { pid } = await readDiscovery(shop.dataDir('a'), 'till');
    process.kill(pid, 'SIGSTOP');
    expect(await ask(300)).toMatchObject({ verdict: 10, last: 5 });
    expect(await call('status')).toMatchObject({ error: 5 });
    process.kill(pid, 'SIGCONT');
    expect(await ask()).toMatchObject({ verdict: 20, last: 0 });

    await shop.killAgent('a');
    expect(await ask()).toMatchObject({ verdict: 10, last: 2 });
    await shop.startAgent('a');
    expect(await ask()).toMatchObject({ verdict: 20, last: 0 });
  },
  120_000,
);
