/** SIGKILL of agents and portal, as they ship, at any moment of their lives: while they start, work, and catch up. */
import { Shop } from '../../cli/processes.testkit.ts';
import { type PartOptions, type PartResult, sum } from '../part.ts';
import { audit } from './audit.ts';
import { feedLog } from './books.ts';
import { Model } from './model.ts';
import { Traffic } from './traffic.ts';

const AGENTS = ['post-1', 'post-2'];
/** Kills between two audits: shops stay small, and what is found is found near its cause. */
const ROUND = 40;

/** Rounds until time or cycles are used up; the first round with a finding is the last. */
export async function crash(options: PartOptions, databaseUrl: string | null = null): Promise<PartResult> {
  const results: PartResult[] = [];
  for (let left = options.cycles; left > 0 && performance.now() < options.until; ) {
    const result = await round({ ...options, cycles: Math.min(left, ROUND) }, databaseUrl);
    results.push(result);
    left -= result.done.kills ?? 0;
    options.say(`crash: ${JSON.stringify(sum(results).done)}`);
    if (result.findings.length > 0) break;
  }
  return sum(results);
}

async function round({ chance, cycles, until, say }: PartOptions, databaseUrl: string | null): Promise<PartResult> {
  const shop = await Shop.open(databaseUrl ?? undefined);
  const model = new Model();
  const done = { kills: 0, 'of the portal': 0, 'while starting': 0 };
  let kept = false;
  try {
    for (const name of AGENTS) await shop.addAgent(name, { VIGILOT_WORKSTATION_NAME: name });
    const traffic = new Traffic(shop, model, AGENTS);
    traffic.start(chance.fork());
    let written: string[] = [];
    while (done.kills < cycles && performance.now() < until) {
      const victim = chance.odds(0.3) ? null : chance.pick(AGENTS);
      await new Promise((resolve) => setTimeout(resolve, chance.below(600)));
      await (victim === null ? shop.killPortal() : shop.killAgent(victim));
      done.kills++;
      if (victim === null) done['of the portal']++;
      // A start that was quicker than its kill is up.
      let up = false;
      while (chance.odds(0.35)) {
        up = await shop.crashAtStart(victim, chance.below(1_500));
        if (up) break;
        done.kills++;
        done['while starting']++;
      }
      written = sameAgain(shop, written, databaseUrl, model);
      if (!up) {
        await revived(shop, victim).catch((error: Error) => {
          model.findings.push(
            `after a kill ${victim ?? 'the portal'} does not come up: ${error.message.slice(0, 400)}`,
          );
        });
      }
      if (model.findings.length > 0) break;
      if (victim !== null) await journalProved(shop, victim, model);
      if (model.findings.length > 0) break;
    }
    await traffic.stop();
    // Nobody waits for the back-off that dead portals have led to.
    if (model.findings.length === 0) {
      for (const name of AGENTS) await shop.restartAgent(name);
      await audit(shop, model, AGENTS, databaseUrl);
    }
    say(`crash: refused meanwhile ${JSON.stringify(Object.fromEntries(traffic.refused))}`);
    kept = model.findings.length > 0;
    return {
      done: { ...done, ...traffic.done },
      findings: model.findings.map((what) => (kept ? `${what} [${shop.dir}]` : what)),
    };
  } finally {
    if (kept) await shop.killAll();
    else await shop.close();
  }
}

async function revived(shop: Shop, victim: string | null): Promise<void> {
  if (victim === null) await shop.startPortal();
  else await shop.startAgent(victim);
}

/** What was once whole in feed.log stays as it was: no position is used again. The file may end in half a line. */
function sameAgain(shop: Shop, before: string[], databaseUrl: string | null, model: Model): string[] {
  if (databaseUrl !== null) return before;
  const now = feedLog(shop.portalDir);
  const other = before.findIndex((line, index) => now[index] !== line);
  if (other >= 0) model.findings.push(`entry ${other + 1} of feed.log is another one after a kill`);
  return now;
}

async function journalProved(shop: Shop, agent: string, model: Model): Promise<void> {
  const proof = await shop.hook<{ proved: boolean }>(agent, 'GET', '/v1/journal/verify');
  if (!proof.proved)
    model.findings.push(`after a kill the journal of ${agent} is not proved: ${JSON.stringify(proof)}`);
}
