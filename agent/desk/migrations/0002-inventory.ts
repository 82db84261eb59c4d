import type { Migration } from '../../database.ts';

export const inventory: Migration = {
  name: '0002-inventory',
  sql: `
    create table inventory (
      id text primary key,
      started_at text not null,
      closed_at text
    ) strict, without rowid;
    -- One is open at a time.
    create unique index inventory_open on inventory ((1)) where closed_at is null;

    create table inventory_line (
      number integer primary key,
      id text not null unique,
      inventory text not null references inventory,
      at text not null,
      quantity integer not null,
      -- JSON of agent/kept-pack.ts: never a serial, never the raw scan.
      pack text not null
    ) strict;
    create index line_of_inventory on inventory_line (inventory, number);
  `,
};
