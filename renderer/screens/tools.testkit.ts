/** Answers of the agent for the tests of these screens, and questions that wait for the test to answer them. */

import { onTestFinished } from 'vitest';
import type { InventoryLine } from '../../agent/hook/schemas/inventory.ts';
import type { CheckAnswer } from '../../agent/hook/schemas.ts';
import { ApiProblem } from '../core/api.ts';
import { language } from '../core/say.ts';

/** The screens in French until the test ends. */
export function inFrench(): void {
  const before = language.value;
  language.value = 'fr';
  onTestFinished(() => {
    language.value = before;
  });
}

export const recalled = {
  code: 'lot-recalled',
  effect: 'decides',
  bulletin: '01JRECALL',
  reference: 'R-2026-0042',
  revision: 1,
  title: 'Rappel de lots Exempline',
  level: 'pharmacy',
  drill: false,
} as const;

export function checkAnswer(given: Partial<CheckAnswer> & { lot?: string } = {}): CheckAnswer {
  const { lot = 'A123', ...rest } = given;
  return {
    id: '01JCHECK',
    at: '2026-11-22T09:30:00.000Z',
    verdict: 'allow',
    pack: { gtin: '03400930000014', cip13: '3400930000014', lot, expiry: '2027-03', serial: null, readings: 1 },
    reasons: [],
    message: `Réponse pour le lot ${lot}`,
    feed: { state: 'live', position: 1, asOf: '2026-11-22T09:29:58.000Z', ageSeconds: 2 },
    ...rest,
  };
}

export function line(id: string, given: Partial<InventoryLine> & { lot?: string | null } = {}): InventoryLine {
  const { lot = 'A123', ...rest } = given;
  return {
    id,
    at: '2026-11-22T09:30:00.000Z',
    quantity: 1,
    verdict: 'allow',
    pack: { gtin: '03400930000014', cip13: '3400930000014', lot, expiry: '2027-03', readings: 1 },
    reasons: [],
    message: `Réponse pour ${id}`,
    ...rest,
  };
}

export const unreadable = () =>
  new ApiProblem({
    type: 'scan-unreadable',
    title: 'Ce scan ne désigne aucun produit.',
    status: 422,
    expected: 'un code',
  });
export const storeAway = () => new ApiProblem({ type: 'store-unavailable', title: 'Disque plein.', status: 503 });

/** Asked things wait here, oldest first, until the test answers them. */
export class Waiting<Asked, Answer> {
  readonly all: { asked: Asked; resolve(answer: Answer): void; reject(error: Error): void }[] = [];

  readonly ask = (asked: Asked): Promise<Answer> =>
    new Promise((resolve, reject) => {
      this.all.push({ asked, resolve, reject });
    });

  /** What was asked `at`-th. */
  at(at: number) {
    const one = this.all[at];
    if (one === undefined) throw new Error(`only ${this.all.length} were asked`);
    return one;
  }
}
