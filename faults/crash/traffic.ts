/** Recalls, revisions, lifts, acknowledgements and checks that go on whatever dies; what was told goes into the model. */
import { testGtin } from '../../agent/verdict/verdict.testkit.ts';
import { recallDraft, type Shop } from '../../cli/processes.testkit.ts';
import type { Chance } from '../random.ts';
import type { Answer, Model } from './model.ts';

interface Revision {
  readonly revision: number;
  readonly state: string;
}
interface Tracking {
  readonly officines: ReadonlyArray<{
    readonly workstations: ReadonlyArray<{ readonly name: string; readonly revision: number | null }>;
  }>;
}

export class Traffic {
  readonly #shop: Shop;
  readonly #model: Model;
  readonly #agents: readonly string[];
  readonly #slower: number;
  #going = true;
  #running: ReadonlyArray<Promise<void>> = [];
  #recalls = 0;
  /** What was refused by a program that lives: traffic that is always refused would prove nothing. */
  readonly refused = new Map<string, number>();
  readonly done = { published: 0, checks: 0, acknowledgements: 0 };

  /** `slower`: how many times as long it pauses. */
  constructor(shop: Shop, model: Model, agents: readonly string[], slower = 1) {
    this.#slower = slower;
    this.#shop = shop;
    this.#model = model;
    this.#agents = agents;
  }

  start(chance: Chance): void {
    this.#going = true;
    this.#running = [
      this.#loop(100, () => this.#publish(chance)),
      this.#loop(50, () => this.#track(chance)),
      ...this.#agents.flatMap((agent) => {
        const own = chance.fork();
        return [this.#loop(15, () => this.check(agent, own)), this.#loop(60, () => this.#acknowledge(agent, own))];
      }),
    ];
  }

  async stop(): Promise<void> {
    this.#going = false;
    await Promise.all(this.#running);
  }

  /** One question of a till; throws where nobody answers. */
  async check(agent: string, chance: Chance): Promise<void> {
    const known = [...this.#model.bulletins.values()];
    if (known.length === 0) return;
    const { gtin, tried } = chance.odds(0.5) ? chance.pick(known) : (known.at(-1) ?? chance.pick(known));
    const lots = [...tried.values()].flatMap((each) => [...(each ?? [])]);
    await this.ask(agent, gtin, chance.odds(0.2) ? 'N0NE' : chance.pick(lots));
  }

  /** One question about this lot. */
  async ask(agent: string, gtin: string, lot: string): Promise<Answer> {
    const question = this.#model.asking(agent, gtin, lot);
    const answer: Answer = await this.#shop.check(agent, gtin, lot);
    this.#model.answer(question, answer);
    this.done.checks++;
    return answer;
  }

  async #publish(chance: Chance): Promise<void> {
    const open = [...this.#model.bulletins].filter(([, { tried }]) => ![...tried.values()].includes(null));
    if (open.length > 0 && chance.odds(0.4)) {
      const [id, bulletin] = chance.pick(open);
      await this.#revise(id, bulletin.gtin, bulletin.tried.size, chance);
      return;
    }
    const gtin = testGtin(1 + (this.#recalls++ % 20));
    const lots = [`L${this.#recalls}A`, `L${this.#recalls}B`];
    const { id } = await this.#shop.portal.submit(recallDraft(`R-${this.#recalls}`, gtin, lots));
    this.#model.trying(id, gtin, 1, lots);
    await this.#validate(id);
  }

  async #revise(id: string, gtin: string, from: number, chance: Chance): Promise<void> {
    const { portal } = this.#shop;
    const path = `/v1/bulletins/${id}`;
    const { revision, state } = (await portal.call('lab', 'GET', path)) as Revision;
    if (state === 'submitted') return this.#validate(id);
    if (state !== 'in-force' && state !== 'draft') return;
    const next = state === 'draft' ? revision : revision + 1;
    const reference = `R-${id}`;
    const lifts = state === 'in-force' && chance.odds(0.25);
    const lots = [`L${from}${chance.below(1e6)}A`, ...(chance.odds(0.8) ? this.#lotsOf(id, revision) : [])];
    // A draft that a killed portal left is of a content that we knew of when we sent it.
    if (state === 'in-force') {
      this.#model.trying(id, gtin, next, lifts ? null : lots);
      if (lifts) await portal.call('lab', 'POST', `${path}/lift`, { reason: 'Contrôle conforme' });
      else await portal.call('lab', 'POST', `${path}/revise`, recallDraft(reference, gtin, lots));
    }
    await portal.call('lab', 'POST', `${path}/submit`);
    await this.#validate(id);
  }

  #lotsOf(id: string, revision: number): string[] {
    return [...(this.#model.bulletins.get(id)?.tried.get(revision) ?? [])];
  }

  async #validate(id: string): Promise<void> {
    const { revision, state } = await this.#shop.portal.validate(id);
    if (state === 'in-force' || state === 'lifted') this.#model.published(id, revision);
    this.done.published++;
  }

  /** What the portal says that agents hold, they said. */
  async #track(chance: Chance): Promise<void> {
    const published = [...this.#model.bulletins].filter(([, { published }]) => published > 0);
    if (published.length === 0) return;
    const [id] = chance.odds(0.7) ? (published.at(-1) ?? chance.pick(published)) : chance.pick(published);
    const { officines } = (await this.#shop.portal.call(
      'authority',
      'GET',
      `/v1/bulletins/${id}/tracking`,
    )) as Tracking;
    for (const { name, revision } of officines.flatMap(({ workstations }) => workstations)) {
      if (revision !== null) this.#model.holds(name, id, revision);
    }
  }

  async #acknowledge(agent: string, chance: Chance): Promise<void> {
    const published = [...this.#model.bulletins].filter(([, each]) => each.published > 0);
    if (published.length === 0) return;
    const [id, { published: revision }] = chance.pick(published);
    await this.#shop.hook(agent, 'POST', `/v1/bulletins/${id}/acknowledgement`, { operator: 'AB', revision });
    this.#model.acknowledges(agent, id, revision);
    this.done.acknowledgements++;
  }

  /** Again and again; who is asked may be dead at any moment, and then nothing was told. */
  async #loop(pause: number, act: () => Promise<void>): Promise<void> {
    while (this.#going) {
      await act().catch((error: Error) => {
        const status = /: ([45]\d\d) /.exec(error.message)?.[1] ?? 'gone';
        this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
      });
      await new Promise((resolve) => setTimeout(resolve, pause * this.#slower));
    }
  }
}
