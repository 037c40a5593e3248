import type { ProbeValue } from '../probe.ts';
import type { Answer } from './ask.ts';
import { APPLICATION_NAME } from './connect.ts';
import { missing } from './missing.ts';

/** What the grant would be that shows everything. */
export const GRANT = 'GRANT pg_read_all_stats TO <role>';

/**
 * Client sessions of all databases but the probe's own. A role without pg_read_all_stats sees no type of other
 * sessions: there a session with a user and a database is taken for a client.
 */
export const ACTIVITY_SQL = `SELECT
  count(*)::float8 AS total,
  count(*) FILTER (WHERE state = 'active')::float8 AS active,
  count(*) FILTER (WHERE state = 'idle')::float8 AS idle,
  count(*) FILTER (WHERE state LIKE 'idle in transaction%')::float8 AS idle_in_transaction,
  count(*) FILTER (WHERE state = 'active' AND now() - query_start > interval '5 minutes')::float8 AS long_running,
  max(extract(epoch FROM now() - query_start)) FILTER (WHERE state = 'active')::float8 AS longest_query,
  max(extract(epoch FROM now() - xact_start))::float8 AS longest_transaction,
  count(*) FILTER (WHERE state IS NULL OR backend_type IS NULL)::float8 AS hidden,
  pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all,
  current_setting('max_connections')::float8 AS max_connections,
  current_setting('superuser_reserved_connections')::float8
    + coalesce(current_setting('reserved_connections', true), '0')::float8 AS reserved,
  pg_is_in_recovery() AS standby, pg_backend_pid()::float8 AS pid
FROM pg_stat_activity
WHERE coalesce(backend_type, 'client backend') = 'client backend'
  AND datid IS NOT NULL AND usesysid IS NOT NULL
  AND pid <> pg_backend_pid() AND application_name <> '${APPLICATION_NAME}'`;

/** The one row of ACTIVITY_SQL. */
export interface ActivityRow {
  total: number;
  active: number;
  idle: number;
  idle_in_transaction: number;
  long_running: number;
  /** Seconds; null where nothing runs. */
  longest_query: number | null;
  longest_transaction: number | null;
  hidden: number;
  sees_all: boolean;
  max_connections: number;
  reserved: number;
  standby: boolean;
  /** Of the session that answered: behind a pooler another than the one that was connected to. */
  pid: number;
}

/** Sessions against what applications may open: max_connections less what is kept for superusers. */
export function activityValues(answer: Answer<ActivityRow>): ProbeValue[] {
  if (!answer.ok) return HEADS.map((head) => ({ ...head, ...missing(answer) }));
  const { row } = answer;
  const max = row.max_connections - row.reserved;
  const partial = row.sees_all
    ? {}
    : { partial: true, note: `partial: this role sees its own sessions only; ${GRANT}` };
  const found: Record<string, number | null> = {
    'connections.total': row.total,
    'connections.max': max,
    'connections.usedPercent': max > 0 ? (row.total / max) * 100 : null,
    'connections.active': row.active,
    'connections.idle': row.idle,
    'connections.idleInTransaction': row.idle_in_transaction,
    'queries.longRunning': row.long_running,
    'queries.longestSeconds': row.longest_query ?? 0,
    'transactions.longestSeconds': row.longest_transaction ?? 0,
  };
  return HEADS.map((head) => {
    const value = found[head.id] ?? null;
    if (head.id !== 'connections.max') return { ...head, value, ...partial };
    return row.reserved > 0
      ? { ...head, value, note: `${row.reserved} more are kept for superusers` }
      : { ...head, value };
  });
}

const HEADS: readonly Pick<ProbeValue, 'id' | 'title' | 'unit'>[] = [
  { id: 'connections.total', title: 'Client connections', unit: 'count' },
  { id: 'connections.max', title: 'Connections that applications may open', unit: 'count' },
  { id: 'connections.usedPercent', title: 'Connections in use', unit: '%' },
  { id: 'connections.active', title: 'Active connections', unit: 'count' },
  { id: 'connections.idle', title: 'Idle connections', unit: 'count' },
  { id: 'connections.idleInTransaction', title: 'Idle in transaction', unit: 'count' },
  { id: 'queries.longRunning', title: 'Queries running for over 5 minutes', unit: 'count' },
  { id: 'queries.longestSeconds', title: 'Longest running query', unit: 's' },
  { id: 'transactions.longestSeconds', title: 'Oldest open transaction', unit: 's' },
];
