/**
 * What must hold, known without asking the programs: which lots each revision of each bulletin recalls, what each agent said it
 * holds, what was answered to whom. Everything that was only asked for may or may not have come to be; everything that was told
 * must stand.
 */
export interface Answer {
  readonly id: string;
  readonly verdict: string;
  readonly reasons: ReadonlyArray<{ readonly code: string; readonly bulletin?: string; readonly revision?: number }>;
}

interface Bulletin {
  readonly gtin: string;
  /** Of each revision that anybody tried to publish: its lots; null: it lifts. */
  readonly tried: Map<number, ReadonlySet<string> | null>;
  /** The last revision of which the portal said that it is published. */
  published: number;
}

/** What is known when a question is asked; the answer is judged by that. */
interface Question {
  readonly agent: string;
  readonly gtin: string;
  readonly lot: string;
  /** Revision that the agent is known to hold, by bulletin. */
  readonly held: ReadonlyMap<string, number>;
}

export class Model {
  readonly bulletins = new Map<string, Bulletin>();
  /** By agent: the newest revision it is known to hold, by bulletin. */
  readonly #held = new Map<string, Map<string, number>>();
  /** By agent: verdicts answered, by the check's id. */
  readonly answered = new Map<string, Map<string, string>>();
  /** By agent: `bulletin revision` of acknowledgements that the hook took. */
  readonly acknowledged = new Map<string, Set<string>>();
  readonly findings: string[] = [];
  /** Clocks are wrong: nobody can tell how old what is held is, and to verify for that reason alone is right. */
  mayBeStale = false;

  /** Somebody is about to publish this. */
  trying(id: string, gtin: string, revision: number, lots: readonly string[] | null): void {
    const known = this.bulletins.get(id) ?? { gtin, tried: new Map(), published: 0 };
    known.tried.set(revision, lots === null ? null : new Set(lots));
    this.bulletins.set(id, known);
  }

  /** The portal said so. */
  published(id: string, revision: number): void {
    const known = this.bulletins.get(id);
    if (known !== undefined) known.published = Math.max(known.published, revision);
  }

  /** The agent said, to the portal or in an answer, that it holds this revision. */
  holds(agent: string, id: string, revision: number): void {
    const held = this.#of(this.#held, agent, () => new Map<string, number>());
    held.set(id, Math.max(held.get(id) ?? 0, revision));
  }

  /** Taken when a check is asked. */
  asking(agent: string, gtin: string, lot: string): Question {
    return { agent, gtin, lot, held: new Map(this.#held.get(agent)) };
  }

  /** Judges the answer, and learns from it. */
  answer({ agent, gtin, lot, held }: Question, answer: Answer): void {
    this.#of(this.answered, agent, () => new Map<string, string>()).set(answer.id, answer.verdict);
    for (const { bulletin, revision } of answer.reasons) {
      if (bulletin !== undefined && revision !== undefined) this.holds(agent, bulletin, revision);
    }
    const says = `${agent} answered ${answer.verdict} (${answer.reasons.map(({ code }) => code).join(', ') || 'no reason'}) for lot ${lot}`;
    let recalled = false;
    for (const [id, bulletin] of this.bulletins) {
      if (bulletin.gtin !== gtin) continue;
      const known = held.get(id) ?? 0;
      const lots = [...bulletin.tried].filter(([revision]) => revision >= known);
      recalled ||= [...bulletin.tried.values()].some((each) => each?.has(lot) === true);
      if (known > 0 && lots.every(([, each]) => each?.has(lot) === true) && answer.verdict !== 'block') {
        this.findings.push(`${says}, recalled by revision ${known} of ${id}, which it said it holds`);
      }
    }
    const stale =
      this.mayBeStale && answer.verdict === 'verify' && answer.reasons.every(({ code }) => code === 'feed-stale');
    if (!recalled && answer.verdict !== 'allow' && !stale) this.findings.push(`${says}, which nobody recalled`);
  }

  /** The hook took an acknowledgement. */
  acknowledges(agent: string, id: string, revision: number): void {
    this.#of(this.acknowledged, agent, () => new Set<string>()).add(`${id} ${revision}`);
  }

  /** What an agent that holds everything published answers for a lot. Only once nothing is under way any more. */
  verdictNow(id: string, lot: string): 'allow' | 'block' {
    const bulletin = this.bulletins.get(id);
    return bulletin?.tried.get(bulletin.published)?.has(lot) === true ? 'block' : 'allow';
  }

  #of<T>(all: Map<string, T>, agent: string, make: () => T): T {
    const found = all.get(agent) ?? make();
    all.set(agent, found);
    return found;
  }
}
