/** Problems on the wire (RFC 9457): the document that both HTTP servers answer, in the caller's language. */
import Type, { type Static } from 'typebox';
import { isMessageKey, type Language, type MessageKey, say } from './messages/index.ts';
import { type Problem, type ProblemType, problemStatus } from './problems.ts';

export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

export const ProblemDocument = Type.Object(
  {
    type: Type.Enum(Object.keys(problemStatus) as ProblemType[], { description: 'Stable; never translated' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    field: Type.Optional(Type.String({ description: 'Path of the field at fault: recall.targets[0].gtin' })),
    expected: Type.Optional(Type.String({ description: 'What was expected of it, in words' })),
    state: Type.Optional(Type.String({ description: 'For state-conflict: the state that refuses' })),
  },
  {
    $id: 'Problem',
    description: 'RFC 9457; sentences in the language of Accept-Language (French unless asked for English)',
  },
);
export type ProblemDocument = Static<typeof ProblemDocument>;

/** The document for `problem`, in `language`. `titles` replaces the catalogue's sentence of a type by another of its keys. */
export function problemDocument(
  problem: Problem,
  language: Language,
  titles: Partial<Record<ProblemType, MessageKey>> = {},
): ProblemDocument {
  const { field, expected, state } = problem.details;
  const values = {
    ...problem.details.values,
    ...(state === undefined ? {} : { state: say(language, `state.${state}`) }),
  };
  const key = `expected.${expected ?? ''}`;
  const own = `problem.${problem.type}.${state ?? ''}`;
  const title = isMessageKey(own) ? own : (titles[problem.type] ?? (`problem.${problem.type}` as const));
  return {
    type: problem.type,
    title: say(language, title, values),
    status: problem.status,
    ...(field === undefined ? {} : { field }),
    ...(expected === undefined ? {} : { expected: isMessageKey(key) ? say(language, key, values) : expected }),
    ...(state === undefined ? {} : { state }),
  };
}
