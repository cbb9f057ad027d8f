import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Compilable } from 'kysely';
import { MailError } from '#lib/mail/index.ts';

export type SqlValue = null | number | bigint | string | Uint8Array;

/** Statements kept prepared; the writer's fixed texts and the common query shapes fit in. */
const maxStatements = 600;

/** One connection to the database file. Synchronous: a call costs microseconds, and a transaction is never held across an await. */
export class Connection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isClosed = false;

  /** @param options.isMapped whether a window onto the file is mapped; default: for readers */
  constructor(path: string, options: { readOnly: boolean; cacheBytes: number; isMapped?: boolean }) {
    this.#database = new DatabaseSync(path, { readOnly: options.readOnly, timeout: 10_000, enableForeignKeyConstraints: true });
    if (!options.readOnly) this.#database.exec('pragma journal_mode = wal; pragma journal_size_limit = 67108864;');
    // Mapped pages count as the process's memory: a window for the reader, none for the writer, whose cache holds what it dirties.
    const { isMapped = options.readOnly } = options;
    this.#database.exec(
      `pragma cache_size = -${Math.floor(options.cacheBytes / 1024)}; pragma mmap_size = ${isMapped ? 67108864 : 0}; pragma temp_store = memory;`,
    );
  }

  statement(sql: string): StatementSync {
    if (this.#isClosed) throw new MailError('storage', 'the store is closed', { stage: 'store', code: 'CLOSED' });
    const known = this.#statements.get(sql);
    if (known) return known;
    const statement = this.#database.prepare(sql);
    if (this.#statements.size >= maxStatements) this.#statements.delete(this.#statements.keys().next().value ?? '');
    this.#statements.set(sql, statement);
    return statement;
  }

  all<Row>(sql: string, ...values: SqlValue[]): Row[] {
    return this.statement(sql).all(...values) as Row[];
  }
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined {
    return this.statement(sql).get(...values) as Row | undefined;
  }
  /** Rows as values in the order of the columns: where there are many, and no object is wanted for each. */
  arrays<Row extends SqlValue[]>(sql: string, ...values: SqlValue[]): Row[] {
    if (this.#isClosed) throw new MailError('storage', 'the store is closed', { stage: 'store', code: 'CLOSED' });
    const statement = this.#database.prepare(sql);
    statement.setReturnArrays(true);
    return statement.all(...values) as unknown as Row[];
  }
  /** @returns rows changed */
  run(sql: string, ...values: SqlValue[]): number {
    return Number(this.statement(sql).run(...values).changes);
  }
  /** @returns key of the row */
  insert(sql: string, ...values: SqlValue[]): number {
    return Number(this.statement(sql).run(...values).lastInsertRowid);
  }
  iterate<Row>(sql: string, ...values: SqlValue[]): IterableIterator<Row> {
    // Its own statement: a cached one may be started again while this iteration is going on.
    return this.#database.prepare(sql).iterate(...values) as IterableIterator<Row>;
  }
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs a query that Kysely has built. */
  rows<Row>(query: Compilable<Row>): Row[] {
    const { sql, parameters } = query.compile();
    return this.statement(sql).all(...(parameters as SqlValue[])) as Row[];
  }
  row<Row>(query: Compilable<Row>): Row | undefined {
    const { sql, parameters } = query.compile();
    return this.statement(sql).get(...(parameters as SqlValue[])) as Row | undefined;
  }
  /** @returns rows changed by an insert, update or delete that Kysely has built */
  execute(query: Compilable<unknown>): number {
    const { sql, parameters } = query.compile();
    return Number(this.statement(sql).run(...(parameters as SqlValue[])).changes);
  }

  /** A scalar function usable in this connection's SQL. */
  define(name: string, implementation: (...values: SqlValue[]) => SqlValue): void {
    this.#database.function(name, { deterministic: true, varargs: true }, implementation);
  }

  /** One transaction; rolled back when `body` throws. `immediate` takes the write lock at once, so that it never fails half-way. */
  transaction<Value>(kind: 'immediate' | 'deferred', body: () => Value): Value {
    if (this.#isClosed) throw new MailError('storage', 'the store is closed', { stage: 'store', code: 'CLOSED' });
    this.#database.exec(kind === 'immediate' ? 'begin immediate' : 'begin');
    try {
      const value = body();
      this.#database.exec('commit');
      return value;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('rollback');
      throw error;
    }
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#statements.clear();
    this.#database.close();
  }
}
