import { migrationOf } from './statements.ts';

const signature = `add column by_organisation text, add column by_actor text, add column by_name text,
    add column by_on_call boolean not null default false`;

export const access = migrationOf([
  `create table organisation (
    id text primary key, role text not null check (role in ('lab', 'authority', 'operator', 'wholesaler', 'hospital')),
    name text not null, phone text, email text,
    subscription text not null default 'none' check (subscription in ('none', 'recalls', 'recalls+shortages')),
    alerts_since text, two_person boolean not null default false, created_at timestamptz not null, closed_at timestamptz)`,
  `create table convention (
    id text primary key, organisation text not null references organisation, signed_on text not null, file_name text not null,
    media_type text not null, content bytea not null, sha256 text not null, kept_at timestamptz not null,
    kept_by text not null)`,
  'create index convention_organisation on convention (organisation, signed_on)',
  `create table person (
    id text primary key, organisation text not null references organisation, email text not null, name text not null,
    functions jsonb not null, created_at timestamptz not null, active_at timestamptz, ended_at timestamptz)`,
  'create unique index person_email on person (email) where ended_at is null',
  'create index person_organisation on person (organisation, id)',
  `create table invitation (
    id text primary key, person text not null references person, token_hash text not null unique,
    expires_at timestamptz not null, used_at timestamptz, created_at timestamptz not null)`,
  'create index invitation_person on invitation (person)',
  `create table sign_in_code (
    challenge_hash text primary key, account text not null, device text, person text references person,
    code_hash text not null, tries_left int not null, expires_at timestamptz not null, created_at timestamptz not null)`,
  'create index sign_in_code_account on sign_in_code (account, created_at)',
  'create index sign_in_code_expiry on sign_in_code (expires_at)',
  `create table known_browser (
    token_hash text primary key, person text not null references person, created_at timestamptz not null)`,
  'create index known_browser_person on known_browser (person)',
  `create table passkey (
    id text primary key, person text not null references person, name text not null, public_key text not null,
    counter bigint not null, transports jsonb not null, created_at timestamptz not null, last_used_at timestamptz)`,
  'create index passkey_person on passkey (person)',
  `create table passkey_challenge (
    challenge_hash text primary key, person text references person, expires_at timestamptz not null)`,
  'create index passkey_challenge_expiry on passkey_challenge (expires_at)',
  `create table session (
    id text primary key, token_hash text not null unique, person text not null references person, method text not null,
    address text not null, browser text not null, created_at timestamptz not null, last_seen_at timestamptz not null,
    expires_at timestamptz not null, ended_at timestamptz)`,
  'create index session_person on session (person, created_at)',
  `create table api_key (
    id text primary key, organisation text not null references organisation, name text not null,
    secret_hash text not null unique, capabilities jsonb not null, created_at timestamptz not null,
    created_by text not null, last_used_at timestamptz, revoked_at timestamptz)`,
  'create index api_key_organisation on api_key (organisation, id)',
  'alter table bulletin add column organisation text references organisation',
  'create index bulletin_organisation on bulletin (organisation, id)',
  `alter table bulletin_history ${signature}`,
  `alter table bulletin_message ${signature}`,
  `create table occasional_use (
    organisation text not null references organisation, bulletin text not null references bulletin, at timestamptz not null,
    drill boolean not null, by_name text not null, by_on_call boolean not null, primary key (organisation, bulletin))`,
  `create table bulletin_approval (
    bulletin text not null, revision int not null, person text not null references person, name text not null,
    at timestamptz not null, primary key (bulletin, revision, person),
    foreign key (bulletin, revision) references bulletin_revision (bulletin, revision))`,
  'create index occasional_use_at on occasional_use (at, bulletin)',
  'create table audit_head (id int primary key check (id = 1), position int not null, hash text not null)',
  `create table audit_entry (
    position int primary key, previous text not null unique, at timestamptz not null, role text not null, organisation text,
    actor text, name text not null, on_call_from text, act text not null, subject text not null, detail jsonb not null,
    hash text not null unique)`,
  'create index audit_entry_subject on audit_entry (subject, position)',
  'create index audit_entry_act on audit_entry (act, position)',
  'create index audit_entry_at on audit_entry (at)',
  'create index audit_entry_organisation on audit_entry (organisation, position) where organisation is not null',
]);
