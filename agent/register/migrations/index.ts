import { feed } from './0001-feed.ts';

/** All migrations of register.db, in order; kept for ever. */
export const migrations = [feed] as const;
