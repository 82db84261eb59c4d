import type { Migration } from '../../database.ts';

export const feed: Migration = {
  name: '0001-feed',
  sql: `
    create table meta (key text primary key, value text not null, checksum integer not null) strict, without rowid;

    -- The verified feed, byte for byte: everything below can be made again from it.
    create table entry (
      position integer primary key,
      jws text not null,
      hash text not null,
      received_at text not null,
      holds_keys integer not null
    ) strict;

    -- Entries of a branch that the root abandoned. Their recalls block until lifted by name.
    create table abandoned (
      epoch integer not null,
      position integer not null,
      jws text not null,
      received_at text not null,
      primary key (epoch, position)
    ) strict, without rowid;

    -- One revision of one bulletin; epoch null on the living branch. The content stays in the entry.
    create table revision (
      id integer primary key,
      epoch integer,
      position integer not null,
      bulletin text not null,
      revision integer not null,
      head text not null,
      -- Of this row, but its epoch, and of its targets.
      checksum integer not null
    ) strict;

    create table target (
      id integer primary key,
      revision_id integer not null references revision,
      code text not null,
      spec text not null,
      -- Of this row and of its lots.
      checksum integer not null
    ) strict;

    -- Lots by canonical form, listed or (excepted = 1) left out of an "all lots" target. No reference to the target: rows
    -- are only ever added, target first, and looking it up for each of ten thousand lots takes as long as adding them.
    create table lot (
      target_id integer not null,
      canonical text not null,
      ordinal integer not null,
      lot text not null,
      excepted integer not null,
      expiry text,
      serials text,
      primary key (target_id, canonical, ordinal)
    ) strict, without rowid;

    -- Two signed statements that contradict each other.
    create table fork (
      position integer not null,
      ours text not null,
      theirs text not null,
      at text not null,
      primary key (position, theirs)
    ) strict, without rowid;
  `,
};
