import type { ProbeValue } from '../probe.ts';
import { type Answer, type Asker, COMMENT } from './ask.ts';
import { missing } from './missing.ts';

/** Where pg_stat_statements is, and what its time columns are called: by the columns there are, never by version. */
export interface StatementsSource {
  /** For people: extension version and the column. */
  label: string;
  sql: string;
  /** The statements with the highest average. */
  slowestSql: string;
}

type Found = Answer<{ source: StatementsSource }>;

const FIND_SQL = `SELECT quote_ident(n.nspname) AS schema, e.extversion AS version,
    coalesce((SELECT array_agg(a.attname::text) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      WHERE c.relnamespace = n.oid AND c.relname = 'pg_stat_statements' AND a.attnum > 0), '{}') AS columns
  FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_stat_statements'`;

const HINTS: Record<string, string> = {
  '55000': 'pg_stat_statements is not loaded: add it to shared_preload_libraries and restart PostgreSQL',
  '42P01':
    'the extension has no view here: DROP EXTENSION pg_stat_statements; CREATE EXTENSION pg_stat_statements',
  '42883': 'library and extension differ: ALTER EXTENSION pg_stat_statements UPDATE',
  '42501': 'this role may not read pg_stat_statements: GRANT pg_read_all_stats TO <role>',
};

/** Looks for the extension in the connected database, whatever schema it is in. */
export async function findStatements(asker: Asker): Promise<Found> {
  const answer = await asker.ask<{ schema: string; version: string; columns: string[] }>(FIND_SQL);
  if (!answer.ok) {
    if (answer.state !== undefined) return answer;
    const error = new Error(
      'pg_stat_statements is not installed in this database: CREATE EXTENSION pg_stat_statements',
    );
    return { ...answer, error };
  }
  const { schema, version, columns } = answer.row;
  const suffix = ['_exec_time', '_time'].find((each) => columns.includes(`mean${each}`));
  if (!suffix)
    return { ok: false, state: undefined, error: new Error('pg_stat_statements has no column of times') };
  const source = {
    label: `pg_stat_statements ${version}, mean${suffix}`,
    sql: meanSql(schema, suffix, columns),
    slowestSql: slowestSql(schema, suffix),
  };
  return { ok: true, row: { source } };
}

/**
 * Sums over the connected database. Left out: the probe's own statements, by their comment; what applications and
 * the probe alike send around queries (BEGIN, SET...), which would thin the average out; and statements inside
 * functions, which their callers' time already has.
 */
function meanSql(schema: string, suffix: string, columns: readonly string[]): string {
  const nested = columns.includes('toplevel') ? 'AND toplevel' : '';
  return `SELECT sum(total${suffix})::float8 AS total_ms, sum(calls)::float8 AS calls,
    pg_has_role('pg_read_all_stats', 'USAGE') AS sees_all
  FROM ${schema}.pg_stat_statements
  WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database()) ${nested}
    AND query NOT LIKE '%${COMMENT}%'
    AND query !~* '^\\s*(begin|start|commit|end|rollback|abort|set|reset|show|savepoint|release|discard|deallocate)\\M'`;
}

/**
 * Only of kinds whose constants the extension replaces: other statements (ALTER ROLE) stand there as they were sent,
 * passwords and all.
 */
function slowestSql(schema: string, suffix: string): string {
  return `SELECT json_agg(s) AS slowest FROM (
    SELECT left(regexp_replace(query, '\\s+', ' ', 'g'), 70) AS text, mean${suffix}::float8 AS ms, calls::float8 AS calls
    FROM ${schema}.pg_stat_statements
    WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
      AND query NOT LIKE '%${COMMENT}%' AND query ~* '^\\s*(select|insert|update|delete|with|merge)\\M'
    ORDER BY mean${suffix} DESC LIMIT 3) s`;
}

/** The one row of a source's `slowestSql`. */
export interface SlowestRow {
  slowest: { text: string; ms: number; calls: number }[] | null;
}

/** The average of the slowest statement; the note has the slowest three with their text. */
export function slowestValue(answer: Answer<SlowestRow>): ProbeValue {
  const head = { id: 'statements.slowestMs', title: 'Slowest statement, average', unit: 'ms' } as const;
  if (!answer.ok) return { ...head, ...missing(answer, HINTS) };
  const slowest = answer.row.slowest ?? [];
  if (slowest.length === 0)
    return { ...head, value: null, note: 'no statement was recorded yet, or none is visible' };
  const told = slowest.map(({ text, ms, calls }) => `${calls}x ${Number(ms.toPrecision(3))} ms ${text}`);
  return { ...head, value: slowest[0]?.ms ?? null, note: told.join(' | ') };
}

/** The one row of a source's `sql`. */
export interface StatementsRow {
  total_ms: number | null;
  calls: number | null;
  sees_all: boolean;
}

/** Values since the last reset; a run takes the growth of total and calls. */
export function statementsValues(answer: Answer<StatementsRow>): ProbeValue[] {
  if (!answer.ok) return HEADS.map((head) => ({ ...head, ...missing(answer, HINTS) }));
  const { total_ms, calls, sees_all } = answer.row;
  const count = calls ?? 0;
  const total = total_ms ?? 0;
  const mean = count > 0 ? total / count : null;
  const found: Record<string, number | null> = { meanMs: mean, totalMs: total, calls: count };
  const note = mean === null ? 'no statement was recorded yet' : 'since the statistics were reset';
  const seen = sees_all
    ? { note }
    : { partial: true, note: `partial: ${note}; GRANT pg_read_all_stats TO <role>` };
  return HEADS.map((head) => ({
    ...head,
    value: found[head.id.slice('statements.'.length)] ?? null,
    ...seen,
  }));
}

const HEADS: readonly Pick<ProbeValue, 'id' | 'title' | 'unit'>[] = [
  { id: 'statements.meanMs', title: 'Query time, average', unit: 'ms' },
  { id: 'statements.totalMs', title: 'Query time, total', unit: 'ms' },
  { id: 'statements.calls', title: 'Queries recorded', unit: 'count' },
];
