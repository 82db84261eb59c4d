/** The contract's choices in the order in which a form offers them; the portal's schemas hold the same. */
import type { Action, Level } from '../../../protocol/bulletin.ts';

export const actions = ['recall', 'withdrawal', 'quarantine', 'check'] as const satisfies readonly Action[];
export const levels = ['patient', 'pharmacy', 'hospital', 'wholesaler'] as const satisfies readonly Level[];
