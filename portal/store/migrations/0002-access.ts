import { migrationOf } from './statements.ts';

const signature = `add column by_organisation text, add column by_actor text, add column by_name text,
    add column by_on_call boolean not null default false`;

export const access = migrationOf([
  `create table organisation (
    id text primary key, role text not null check (role in ('lab', 'authority', 'operator', 'wholesaler', 'hospital')),
    name text not null, phone text, email text,
    subscription text not null default 'none' check (subscription in ('none', 'recalls', 'recalls+shortages')),
    alerts_since text, two_person boolean not null default false, created_at timestamptz not null, closed_at timestamptz)`,
  'alter table bulletin add column organisation text references organisation',
  'create index bulletin_organisation on bulletin (organisation, id)',
  `alter table bulletin_history ${signature}`,
  `alter table bulletin_message ${signature}`,
  'create table audit_head (id int primary key check (id = 1), position int not null, hash text not null)',
  `create table audit_entry (
    position int primary key, previous text not null unique, at timestamptz not null, role text not null, organisation text,
    actor text, name text not null, on_call_from text, act text not null, subject text not null, detail jsonb not null,
    hash text not null unique)`,
  'create index audit_entry_subject on audit_entry (subject, position)',
  'create index audit_entry_organisation on audit_entry (organisation, position) where organisation is not null',
]);
