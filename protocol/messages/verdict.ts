import type { Messages } from './index.ts';

/** The sentence at the till, by verdict and first reason. */
export const verdictMessages = {} as const satisfies Messages;
