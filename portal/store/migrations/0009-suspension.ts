import { migrationOf } from './statements.ts';

export const suspension = migrationOf(['alter table person add column suspended_at timestamptz']);
