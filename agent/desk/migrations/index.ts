import { desk } from './0001-desk.ts';
import { inventory } from './0002-inventory.ts';
import { shortages } from './0003-shortages.ts';

/** All migrations of desk.db, in order; kept for ever. */
export const migrations = [desk, inventory, shortages] as const;
