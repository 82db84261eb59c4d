/** A portal with its embedded database: the engine never syncs, feed.log beside it does. */
import { cpSync, mkdtempSync, renameSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { bundledMain } from '../../cli/bundle.testkit.ts';
import { plain, portalIn, recallDraft, Shop } from '../../cli/processes.testkit.ts';
import { startProgram } from '../../fixtures/demo/program.ts';
import { readDiskLog } from '../disk/log.ts';
import { shimmed } from '../disk/shim.ts';
import type { Chance } from '../random.ts';
import type { Fact, Recording, Subject } from './recording.ts';

export const embeddedPortal: Subject = { name: 'an embedded portal', lack: () => null, record };

/** A portal on its embedded database that publishes. */
async function record(library: string, chance: Chance): Promise<Recording> {
  const shop = await Shop.open();
  await shop.stopPortal();
  const dir = shop.portalDir;
  const base = mkdtempSync(join(tmpdir(), 'vigilot-base-'));
  cpSync(dir, base, { recursive: true });
  const log = join(shop.dir, 'portal.writes');
  shop.setPortal(shimmed(library, dir, { log }));
  await shop.startPortal();
  const facts: Fact[] = [];
  for (let n = 1; n <= 20; n++) {
    const { id } = await shop.portal.publish(recallDraft(`R-${n}`, testGtin(n), [`L${n}`]));
    facts.push({ size: statSync(log).size, kind: 'published', bulletin: id });
    await new Promise((resolve) => setTimeout(resolve, chance.below(100)));
  }
  await (chance.odds(0.5) ? shop.stopPortal() : shop.killPortal());
  return { base, dir, records: readDiskLog(log), facts, startOn, close: () => shop.close() };
}

/** What does not hold of a portal that starts on this disk; where its database is lost, on what feed.log beside it says. */
async function startOn(dir: string, told: readonly Fact[]): Promise<string[]> {
  const start = () =>
    startProgram({
      main: bundledMain,
      command: 'portal',
      execArgv: ['--liftoff-only'],
      environment: { ...plain(), VIGILOT_PORTAL_DATA_DIR: dir, VIGILOT_PORTAL_PORT: '0' },
      log: `${dir}.log`,
    });
  const program = await start().catch((error: Error) => {
    if (!error.message.includes('put that folder aside')) throw error;
    renameSync(join(dir, 'pg'), join(dir, 'pg.damaged'));
    return start();
  });
  const portal = portalIn(dir, 'en');
  const wrong: string[] = [];
  for (const fact of told) {
    if (fact.kind !== 'published') continue;
    const state = await portal.call('authority', 'GET', `/v1/bulletins/${fact.bulletin}`).then(
      (answer) => (answer as { state: string }).state,
      (error: Error) => error.message,
    );
    if (state !== 'in-force') wrong.push(`bulletin ${fact.bulletin} was published and is ${state}`);
  }
  await program.stop();
  return wrong;
}
