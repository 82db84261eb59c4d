import { migrationOf } from './statements.ts';

export const reports = migrationOf([
  `create table product (
    gtin text primary key, cis text not null, name text not null, presentation text not null, holder text not null,
    status text not null, marketing text not null, mitm boolean, searched text not null,
    searched_holder text not null)`,
  'create index product_name on product (name, gtin)',
  `create table product_source (
    id int primary key check (id = 1), date text not null, imported_at timestamptz not null, digest text not null,
    products int not null, skipped int not null, mitm boolean not null)`,
]);
