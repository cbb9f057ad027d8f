import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Builds and compiles queries; a `Connection` runs them. The driver is a dummy because node:sqlite is synchronous: going through Kysely's
 * asynchronous driver would hold transactions across awaits and cost more than most of our queries.
 */
export const queryBuilder = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (database) => new SqliteIntrospector(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  },
});
