import type { Messages } from './index.ts';

export const cliMessages = {} as const satisfies Messages;
