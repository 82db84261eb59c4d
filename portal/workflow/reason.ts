import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { schemaProblem } from '../../protocol/schema-problem.ts';
import { tidy } from './tidy.ts';

/** Body of a rejection, of a lift, and of the edit of a revision that lifts. */
export const ReasonBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 2000 }) },
  { additionalProperties: false },
);
export type ReasonBody = Static<typeof ReasonBody>;

const reasonSchema = Compile(ReasonBody);

/** The reason in a parsed body. Throws `Problem` request-invalid naming the field. */
export function readReason(body: unknown): string {
  const tidied = tidy(body);
  if (!reasonSchema.Check(tidied)) throw schemaProblem(reasonSchema.Errors(tidied));
  return tidied.reason;
}
