import type { ProbeValue } from '../probe.ts';
import type { Answer } from './ask.ts';
import { missing } from './missing.ts';

/** Cache hits of the connected database, and sessions of the whole server that wait for a lock, with who holds it. */
export const DATABASE_SQL = `SELECT
  (SELECT CASE WHEN blks_hit + blks_read > 0 THEN blks_hit::float8 / (blks_hit + blks_read) * 100 END
    FROM pg_stat_database WHERE datname = current_database()) AS hit_percent,
  (SELECT count(DISTINCT pid)::float8 FROM pg_locks WHERE NOT granted) AS blocked,
  (SELECT string_agg(DISTINCT holder::text, ', ') FROM
    (SELECT DISTINCT pid FROM pg_locks WHERE NOT granted LIMIT 20) waiting, unnest(pg_blocking_pids(waiting.pid)) holder
    WHERE holder > 0) AS holders,
  (SELECT max(extract(epoch FROM now() - coalesce(state_change, query_start)))::float8
    FROM pg_stat_activity WHERE wait_event_type = 'Lock') AS longest_wait`;

/** The one row of DATABASE_SQL. */
export interface DatabaseRow {
  hit_percent: number | null;
  blocked: number;
  /** Process ids of the sessions that others wait for. */
  holders: string | null;
  longest_wait: number | null;
}

/** Reads every file of the database on the server, so it is asked for less often than the rest. */
export const SIZE_SQL = 'SELECT pg_database_size(current_database())::float8 AS bytes';

/** Values of DATABASE_SQL. */
export function databaseValues(answer: Answer<DatabaseRow>): ProbeValue[] {
  const hit = { id: 'cache.hitPercent', title: 'Buffer cache hits', unit: '%' } as const;
  const blocked = { id: 'locks.blocked', title: 'Sessions waiting for a lock', unit: 'count' } as const;
  const wait = { id: 'locks.longestWaitSeconds', title: 'Longest wait for a lock', unit: 's' } as const;
  if (!answer.ok) return [hit, blocked, wait].map((head) => ({ ...head, ...missing(answer) }));
  const { hit_percent, blocked: waiting, holders, longest_wait } = answer.row;
  const note = hit_percent === null ? 'nothing was read yet' : 'since the statistics were reset';
  return [
    { ...hit, value: hit_percent, note },
    { ...blocked, value: waiting, ...(holders === null ? {} : { note: `held by the sessions ${holders}` }) },
    { ...wait, value: longest_wait ?? 0 },
  ];
}

/** The value of SIZE_SQL. */
export function sizeValue(answer: Answer<{ bytes: number }>): ProbeValue {
  const head = { id: 'database.sizeBytes', title: 'Database size', unit: 'bytes' } as const;
  return answer.ok ? { ...head, value: answer.row.bytes } : { ...head, ...missing(answer) };
}
