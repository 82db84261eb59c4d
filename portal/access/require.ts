import { Problem } from '../../protocol/problems.ts';
import type { Capability } from './capabilities.ts';

/** Throws role-refused, naming the capability, unless `holder` has it. */
export function requireCapability(holder: { may(capability: Capability): boolean }, capability: Capability): void {
  if (!holder.may(capability)) throw new Problem('role-refused', { expected: 'capability', values: { capability } });
}
