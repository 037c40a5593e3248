import { each, probed, probeGrowth, type Reading } from './timeline.ts';

const share = (part: number | null, whole: number | null): number | null =>
  part === null || whole === null || whole === 0 ? null : (100 * part) / whole;

/** The curve behind a judged line, by the line's id: what its sparkline shows. */
export const LINE_READINGS: Readonly<Record<string, Reading>> = {
  api_latency_p95: each(({ latencyMs }) => latencyMs?.p95),
  error_rate: each(({ errors, requests }) => share(errors, requests)),
  loop_canary_p95: each(({ canaryMs }) => canaryMs?.p95),
  rate_limited_share: each(({ rateLimited, requests }) => share(rateLimited, requests)),
  delivered_rate: each(({ planned, dropped }) => share(planned === null ? null : planned - dropped, planned)),
  db_connections: probed('postgres', 'connections.usedPercent'),
  db_query_avg: probeGrowth('postgres', 'statements.totalMs', 'statements.calls'),
  db_long_queries: probed('postgres', 'queries.longRunning'),
  redis_memory: probed('redis', 'memory.usedPercent'),
  generator_loop: each(({ generator }) => share(generator.elu, 1)),
  generator_gc: each(({ generator, durationMs }) => share(generator.gcMs ?? null, durationMs)),
  generator_steal: each(({ generator }) => share(generator.steal ?? null, 1)),
  generator_throttled: each(({ generator, durationMs }) => share(generator.throttledMs ?? null, durationMs)),
  generator_descriptors: each(({ generator }) => share(generator.descriptors ?? null, 1)),
  generator_start_lag: each(({ generator }) => generator.startLagP95Ms),
  generator_read_lag: each(({ generator }) => generator.readLagP95Ms ?? null),
};
