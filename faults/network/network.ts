/**
 * Networks that fail between agents and a portal as they ship, each on a host of its own, while recalls, revisions, lifts,
 * acknowledgements and checks go on. The programs live several times as fast as we do. Whatever happens: no recall that was held
 * is allowed, nobody says it is live who is not, a dead link is found in time; and once it is over all has come and counts once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Shop } from '../../cli/processes.testkit.ts';
import { freePort } from '../../fixtures/demo/places.ts';
import { buildClock, ProgramClock } from '../clock/clock.ts';
import { compile, compilerLack } from '../compiler.ts';
import { audit } from '../crash/audit.ts';
import { Model } from '../crash/model.ts';
import { Traffic } from '../crash/traffic.ts';
import { type PartOptions, type PartResult, sum } from '../part.ts';
import { Hosts } from './hosts.ts';
import { namespaceLack, removeLeftBehind } from './namespace.ts';
import { allSettled, type Scene, Watch, within } from './scene.ts';
import { troubles } from './troubles.ts';

const AGENTS = ['post-1', 'post-2'];
/** Troubles between two audits. */
const ROUND = 12;
/** How many times as fast as we the programs live. */
const RATE = 3;
/** Traffic is a tenth of what the crashes have: the line is slow, and what is wanted is time. */
const SLOWER = 6;

interface Tools {
  readonly wire: string;
  readonly clock: string;
}

/** Rounds of these troubles until time or cycles are used up; the first round with a finding is the last. Throws where there is no such trouble. */
export async function network(options: PartOptions, names: readonly string[]): Promise<PartResult> {
  for (const name of names) if (!Object.hasOwn(troubles, name)) throw new Error(`no trouble ${name}`);
  const lack = compilerLack() ?? namespaceLack();
  if (lack !== null) {
    options.say(`network: not run, ${lack}`);
    return { done: {}, findings: [] };
  }
  removeLeftBehind();
  const tools = { wire: compile(join(import.meta.dirname, 'wire.testkit.c'), 'program'), clock: buildClock() };
  const results: PartResult[] = [];
  for (let left = options.cycles; left > 0 && performance.now() < options.until; ) {
    const result = await round(tools, { ...options, cycles: Math.min(left, ROUND) }, names);
    results.push(result);
    left -= result.done.troubles ?? 0;
    options.say(`network: ${JSON.stringify(sum(results).done)}`);
    if (result.findings.length > 0) break;
  }
  return sum(results);
}

async function round(
  tools: Tools,
  { chance, cycles, until, say }: PartOptions,
  names: readonly string[],
): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'vigilot-clocks-'));
  const clocks = {
    agents: new ProgramClock(tools.clock, join(folder, 'agents'), RATE),
    portal: new ProgramClock(tools.clock, join(folder, 'portal'), RATE),
  };
  const shop = await Shop.open(undefined, clocks.portal.environment);
  const portalPort = () => Number(new URL(shop.portal.url).port);
  const hooks: number[] = [];
  for (const _ of AGENTS) hooks.push(await freePort(20_000 + chance.below(12_000)));
  const hosts = await Hosts.lay(tools.wire, portalPort, hooks);
  const model = new Model();
  const finding = (what: string) => void model.findings.push(what);
  const scene: Scene = { shop, hosts, model, chance, agents: AGENTS, clocks, within: within(RATE), finding };
  const done: Record<string, number> = { troubles: 0 };
  try {
    for (const [index, name] of AGENTS.entries()) {
      const settings = {
        ...hosts.environment,
        ...clocks.agents.environment,
        VIGILOT_HOOK_PORT: String(hooks[index]),
        VIGILOT_WORKSTATION_NAME: name,
        // Three nights of sleep are no reason to verify everything: it would hide what else is answered.
        VIGILOT_OFFLINE_LIMIT: String(30 * 86_400),
        ...(index === 1 && { VIGILOT_PROXY: hosts.proxy }),
      };
      await shop.addAgent(name, settings, hosts.near.through);
    }
    const traffic = new Traffic(shop, model, AGENTS, SLOWER);
    traffic.start(chance.fork());
    const watch = new Watch(scene);
    // Each in its turn, from anywhere: a short run does not meet the same one twice.
    for (let turn = chance.below(names.length); (done.troubles ?? 0) < cycles && performance.now() < until; turn++) {
      const name = names[turn % names.length] ?? '';
      const began = performance.now();
      model.mayBeStale = false;
      await troubles[name]?.(scene).catch((error: Error) => finding(`${name}: ${error.message}`));
      await mend(scene);
      await allSettled(scene, `after ${name}`);
      done.troubles = (done.troubles ?? 0) + 1;
      done[name] = (done[name] ?? 0) + 1;
      say(`network: ${name}, ${((performance.now() - began) / 1000).toFixed(1)} s`);
      if (model.findings.length > 0) break;
    }
    await watch.stop();
    await traffic.stop();
    if (model.findings.length === 0) {
      await allSettled(scene, 'in the end');
      await audit(shop, model, AGENTS, null);
    }
    const { carried, lost, doubled, overtaken } = hosts.wire.counts;
    say(`network: refused meanwhile ${JSON.stringify(Object.fromEntries(traffic.refused))}`);
    return {
      done: { ...done, ...traffic.done, ...watch.done, carried, lost, doubled, overtaken },
      findings: model.findings.map((what) => `${what} [${shop.dir}]`),
    };
  } finally {
    if (model.findings.length > 0) await shop.killAll();
    else await shop.close();
    await hosts.remove();
    for (const clock of Object.values(clocks)) clock.close();
    rmSync(folder, { recursive: true });
  }
}

/** The world as it should be; the clocks of agents that slept go on from where they are. */
async function mend({ hosts, clocks }: Scene): Promise<void> {
  await hosts.heal();
  clocks.agents.right();
  clocks.portal.right();
}
