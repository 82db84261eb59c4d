import { migrationOf } from './statements.ts';

/** Letters in batches: the code that a recipient types, and what the mail house said. */
export const letters = migrationOf([
  'alter table outreach_attempt add column code text',
  'create unique index outreach_attempt_code on outreach_attempt (code) where code is not null',
  'create index outreach_attempt_batch on outreach_attempt (batch, n) where batch is not null',
  `alter table letter_batch add column sender jsonb, add column handed_at timestamptz, add column handed_by text,
    add column receipt text`,
]);
