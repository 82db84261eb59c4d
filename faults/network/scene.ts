/** What the troubles of a network share: who is there, how they live, and what may never be seen meanwhile. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Shop, until } from '../../cli/processes.testkit.ts';
import type { ProgramClock } from '../clock/clock.ts';
import { settled } from '../crash/audit.ts';
import { feedLog } from '../crash/books.ts';
import type { Model } from '../crash/model.ts';
import type { Chance } from '../random.ts';
import type { Hosts } from './hosts.ts';

export interface Status {
  readonly feed: { readonly state: string; readonly position: number; readonly ageSeconds: number | null };
  readonly link: { readonly state: string; readonly since: string | null; readonly detail: string | null };
}

/** protocol/frames.ts and agent/link/freshness.ts: in seconds of the programs. */
export const SILENCE_S = 30;
export const LIVE_S = 120;

/** Ours, while two cores are shared with others. */
const SLACK_MS = 2_000;

export interface Scene {
  readonly shop: Shop;
  readonly hosts: Hosts;
  readonly model: Model;
  readonly chance: Chance;
  readonly agents: readonly string[];
  /** One of all agents (they are on one machine), one of the portal. */
  readonly clocks: { readonly agents: ProgramClock; readonly portal: ProgramClock };
  /** Milliseconds of ours in which the programs live so many seconds, and what a busy machine takes. */
  readonly within: (seconds: number) => number;
  readonly finding: (what: string) => void;
}

export function within(rate: number): Scene['within'] {
  return (seconds) => (seconds * 1_000) / rate + SLACK_MS;
}

/** On a machine that is busy the first question may get no answer in time. */
export function statusOf(shop: Shop, agent: string): Promise<Status> {
  return until(() => shop.hook<Status>(agent, 'GET', '/v1/status'), { what: `a word of ${agent}` });
}

/** Milliseconds of ours until that agent's link is as wanted; adds a finding, and goes on, where that takes longer than so many seconds. */
export async function linkIs(
  scene: Scene,
  agent: string,
  seconds: number,
  wanted: (state: string) => boolean,
  what: string,
): Promise<void> {
  const deadline = performance.now() + scene.within(seconds);
  for (;;) {
    const { link } = await statusOf(scene.shop, agent);
    if (wanted(link.state)) return;
    if (performance.now() > deadline) {
      scene.finding(`${what}: after ${seconds} s ${agent} says its link is ${link.state} (${link.detail ?? ''})`);
      return;
    }
    await pause(50);
  }
}

/** Everything published has come to everybody, and everything done has gone up. */
export async function allSettled({ shop, agents, finding }: Scene, what: string): Promise<void> {
  const position = feedLog(shop.portalDir).length;
  for (const agent of agents) {
    await settled(shop, agent, position).catch(async (error: Error) => {
      const status = await statusOf(shop, agent).catch(({ message }: Error) => message);
      finding(`${what}: ${agent} does not come round: ${error.message} ${JSON.stringify(status)}`);
    });
  }
}

/** Asks for as long as it is let: nobody says that it is live who lacks what was published longer ago than `LIVE_S`. */
export class Watch {
  readonly #scene: Scene;
  readonly #published: Array<{ readonly at: number; readonly position: number }> = [];
  #going = true;
  readonly #loops: ReadonlyArray<Promise<void>>;
  /** Answers judged, and those among them that were live. */
  readonly done = { looks: 0, live: 0 };

  constructor(scene: Scene) {
    this.#scene = scene;
    this.#loops = scene.agents.map((agent) => this.#loop(agent));
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#loops);
  }

  async #loop(agent: string): Promise<void> {
    const { shop, clocks, finding } = this.#scene;
    while (this.#going) {
      const position = feedLog(shop.portalDir).length;
      if (position > (this.#published.at(-1)?.position ?? 0))
        this.#published.push({ at: clocks.agents.honest(), position });
      const old = clocks.agents.honest() - LIVE_S * 1_000;
      // Before the question: what it may not know need not be known.
      const must = this.#published.findLast(({ at }) => at < old)?.position ?? 0;
      const status = await statusOf(shop, agent).catch(() => null);
      if (status !== null) {
        this.done.looks++;
        if (status.feed.state === 'live') {
          this.done.live++;
          if (status.feed.position < must)
            finding(
              `${agent} says it is live at ${status.feed.position}; more than ${LIVE_S} s ago the portal had ${must}`,
            );
        }
      }
      await pause(150);
    }
  }
}

/** Waits until the link of each agent stands. */
export async function connected(scene: Scene): Promise<void> {
  for (const agent of scene.agents) {
    await until(async () => (await statusOf(scene.shop, agent)).link.state === 'connected' || undefined, {
      seconds: 60,
      what: `a link of ${agent}`,
    });
  }
}
