import type pg from 'pg';
import type { ProbeFacts, ProbeValue } from '../probe.ts';
import type { PostgresConnection } from './connect.ts';

/** The database name under which PgBouncer answers for itself. */
export const PGBOUNCER_DATABASE = 'pgbouncer';

type Pool = Record<string, string | number | null>;

/** Each counted over all pools; `max` takes the largest. */
const COLUMNS: readonly {
  column: string;
  id: string;
  title: string;
  unit: 'count' | 's';
  over: 'sum' | 'max';
}[] = [
  {
    column: 'cl_active',
    id: 'pools.clientsActive',
    title: 'Clients with a server',
    unit: 'count',
    over: 'sum',
  },
  {
    column: 'cl_waiting',
    id: 'pools.clientsWaiting',
    title: 'Clients that wait for a server',
    unit: 'count',
    over: 'sum',
  },
  { column: 'sv_active', id: 'pools.serversActive', title: 'Servers in use', unit: 'count', over: 'sum' },
  { column: 'sv_idle', id: 'pools.serversIdle', title: 'Servers idle', unit: 'count', over: 'sum' },
  {
    column: 'maxwait',
    id: 'pools.longestWaitSeconds',
    title: 'Longest wait for a server',
    unit: 's',
    over: 'max',
  },
];

/**
 * What PgBouncer says of its pools. Its admin console speaks the simple protocol only and knows no SELECT and no
 * transaction: SHOW without parameters is all that is sent.
 */
export async function pgbouncerFacts(connection: PostgresConnection, server: string): Promise<ProbeFacts> {
  const startedMs = performance.now();
  const version = await connection.client.query<Pool>('SHOW VERSION');
  const queryMs = performance.now() - startedMs;
  const pools = rowsOf(await connection.client.query<Pool>('SHOW POOLS'));
  const values = COLUMNS.map(({ column, id, title, unit, over }): ProbeValue => {
    const found = pools.map((pool) => Number(pool[column])).filter(Number.isFinite);
    if (found.length === 0)
      return { id, title, unit, value: null, note: `SHOW POOLS has no column ${column} here` };
    const value = over === 'max' ? Math.max(...found) : found.reduce((sum, each) => sum + each, 0);
    return { id, title, unit, value };
  });
  return {
    values: [
      { id: 'query.ms', title: 'Round trip of a trivial query', value: queryMs, unit: 'ms' },
      { id: 'pools.count', title: 'Pools', value: pools.length, unit: 'count' },
      ...values,
      ...BLIND.map(([id, title]): ProbeValue => ({ id, title, unit: '%', value: null, note: NOT_HERE })),
    ],
    info: {
      product: 'PgBouncer',
      version: String(Object.values(rowsOf(version)[0] ?? {})[0] ?? 'unknown').replace(/^PgBouncer /i, ''),
      server,
    },
  };
}

const NOT_HERE = 'the admin console knows pools only: give DATABASE_URL the name of the database';
const BLIND = [['connections.usedPercent', 'Connections in use']] as const;

/** The console's own pool says nothing of applications. */
function rowsOf(result: pg.QueryResult<Pool>): Pool[] {
  return result.rows.filter((row) => row['database'] !== PGBOUNCER_DATABASE);
}
