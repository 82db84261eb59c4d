import type { DatabaseOptions } from '../database.ts';

/** catalogue.db: names alone, made anew by each import and replaced as a whole. */
export const catalogueDatabase: DatabaseOptions = {
  applicationId: 0x56474341, // 'VGCA'
  migrations: [
    {
      name: '0001-names',
      sql: 'create table product (gtin text primary key, name text not null) strict, without rowid;',
    },
  ],
  synchronous: 'FULL',
};
