import { desk } from './0001-desk.ts';

/** All migrations of desk.db, in order; kept for ever. */
export const migrations = [desk] as const;
