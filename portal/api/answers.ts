/** What every route's schema says of its refusals. */
import { PROBLEM_MEDIA_TYPE, ProblemDocument } from '../../protocol/problem-document.ts';

const problem = (description: string) => ({
  description,
  content: { [PROBLEM_MEDIA_TYPE]: { schema: ProblemDocument } },
});

/** Refusals that any route may answer. */
export const refusals = {
  '4xx': problem('Refused: the type says why, the field what to correct'),
  '5xx': problem('Nothing was recorded'),
} as const;
