import type { Migration } from '../../database.ts';

export const desk: Migration = {
  name: '0001-desk',
  sql: `
    create table acknowledgement (
      bulletin text not null,
      revision integer not null,
      operator text not null,
      at text not null,
      outdated integer not null,
      primary key (bulletin, revision)
    ) strict, without rowid;

    create table displayed (
      bulletin text not null,
      revision integer not null,
      at text not null,
      primary key (bulletin, revision)
    ) strict, without rowid;

    create table quarantine_report (
      number integer primary key,
      id text not null unique,
      bulletin text not null,
      revision integer not null,
      operator text not null,
      at text not null,
      lines text not null
    ) strict;
    create index quarantine_of_bulletin on quarantine_report (bulletin, number);

    create table alarm (
      id text primary key,
      code text not null,
      detail text not null,
      at text not null
    ) strict, without rowid;

    -- The outbox. A seq is never used twice but for events the portal cannot have (see resume).
    create table event (
      seq integer primary key,
      id text not null unique,
      kind text not null,
      at text not null,
      bulletin text,
      revision integer,
      data text not null,
      receipted_at text,
      countersignature text,
      refused_at text,
      refusal text
    ) strict;
    create index event_waiting on event (seq) where receipted_at is null and refused_at is null;

    -- last-seq: of the outbox. next-event-id: of the event stream. restored-at-seq: last seq that the backup held.
    create table counter (name text primary key, value integer not null) strict, without rowid;
  `,
};
