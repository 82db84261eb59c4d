/** The parts of the bench, in the order they run; each is loaded when it is its turn. */
import type { PartResult } from './results.ts';

export const parts: Readonly<Record<string, () => Promise<PartResult>>> = {
  check: async () => (await import('./check.ts')).measureCheck(),
  transport: async () => (await import('./transport.ts')).measureTransport(),
  desktop: async () => (await import('./desktop.ts')).measureDesktop(),
};
