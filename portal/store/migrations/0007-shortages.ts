import { migrationOf } from './statements.ts';

export const shortages = migrationOf([
  `create table shortage_declaration (
    id text primary key, officine text not null references officine, territory text, gtin text not null,
    source text not null check (source in ('desk', 'software', 'automatic')), workstation text not null,
    declaration text, opened_at timestamptz not null, unavailable_since timestamptz, received_at timestamptz not null,
    closed_at timestamptz, closed_by text check (closed_by in ('officine', 'laboratory')))`,
  'create unique index shortage_declaration_open on shortage_declaration (officine, gtin) where closed_at is null',
  'create index shortage_declaration_officine on shortage_declaration (officine, gtin, closed_at)',
  'create index shortage_declaration_product on shortage_declaration (gtin, opened_at)',
  'create index shortage_declaration_ended on shortage_declaration (gtin, closed_at) where closed_at is not null',
  'create index shortage_declaration_now on shortage_declaration (gtin, territory, opened_at) where closed_at is null',
  'create index shortage_declaration_month on shortage_declaration (opened_at, gtin)',
  `create table shortage_answer (
    bulletin text not null references bulletin, gtin text not null, name text, anticipated boolean not null,
    published_at timestamptz not null, ended_at timestamptz, primary key (bulletin, gtin))`,
  'create index shortage_answer_product on shortage_answer (gtin, published_at)',
  // What a laboratory exploits: products by code, or all of which the medicines database names it as holder.
  `create table laboratory_holder (
    searched_holder text primary key, holder text not null, organisation text not null references organisation)`,
  'create index laboratory_holder_organisation on laboratory_holder (organisation)',
  `create table laboratory_product (
    gtin text primary key, name text, organisation text not null references organisation)`,
  'create index laboratory_product_organisation on laboratory_product (organisation)',
  'create index product_searched_holder on product (searched_holder)',
  // Beside what the medicines database says.
  'create table major_interest (gtin text primary key, by_organisation text, at timestamptz not null)',
  `create table shortage_notice (
    id text primary key, at timestamptz not null, gtin text not null,
    what text not null check (what in ('declared', 'announced', 'answered', 'revised', 'ended')), bulletin text,
    read_at timestamptz, read_by text)`,
  'create index shortage_notice_unread on shortage_notice (id) where read_at is null',
  'create index shortage_notice_product on shortage_notice (gtin, at)',
]);
