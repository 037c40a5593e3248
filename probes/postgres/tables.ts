import type { ProbeValue } from '../probe.ts';
import type { Answer } from './ask.ts';
import { missing } from './missing.ts';

/** Hints of index use, bloat and vacuum, from statistics of tables with over 1,000 rows. Asked for now and then only. */
export const TABLES_SQL = `SELECT
  (SELECT sum(coalesce(idx_scan, 0))::float8 / nullif(sum(coalesce(idx_scan, 0) + coalesce(seq_scan, 0)), 0)::float8 * 100
    FROM pg_stat_user_tables WHERE n_live_tup > 1000) AS index_percent,
  (SELECT relname::text FROM pg_stat_user_tables WHERE n_live_tup > 1000 AND seq_tup_read > 0
    ORDER BY seq_tup_read DESC LIMIT 1) AS most_scanned,
  (SELECT count(*)::float8 FROM pg_stat_user_indexes s JOIN pg_index i USING (indexrelid)
    WHERE s.idx_scan = 0 AND NOT i.indisunique) AS unused_indexes,
  dead.percent AS dead_percent, dead.name AS dead_table,
  (SELECT max(age(datfrozenxid))::float8 / 2147483647 * 100 FROM pg_database WHERE datallowconn) AS freeze_percent,
  (SELECT max(extract(epoch FROM now() - greatest(last_vacuum, last_autovacuum)))::float8
    FROM pg_stat_user_tables WHERE n_dead_tup > 1000) AS vacuum_age,
  (SELECT count(*)::float8 FROM pg_stat_user_tables
    WHERE n_dead_tup > 1000 AND last_vacuum IS NULL AND last_autovacuum IS NULL) AS never_vacuumed
FROM (SELECT 1 AS one) always LEFT JOIN
  (SELECT relname::text AS name, n_dead_tup::float8 / (n_live_tup + n_dead_tup) * 100 AS percent
    FROM pg_stat_user_tables WHERE n_live_tup + n_dead_tup > 1000 ORDER BY 2 DESC LIMIT 1) dead ON true`;

/** The one row of TABLES_SQL. */
export interface TablesRow {
  index_percent: number | null;
  most_scanned: string | null;
  unused_indexes: number;
  dead_percent: number | null;
  dead_table: string | null;
  freeze_percent: number | null;
  vacuum_age: number | null;
  never_vacuumed: number;
}

const SMALL = 'no table has over 1,000 rows';

/** Values of TABLES_SQL. */
export function tableValues(answer: Answer<TablesRow>): ProbeValue[] {
  if (!answer.ok) return HEADS.map((head) => ({ ...head, ...missing(answer) }));
  const { row } = answer;
  const scanned =
    row.most_scanned === null ? {} : { note: `most rows are read by scans of ${row.most_scanned}` };
  const dead = row.dead_table === null ? {} : { note: `in ${row.dead_table}` };
  const found: Record<string, Pick<ProbeValue, 'value' | 'note'>> = {
    'indexes.usedPercent':
      row.index_percent === null ? { value: null, note: SMALL } : { value: row.index_percent, ...scanned },
    'indexes.unused': { value: row.unused_indexes },
    'tables.deadPercent':
      row.dead_percent === null ? { value: null, note: SMALL } : { value: row.dead_percent, ...dead },
    'vacuum.freezePercent': {
      value: row.freeze_percent,
      note: 'of the transactions after which the server stops',
    },
    'vacuum.oldestSeconds':
      row.vacuum_age === null
        ? { value: null, note: 'no table with over 1,000 dead rows was vacuumed, or needs to be' }
        : { value: row.vacuum_age },
    'vacuum.neverTables': { value: row.never_vacuumed },
  };
  return HEADS.map((head) => ({ ...head, ...(found[head.id] ?? { value: null, note: 'not asked' }) }));
}

const HEADS: readonly Pick<ProbeValue, 'id' | 'title' | 'unit'>[] = [
  { id: 'indexes.usedPercent', title: 'Reads of tables by an index', unit: '%' },
  { id: 'indexes.unused', title: 'Indexes never used', unit: 'count' },
  { id: 'tables.deadPercent', title: 'Dead rows, worst table', unit: '%' },
  { id: 'vacuum.freezePercent', title: 'Transaction ids used up', unit: '%' },
  { id: 'vacuum.oldestSeconds', title: 'Oldest vacuum of a table that needs it', unit: 's' },
  { id: 'vacuum.neverTables', title: 'Tables that need vacuum and never had it', unit: 'count' },
];
