import type { ProbeValue } from '../probe.ts';
import type { Answer } from './ask.ts';
import { missing } from './missing.ts';

/** On a primary: its replicas. `pg_current_wal_lsn()` would be an error on a standby, so each role has its own. */
const PRIMARY_SQL = `SELECT count(*)::float8 AS replicas,
  count(*) FILTER (WHERE state IS NULL)::float8 AS hidden,
  max(extract(epoch FROM replay_lag))::float8 AS lag,
  max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn))::float8 AS lag_bytes
FROM pg_stat_replication`;

/** A standby that replayed all that it received is not late, however long ago the last commit was. */
const STANDBY_SQL = `SELECT (SELECT status FROM pg_stat_wal_receiver LIMIT 1) AS receiver,
  pg_wal_lsn_diff(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())::float8 AS lag_bytes,
  CASE WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM now() - pg_last_xact_replay_timestamp()) END::float8 AS lag`;

/** The one row of either query. */
export interface ReplicationRow {
  replicas?: number;
  hidden?: number;
  receiver?: string | null;
  lag: number | null;
  lag_bytes: number | null;
}

/** What to ask of a server in this role. */
export const replicationSql = (standby: boolean): string => (standby ? STANDBY_SQL : PRIMARY_SQL);

/** Lag in seconds and bytes; replicas of a primary, the link of a standby. */
export function replicationValues(answer: Answer<ReplicationRow>, standby: boolean): ProbeValue[] {
  const first = standby
    ? ({ id: 'replication.receiving', title: 'Standby receives from its primary', unit: 'count' } as const)
    : ({ id: 'replication.replicas', title: 'Replicas connected', unit: 'count' } as const);
  if (!answer.ok) return [first, LAG, LAG_BYTES].map((head) => ({ ...head, ...missing(answer) }));
  const { row } = answer;
  if (standby) {
    const receiving = row.receiver === 'streaming';
    const link = receiving
      ? {}
      : { note: `the receiver is ${row.receiver ?? 'not running, or hidden from this role'}` };
    const stale = receiving ? {} : { note: 'of what was received; the link to the primary is down' };
    return [
      { ...first, value: receiving ? 1 : 0, ...link },
      lagValue(LAG, row.lag, { none: 'nothing was replayed yet', ...stale }),
      lagValue(LAG_BYTES, row.lag_bytes, { none: 'nothing was received yet', ...stale }),
    ];
  }
  if (row.replicas === 0) return [{ ...first, value: 0 }];
  const hidden = (row.hidden ?? 0) > 0;
  const none = hidden ? 'hidden from this role: GRANT pg_monitor TO <role>' : 'the replicas say none';
  return [
    { ...first, value: row.replicas ?? null },
    lagValue(LAG, hidden ? null : (row.lag ?? 0), { none, note: 'of the slowest replica' }),
    lagValue(LAG_BYTES, row.lag_bytes, { none, note: 'of the slowest replica' }),
  ];
}

function lagValue(
  head: typeof LAG | typeof LAG_BYTES,
  value: number | null,
  said: { none: string; note?: string },
): ProbeValue {
  if (value === null) return { ...head, value, note: said.none };
  const least = Math.max(0, value);
  return said.note === undefined ? { ...head, value: least } : { ...head, value: least, note: said.note };
}

const LAG = { id: 'replication.lagSeconds', title: 'Replication lag', unit: 's' } as const;
const LAG_BYTES = { id: 'replication.lagBytes', title: 'Replication lag', unit: 'bytes' } as const;
