/** The parts of the bench, in the order they run; each is loaded when it is its turn. */
import type { PartResult } from './results.ts';

export const parts: Readonly<Record<string, () => Promise<PartResult>>> = {
  check: async () => (await import('./check.ts')).measureCheck(),
  transport: async () => (await import('./transport.ts')).measureTransport(),
  decision: async () => (await import('./decision.ts')).measureDecision(),
  index: async () => (await import('./index.ts')).measureIndex(),
  start: async () => (await import('./start.ts')).measureStart(),
  idle: async () => (await import('./idle.ts')).measureIdle(),
  import: async () => (await import('./import.ts')).measureImport(),
  'import-beside': async () => (await import('./import-beside.ts')).measureImportBeside(),
  'look-back': async () => (await import('./look-back.ts')).measureLookBack(),
  'fan-out': async () => (await import('./portal/fan-out.ts')).measureFanOut(),
  storm: async () => (await import('./portal/storm.ts')).measureStorm(),
  upward: async () => (await import('./portal/upward.ts')).measureUpward(),
  scale: async () => (await import('./portal/scale.ts')).measureScale(),
  desktop: async () => (await import('./desktop.ts')).measureDesktop(),
};

/** No cost of its own, and minutes: it runs where it is named. */
export const onDemand: ReadonlySet<string> = new Set(['scale']);
