import type { Messages } from './index.ts';

export const agentMessages = {} as const satisfies Messages;
