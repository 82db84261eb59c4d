import { migrationOf } from './statements.ts';

/** The latest end that an officine told of a product when nothing of that time was declared. */
export const shortageEnds = migrationOf([
  `create table shortage_end (
    officine text not null references officine, gtin text not null, at timestamptz not null, primary key (officine, gtin))`,
  // Who said last that it lacks, and when: an end that happened before ends what was declared until then.
  'alter table shortage_declaration add column declared_at timestamptz, add column declared_by text',
]);
