import type { RunRecord, VerdictLine } from '../../store/record/v1.ts';

const LATENCY =
  /^(api_latency_p95|loop_canary_p95|db_query_avg|baseline_(latency_\w+|scheduled_p95|routes))$/;

/** True when a run fails by nothing but lines about time: what a busy neighbour of the target can do as well. */
export function failsOnLatencyAlone(record: RunRecord): boolean {
  const { verdict } = record;
  if (verdict?.state !== 'FAIL') return false;
  const failing = verdict.lines.filter((line) => line.gates && isFailing(line, verdict.failOn));
  return failing.length > 0 && failing.every((line) => isLatency(line, record));
}

function isFailing({ level, kind }: VerdictLine, failOn: 'warn' | 'critical'): boolean {
  if (kind === 'generator') return false;
  return level === 'CRIT' || (level === 'WARN' && failOn === 'warn' && kind !== 'baseline');
}

function isLatency({ id, kind }: VerdictLine, { metrics }: RunRecord): boolean {
  if (kind !== 'threshold') return LATENCY.test(id);
  const [metric = ''] = id.split(/[{:]/);
  return metrics.some(
    ({ name, kind: sink, contains }) => name === metric && sink === 'trend' && contains === 'time',
  );
}
