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

    -- Packs that read alike, once, and how many of them all lines together hold: they are decided once.
    create table inventory_pack (
      number integer primary key,
      inventory text not null references inventory,
      -- JSON of agent/kept-pack.ts: never a serial, never the raw scan.
      pack text not null,
      quantity integer not null,
      unique (inventory, pack)
    ) strict;

    create table inventory_line (
      number integer primary key,
      id text not null unique,
      inventory text not null references inventory,
      pack integer not null references inventory_pack,
      at text not null,
      quantity integer not null
    ) strict;
    create index line_of_inventory on inventory_line (inventory, number);
    create index line_of_pack on inventory_line (pack);
  `,
};
