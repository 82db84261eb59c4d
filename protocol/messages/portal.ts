import type { Messages } from './index.ts';

export const portalMessages = {} as const satisfies Messages;
