/** The agent's answers as the screens name them; the schemas are the agent's. */
import type { CheckAnswer } from '../../agent/hook/schemas.ts';

export type Verdict = CheckAnswer['verdict'];
