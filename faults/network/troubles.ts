/** What happens to a network, one at a time: each makes it, looks what the agents say of it, and leaves the mending to others. */
import { setTimeout as pause } from 'node:timers/promises';
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, until } from '../../cli/processes.testkit.ts';
import { CABLE } from './hosts.ts';
import { allSettled, connected, LIVE_S, linkIs, type Scene, SILENCE_S, statusOf } from './scene.ts';

export type Trouble = (scene: Scene) => Promise<void>;

const down = (state: string) => state !== 'connected' && state !== 'recovering';
const firstOf = ({ agents }: Scene): string => agents[0] ?? '';

/** Nothing comes through any more, and nobody says so: it is found in time. */
async function deaf(scene: Scene, what: string): Promise<void> {
  for (const agent of scene.agents) await linkIs(scene, agent, SILENCE_S, down, what);
}

/** A cable that is out, at the one or the other end. */
const cableOut: Trouble = async (scene) => {
  const { hosts, chance } = scene;
  chance.pick([hosts.near, hosts.far]).ip('link', 'set', CABLE, 'down');
  await deaf(scene, 'a cable that is out');
};

/** And for so long that what is held goes stale, and says so. */
const cableOutForLong: Trouble = async (scene) => {
  await cableOut(scene);
  await pause(scene.within(LIVE_S));
  for (const agent of scene.agents) {
    const { feed } = await statusOf(scene.shop, agent);
    if (feed.state === 'live') scene.finding(`${agent} has heard nothing for ${LIVE_S} s and says it is live`);
  }
};

/** One way is dead, the other carries on. */
const oneWay: Trouble = async (scene) => {
  const { hosts, chance } = scene;
  await hosts.by('wire');
  await connected(scene);
  const dead = { loss: 1_000 };
  if (chance.odds(0.5)) hosts.wire.set({}, dead);
  else hosts.wire.set(dead, {});
  await deaf(scene, 'a link that is dead one way');
};

const LOTS = 10_000;
let slowest = 0;

/** A recall of ten thousand lots by 64 kbit/s for both workstations: it comes whole, and links are not made anew for ever. */
const slow: Trouble = async (scene) => {
  const { hosts, shop, agents, clocks, model } = scene;
  const { rate } = clocks.agents;
  // The same number of packets waits before it as before the real line: TCP's own patience follows from that.
  hosts.far.pace(CABLE, { bits: 64_000 * rate, waitMs: 2_000 / rate });
  const gtin = testGtin(50 + (slowest++ % 40));
  const lots = Array.from({ length: LOTS }, (_, index) => `BIG${slowest}N${index}`);
  const before = (await hosts.conduct({})).front;
  const { id } = await shop.portal.submit(recallDraft(`BIG-${slowest}`, gtin, lots));
  model.trying(id, gtin, 1, lots.slice(-2));
  const { revision } = await shop.portal.validate(id);
  model.published(id, revision);
  for (const agent of agents) {
    await until(async () => (await shop.check(agent, gtin, lots.at(-1))).verdict === 'block' || undefined, {
      seconds: 120,
      what: `a block of the last of ${LOTS} lots by 64 kbit/s`,
    }).catch(({ message }: Error) => scene.finding(`${agent}: ${message}`));
  }
  const again = (await hosts.conduct({})).front - before;
  // Of two connections that share a line one may get nothing for longer than a silent link is borne; the other is done with it then.
  if (again > agents.length)
    scene.finding(`by 64 kbit/s links were made anew ${again} times while a large recall came in`);
};

/** A line as by satellite or from a bad antenna: late, out of order, doubled, now and then lost; nothing is missed. */
const weather: Trouble = async (scene) => {
  const { hosts, chance, clocks } = scene;
  const { rate } = clocks.agents;
  await hosts.by('wire');
  await connected(scene);
  const delayMs = chance.pick([0, 50, 600]) / rate;
  hosts.wire.set({
    loss: chance.pick([0, 10, 50]),
    delayMs,
    jitterMs: chance.pick([0, 40, 200]) / rate,
    doubled: chance.pick([0, 50, 300]),
  });
  await pause(chance.below(5_000));
  await allSettled(scene, 'by a bad line');
};

/** So much is lost that links may break: nothing false is said. */
const storm: Trouble = async ({ hosts, chance, ...scene }) => {
  await hosts.by('wire');
  await connected({ hosts, chance, ...scene });
  hosts.wire.set({ loss: chance.pick([150, 300, 800]) }, { loss: chance.pick([100, 300, 800]), delayMs: 20 });
  await pause(2_000 + chance.below(8_000));
};

/** The name of the portal is not to be had. */
const nameless: Trouble = async (scene) => {
  const { hosts, chance } = scene;
  await hosts.names(chance.pick(['silent', 'unknown', 'failing'] as const));
  await hosts.conduct({ drop: true });
  for (const agent of scene.agents) await linkIs(scene, agent, SILENCE_S, down, 'no name');
  await pause(chance.below(5_000));
};

