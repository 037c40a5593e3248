import type pg from 'pg';
import type { PostgresConnection } from './connect.ts';
import { sqlState } from './failure.ts';

/**
 * Marks the probe's own statements, so that averages can leave them out. Stands after SELECT: from version 18 on
 * pg_stat_statements drops a comment before it.
 */
export const COMMENT = '/* r3mes-harness-probe */';

/** No statement of the probe runs longer on the server, whatever becomes of the client. */
const STATEMENT_TIMEOUT_MS = 2000;

/** The first row of a query, or why there is none. */
export type Answer<Row> = { ok: true; row: Row } | { ok: false; state: string | undefined; error: unknown };

/** Asks over one connection; remembers whether a pooler refuses `SET LOCAL`. */
export class Asker {
  readonly #connection: PostgresConnection;
  #setsTimeout = true;
  #queries = 0;
  #ms = 0;

  constructor(connection: PostgresConnection) {
    this.#connection = connection;
  }

  /** True when a pooler was seen to refuse the statement timeout. */
  get refusesTimeout(): boolean {
    return !this.#setsTimeout;
  }

  /** Queries since the last call, and their round trips together: the probe's own load. */
  takeLoad(): { queries: number; ms: number } {
    const load = { queries: this.#queries, ms: this.#ms };
    [this.#queries, this.#ms] = [0, 0];
    return load;
  }

  /**
   * Runs one SELECT without parameters in a read-only transaction of its own, by the simple protocol: nothing is
   * prepared, and a transaction pooler keeps the timeout with the query. An SQL error is an answer, a broken
   * connection is thrown.
   */
  async ask<Row extends pg.QueryResultRow>(sql: string): Promise<Answer<Row>> {
    const { client, alive } = this.#connection;
    const startedMs = performance.now();
    this.#queries += 1;
    try {
      const results = (await client.query(this.#wrapped(sql))) as unknown as pg.QueryResult<Row>[];
      const row = results.find((result) => result.command === 'SELECT')?.rows[0];
      return row ? { ok: true, row } : { ok: false, state: undefined, error: new Error('no row') };
    } catch (error) {
      const state = sqlState(error);
      if (!alive() || state === undefined || state.startsWith('57P')) throw error;
      await client.query('ROLLBACK');
      if (state === '08P01' && this.#setsTimeout) {
        this.#setsTimeout = false;
        return this.ask(sql);
      }
      return { ok: false, state, error };
    } finally {
      this.#ms += performance.now() - startedMs;
    }
  }

  #wrapped(sql: string): string {
    const timeout = this.#setsTimeout ? ` SET LOCAL statement_timeout = ${STATEMENT_TIMEOUT_MS};` : '';
    return `BEGIN READ ONLY;${timeout} ${sql.replace(/^SELECT/, `SELECT ${COMMENT}`)}; COMMIT`;
  }
}
