import type { Migration } from '../../database.ts';

export const shortages: Migration = {
  name: '0003-shortages',
  sql: `
    -- declared_at null: an order waits, and is declared at due_at.
    create table shortage (
      id text primary key,
      gtin text not null,
      source text not null,
      operator text not null,
      noted_at text not null,
      unavailable_since text,
      due_at text,
      declared_at text,
      -- When the portal was last told that it still holds.
      told_at text,
      closed_at text,
      closed_by text
    ) strict, without rowid;
    -- One is open for a product at a time.
    create unique index shortage_open on shortage (gtin) where closed_at is null;
    create index shortage_due on shortage (due_at) where declared_at is null and closed_at is null;
    create index shortage_noted on shortage (noted_at, id);
  `,
};
