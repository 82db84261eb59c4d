import { migrationOf } from './statements.ts';

export const tables = migrationOf([
  `create table feed_head (
    id int primary key check (id = 1), feed text not null, portal text not null, position int not null, hash text not null,
    at timestamptz not null, recovering boolean not null default false, recover_to int,
    recovery_ended_at timestamptz, epoch int not null default 0)`,
  `create table feed_entry (
    position int primary key, previous text not null unique, hash text not null unique, jws text not null, at timestamptz not null,
    kind text not null check (kind in ('bulletin', 'keys', 'epoch')), bulletin text, revision int)`,
  `create index feed_entry_statement on feed_entry (kind, position) where kind <> 'bulletin'`,
  `create index feed_entry_bulletin on feed_entry (bulletin, revision) where bulletin is not null`,
  `create table feed_abandoned (
    epoch int not null, position int not null, hash text not null, jws text not null, at timestamptz not null,
    primary key (epoch, position))`,
  `create table officine (
    id text primary key, name text not null, territory text, finess text, phone text, email text,
    statement_version int not null, statement text not null, created_at timestamptz not null)`,
  `create table workstation (
    id text primary key, officine text not null references officine, name text not null, public_key jsonb not null,
    thumbprint text not null unique, enrolled_at timestamptz not null, revoked_at timestamptz, revocation_notice text,
    position int not null default 0, last_event_seq int not null default 0, last_seen_at timestamptz, version text,
    headless boolean not null default false)`,
  'create index workstation_officine on workstation (officine)',
  'create index workstation_revoked on workstation (revoked_at) where revoked_at is not null',
  `create table enrolment_token (
    id text primary key, officine text not null references officine, token_hash text not null unique,
    uses_left int not null check (uses_left >= 0), expires_at timestamptz not null, created_at timestamptz not null)`,
  `create table bulletin (
    id text primary key, kind text not null, author_role text not null, created_at timestamptz not null,
    in_force_revision int, lifted boolean not null default false)`,
  `create table bulletin_revision (
    bulletin text not null references bulletin, revision int not null check (revision >= 1),
    state text not null check (state in ('draft', 'submitted', 'rejected', 'in-force', 'lifted', 'superseded')),
    lift boolean not null default false, content jsonb not null, reason text, position int,
    created_at timestamptz not null, updated_at timestamptz not null, primary key (bulletin, revision))`,
  `create unique index bulletin_revision_open on bulletin_revision (bulletin)
    where state in ('draft', 'submitted', 'rejected')`,
  `create table bulletin_history (
    id int generated always as identity primary key, bulletin text not null references bulletin, revision int not null,
    state text not null, at timestamptz not null, by_role text not null, reason text)`,
  'create index bulletin_history_bulletin on bulletin_history (bulletin, id)',
  `create table bulletin_message (
    id text primary key, bulletin text not null references bulletin, at timestamptz not null, by_role text not null,
    text text not null)`,
  'create index bulletin_message_bulletin on bulletin_message (bulletin, id)',
  `create table delivery (
    workstation text not null references workstation, bulletin text not null, revision int not null, at timestamptz not null,
    primary key (workstation, bulletin, revision))`,
  'create index delivery_bulletin on delivery (bulletin, revision)',
  `create table workstation_event (
    workstation text not null references workstation, seq int not null, id text not null, kind text not null,
    bulletin text, revision int, at timestamptz not null, received_at timestamptz not null, data jsonb not null,
    digest text not null, unique (workstation, id), unique (workstation, seq))`,
  'create index workstation_event_bulletin on workstation_event (bulletin, revision, kind) where bulletin is not null',
  `create table event_refused (
    workstation text not null references workstation, seq int not null, id text, reason text not null, body jsonb not null,
    received_at timestamptz not null, digest text not null, primary key (workstation, seq))`,
  `create table alarm (
    id text primary key, at timestamptz not null, workstation text, code text not null, detail jsonb not null)`,
  'create index alarm_at on alarm (at)',
  `create table journal_head (
    workstation text not null references workstation, count int not null, hash text not null, at timestamptz not null,
    countersignature text not null, primary key (workstation, count, hash))`,
]);
