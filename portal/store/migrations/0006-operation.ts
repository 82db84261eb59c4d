import { migrationOf } from './statements.ts';

export const operation = migrationOf(['alter table feed_head add column restored_at timestamptz']);