/** Whoever answers in the portal’s place says 200 and a page to everything, or nothing at all. */
const captive: Trouble = async (scene) => {
  const { hosts, chance } = scene;
  const front = chance.pick(['page', 'plain-page', 'strange-page', 'silent', 'bad-gateway'] as const);
  await hosts.conduct({ front, drop: true });
  for (const agent of scene.agents) await linkIs(scene, agent, SILENCE_S, down, `${front} instead of the portal`);
  await pause(chance.below(5_000));
};

/** Something cuts every connection after so long. */
const cut: Trouble = async (scene) => {
  const { hosts, chance, clocks } = scene;
  const seconds = chance.pick([60, 20, 5]);
  await hosts.conduct({ cutAfterMs: (seconds * 1_000) / clocks.agents.rate, drop: true });
  await pause((2_500 * seconds) / clocks.agents.rate);
  await allSettled(scene, `cut every ${seconds} s`);
  const { cut } = await hosts.conduct({});
  if (cut === 0) scene.finding('nothing was cut: this proves nothing');
};

/** The proxy between has other ideas. The second agent alone goes by it. */
const proxied: Trouble = async (scene) => {
  const { hosts, chance } = scene;
  const proxy = chance.pick([407, 502, 'page', 'silent'] as const);
  await hosts.conduct({ proxy, drop: true });
  await linkIs(scene, scene.agents[1] ?? '', SILENCE_S, down, `a proxy that says ${proxy}`);
  await pause(chance.below(3_000));
  await linkIs(scene, firstOf(scene), 90, (state) => state === 'connected', 'no proxy');
};

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const YEAR = 365.25 * 24 * HOUR;

/** The wall clock of the workstations is set wrong while they work. */
const wrongHere: Trouble = async (scene) => {
  const { clocks, chance, hosts, model } = scene;
  model.mayBeStale = true;
  const by = chance.pick([-12 * YEAR, -3 * YEAR, -HOUR, HOUR, 3 * YEAR, 12 * YEAR]);
  clocks.agents.wrongBy(by);
  if (chance.odds(0.5)) await hosts.conduct({ drop: true });
  const years = `a wall clock that is wrong by ${Math.round(by / HOUR)} h`;
  // The certificate of the front is good from 2020 on.
  if (by === -12 * YEAR) {
    await hosts.conduct({ drop: true });
    for (const agent of scene.agents) await linkIs(scene, agent, 90, (state) => state === 'clock', years);
    return;
  }
  await allSettled(scene, years);
  // People are told, in minutes; the workstations may have slept before, which the portal has not.
  const apart = Math.abs(Math.round((clocks.agents.wall() - clocks.portal.wall()) / MINUTE));
  const minutes = new RegExp(`\\b${apart}\\D*min`);
  for (const agent of scene.agents) {
    await until(async () => minutes.test((await statusOf(scene.shop, agent)).link.detail ?? '') || undefined, {
      what: `a word of ${agent} about ${years}`,
    });
  }
};

/** That of the portal is. */
const wrongThere: Trouble = async (scene) => {
  const { clocks, chance } = scene;
  const by = chance.pick([-3 * YEAR, -HOUR, HOUR]);
  clocks.portal.wrongBy(by);
  // Its tips are older than those from before: for a while, or for longer than anybody lives on these.
  await pause(chance.odds(0.5) ? 2_000 : scene.within(LIVE_S));
  await allSettled(scene, `a portal whose wall clock is wrong by ${Math.round(by / HOUR)} h`);
};

/** The machine of the agents sleeps, and more is published meanwhile. */
const sleep: Trouble = async (scene) => {
  const { clocks, chance, shop, agents } = scene;
  const hours = chance.pick([0.02, 0.5, 12, 72]);
  for (const agent of agents) shop.signalAgent(agent, 'SIGSTOP');
  await pause(300 + chance.below(2_000));
  clocks.agents.sleep(hours * HOUR);
  for (const agent of agents) shop.signalAgent(agent, 'SIGCONT');
  await allSettled(scene, `${hours} h of sleep`);
};

export const troubles: Readonly<Record<string, Trouble>> = {
  'cable out': cableOut,
  'cable out for long': cableOutForLong,
  'one way dead': oneWay,
  'a slow line': slow,
  'a bad line': weather,
  storm,
  'no name': nameless,
  'captive portal': captive,
  'cut by a middlebox': cut,
  'a proxy that refuses': proxied,
  'wrong clock here': wrongHere,
  'wrong clock at the portal': wrongThere,
  sleep,
};

/** Those that take seconds, for CI. */
export const quick = ['cable out', 'captive portal', 'no name', 'sleep'] as const;
