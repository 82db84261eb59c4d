import type { Migration } from '../../database.ts';

export const rows: Migration = {
  name: '0001-rows',
  sql: `
    create table row (
      seq integer primary key,
      at text not null,
      id text not null,
      pack text,
      verdict text,
      reasons text not null,
      feed text,
      terminal text,
      operator text,
      sale_reference text,
      outcome text,
      reason text,
      override integer not null,
      kind text not null,
      previous_hash text not null,
      hash text not null
    ) strict;
    create index row_of_id on row (id);
    create index row_at on row (at);
    -- Most checks are allowed: only the others are worth finding by their verdict.
    create index row_of_verdict on row (verdict, seq) where verdict <> 'allow';

    -- Look-back asks by product code.
    create table row_code (
      code text not null,
      seq integer not null,
      primary key (code, seq)
    ) strict, without rowid;

    -- Heads that the portal countersigned: where a proof may begin, and what nobody can rewrite any more.
    create table countersigned_head (
      count integer primary key,
      hash text not null,
      countersignature text not null,
      at text not null
    ) strict;

    -- The countersigned head at which the journal was pruned; rows up to it are gone, or about to go.
    create table cut (
      id integer primary key check (id = 1),
      count integer not null
    ) strict;
  `,
};
