/** The PostgreSQL server under a portal, on a disk of its own: what the portal said was committed must be there. */
import { cpSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { Cluster, postgresPrograms } from '../../cli/postgres.testkit.ts';
import { recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { portalBooks } from '../crash/books.ts';
import { readDiskLog } from '../disk/log.ts';
import { shimmed } from '../disk/shim.ts';
import type { Chance } from '../random.ts';
import type { Fact, Recording, Subject } from './recording.ts';

const BULLETINS = 20;

export const postgresServer: Subject = {
  name: 'a PostgreSQL server',
  lack: () => (postgresPrograms() === null ? 'no PostgreSQL here' : null),
  record,
};

async function record(library: string, chance: Chance): Promise<Recording> {
  // Small files, often changed and recycled: a checkpoint and a new segment are where most can go wrong.
  const cluster = await Cluster.create({
    initdb: ['--wal-segsize=1'],
    settings: { min_wal_size: '2MB', max_wal_size: '4MB', checkpoint_timeout: '30s', autovacuum_naptime: '1s' },
  });
  await cluster.start();
  const shop = await Shop.open(cluster.url);
  await shop.stopPortal();
  await cluster.stop();
  const base = `${cluster.data}.base`;
  cpSync(cluster.data, base, { recursive: true });
  const log = join(cluster.dir, 'writes');
  await cluster.start({ environment: shimmed(library, cluster.data, { log }) });
  await shop.startPortal();
  const facts: Fact[] = [];
  for (let n = 1; n <= BULLETINS; n++) {
    const lots = Array.from({ length: chance.odds(0.2) ? 2_000 : 3 }, (_, lot) => `L${n}X${lot}`);
    const { id } = await shop.portal.publish(recallDraft(`R-${n}`, testGtin(n), lots));
    facts.push({ size: statSync(log).size, kind: 'published', bulletin: id });
    if (chance.odds(0.2)) await checkpoint(cluster.url);
  }
  const { entries } = await portalBooks(shop.portalDir, cluster.url);
  await (chance.odds(0.5) ? shop.stopPortal() : shop.killPortal());
  await cluster.stop('immediate');
  return {
    base,
    dir: cluster.data,
    records: readDiskLog(log),
    facts,
    journaled: true,
    startOn: (dir, told) => startOn({ shop, cluster, entries }, dir, told),
    close: async () => {
      await shop.close();
      await cluster.dispose();
    },
  };
}

async function checkpoint(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query('checkpoint');
  await client.end();
}

interface Recorded {
  readonly shop: Shop;
  readonly cluster: Cluster;
  /** Of the whole recording. */
  readonly entries: readonly string[];
}

/** The portal starts again over the server that lost power; its keys lie elsewhere and lost nothing. */
async function startOn({ shop, cluster, entries }: Recorded, dir: string, told: readonly Fact[]): Promise<string[]> {
  const data = join(cluster.dir, 'cut');
  rmSync(data, { recursive: true, force: true });
  cpSync(dir, data, { recursive: true });
  cluster.give(data);
  const wrong: string[] = [];
  try {
    await cluster.start({ data });
    await shop.startPortal();
    const found = (await portalBooks(shop.portalDir, cluster.url)).entries;
    const other = found.findIndex((entry, index) => entry !== entries[index]);
    if (other >= 0) wrong.push(`entry ${other + 1} is another one than was written`);
    for (const fact of told) {
      if (fact.kind !== 'published') continue;
      const { state } = (await shop.portal.call('authority', 'GET', `/v1/bulletins/${fact.bulletin}`)) as {
        state: string;
      };
      if (state !== 'in-force') wrong.push(`bulletin ${fact.bulletin} was published and is ${state}`);
    }
    // What was cut off leaves no hole, and nothing in the way of what follows.
    const { id } = await shop.portal.publish(recallDraft('R-after', testGtin(99), ['AFTER']));
    const after = (await portalBooks(shop.portalDir, cluster.url)).entries;
    if (after.slice(0, found.length).join() !== found.join() || after.length <= found.length)
      wrong.push(`${id} published after the cut does not follow ${found.length} entries`);
  } finally {
    await shop.stopPortal();
    await cluster.stop('immediate');
  }
  return wrong;
}
