import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A migration of statements run one by one: the extended protocol that PGlite speaks takes no more at a time. */
export function migrationOf(statements: readonly string[]): Migration {
  return {
    up: async (db: Kysely<unknown>) => {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}
