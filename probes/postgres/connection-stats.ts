import type { ProbeValue } from '../probe.ts';
import type { Asker } from './ask.ts';

const THERE_SQL = "SELECT to_regclass('connection_stats') IS NOT NULL AS there";
/** Its row without a state is that of background processes. */
const STATS_SQL = 'SELECT sum(connections)::float8 AS total FROM connection_stats WHERE state IS NOT NULL';

/** The runbook's view `connection_stats`, where the database has it; undefined where not. */
export async function connectionStats(asker: Asker): Promise<ProbeValue | undefined> {
  const there = await asker.ask<{ there: boolean }>(THERE_SQL);
  if (!there.ok || !there.row.there) return undefined;
  const head = {
    id: 'connectionStats.total',
    title: 'Connections in connection_stats',
    unit: 'count',
  } as const;
  const answer = await asker.ask<{ total: number | null }>(STATS_SQL);
  if (!answer.ok) return { ...head, value: null, note: 'the view is not as the runbook has it' };
  return { ...head, value: answer.row.total ?? 0, note: 'of all databases, the probe not counted' };
}
