import { rows } from './0001-rows.ts';

/** All migrations of journal.db, in order; kept for ever. */
export const migrations = [rows] as const;
