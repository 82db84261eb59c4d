/** What a till asks, whichever door it comes through: checks, baskets and outcomes, from unknown values to answers. */
import Type from 'typebox';
import { compiled } from '../../protocol/compiled.ts';
import type { Language } from '../../protocol/messages/index.ts';
import { problemDocument } from '../../protocol/problem-document.ts';
import { schemaProblem } from '../../protocol/schema-problem.ts';
import type { HookDependencies } from './dependencies.ts';
import { problemOf } from './problems.ts';
import {
  BATCH_ITEMS,
  type BatchAnswer,
  type CheckAnswer,
  CheckRequest,
  IdParams,
  type OutcomeAnswer,
  OutcomeRequest,
} from './schemas.ts';

/** The basket without its items: one that is malformed is that item's problem, not the basket's. */
const basket = compiled(
  Type.Object(
    { items: Type.Array(Type.Unknown(), { minItems: 1, maxItems: BATCH_ITEMS }) },
    { additionalProperties: false },
  ),
);
/** A question about one pack, whichever door it comes through. */
export const item = compiled(CheckRequest);
const outcome = compiled(
  Type.Object({ ...IdParams.properties, ...OutcomeRequest.properties }, { additionalProperties: false }),
);

type Item = BatchAnswer['items'][number];

/** A basket whose items are still to be looked at. Throws the Problem request-invalid. */
export function readBasket(value: unknown): { items: unknown[] } {
  if (!basket.Check(value)) throw schemaProblem(basket.Errors(value));
  return value;
}

export class TillCalls {
  readonly #deps: Pick<HookDependencies, 'checker' | 'journal'>;

  constructor(deps: Pick<HookDependencies, 'checker' | 'journal'>) {
    this.#deps = deps;
  }

  /** One pack, as POST /v1/checks takes it. Throws the Problem that says what is wrong with it. */
  async check(value: unknown, language: Language): Promise<CheckAnswer> {
    if (!item.Check(value)) throw schemaProblem(item.Errors(value));
    return await this.#deps.checker.check(value, language);
  }

  /** A whole basket, answered in the same order; an item with a problem counts as verify. */
  async batch(items: readonly unknown[], language: Language): Promise<BatchAnswer> {
    // Asked in one turn of the event loop, so that the journal writes the basket in one commit.
    const answers = await Promise.all(items.map((one) => this.#item(one, language)));
    return { verdict: worst(answers), items: answers };
  }

  /** What became of a pack: the fields of the call, and the `id` of its check. Throws a Problem. */
  async outcome(value: unknown): Promise<OutcomeAnswer> {
    if (!outcome.Check(value)) throw schemaProblem(outcome.Errors(value));
    const { id, ...report } = value;
    const { created: _, id: checkId, ...told } = await this.#deps.journal.outcome(id, report);
    return { checkId, ...told };
  }

  async #item(one: unknown, language: Language): Promise<Item> {
    try {
      return await this.check(one, language);
    } catch (error) {
      const problem = problemOf(error);
      // A journal that cannot write is no matter of one item: nothing of this basket may look cleared.
      if (problem.status >= 500) throw error;
      return { problem: problemDocument(problem, language) };
    }
  }
}

function worst(items: readonly Item[]): BatchAnswer['verdict'] {
  const verdicts = new Set(items.map((one) => ('problem' in one ? 'verify' : one.verdict)));
  return verdicts.has('block') ? 'block' : verdicts.has('verify') ? 'verify' : 'allow';
}
