import { migrationOf } from './statements.ts';

/** Who is told without an agent, and every attempt to tell them. */
export const outreach = migrationOf([
  `create table recipient (
    id text primary key, kind text not null check (kind in ('wholesaler', 'hospital', 'officine')),
    officine text unique references officine, name text not null, finess text, territory text, phone text, email text, fax text,
    address jsonb, active boolean not null default true, created_at timestamptz not null, updated_at timestamptz not null,
    check ((kind = 'officine') = (officine is not null)))`,
  `create unique index recipient_finess on recipient (kind, finess) where finess is not null`,
  `create table outreach_plan (
    id int primary key check (id = 1), plan jsonb, link_secret text not null, changed_at timestamptz)`,
  `create table outreach_campaign (
    bulletin text not null references bulletin, revision int not null, opened_at timestamptz not null,
    officines_at timestamptz, primary key (bulletin, revision))`,
  `create index outreach_campaign_officines on outreach_campaign (officines_at) where officines_at is not null`,
  `create table outreach (
    id text primary key, bulletin text not null references bulletin, revision int not null,
    kind text not null check (kind in ('wholesaler', 'hospital', 'officine')), addressee text not null,
    state text not null check (state in ('open', 'acknowledged', 'reached', 'superseded', 'exhausted')),
    opened_at timestamptz not null, salvo int not null default 0, next_at timestamptz,
    acknowledged_at timestamptz, acknowledged_by text, answer jsonb, unique (bulletin, revision, addressee))`,
  `create index outreach_next on outreach (next_at) where state = 'open' and next_at is not null`,
  `create table outreach_attempt (
    id text primary key, n bigint generated always as identity, outreach text not null references outreach,
    salvo int not null, channel text not null check (channel in ('email', 'fax', 'letter', 'phone')), address text not null,
    state text not null check (state in ('due', 'accepted', 'failed', 'cancelled', 'returned')),
    tries int not null default 0, due_at timestamptz not null, at timestamptz, receipt text, error text, batch text, by text)`,
  `create index outreach_attempt_outreach on outreach_attempt (outreach, n)`,
  `create index outreach_attempt_due on outreach_attempt (channel, due_at) where state = 'due'`,
  `create table letter_batch (
    id text primary key, at timestamptz not null, letters int not null, by text not null)`,
  `alter table outreach_attempt add foreign key (batch) references letter_batch`,
]);
