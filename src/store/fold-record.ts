import type { IntervalFold } from '../metrics/interval-fold.ts';
import { intervalHistogram } from '../metrics/interval-histogram.ts';
import type { TrendSink } from '../metrics/trend-sink.ts';
import type { IntervalLatency, IntervalRecord } from './record/v1.ts';

/** What samples alone say of an interval. */
type FoldedRecord = Omit<
  IntervalRecord,
  'version' | 'atMs' | 'durationMs' | 'planned' | 'probes' | 'probesDown' | 'generator'
>;

/** An interval's sums as its line keeps them. */
export function foldRecord(fold: IntervalFold): FoldedRecord {
  const { iterations, dropped, vus, requests, errors, errorsOf, rateLimited, checksFailed } = fold;
  return {
    iterations,
    dropped,
    vus,
    requests,
    errors,
    errorsOf,
    rateLimited,
    checksFailed,
    latencyMs: intervalLatency(fold.latency),
    latencyHistogram: intervalHistogram(fold.latency),
    scheduledMs: intervalLatency(fold.scheduled),
    canaryMs: intervalLatency(fold.canary),
    routes: Object.fromEntries(
      [...fold.routes].map(([name, route]) => [
        name,
        { requests: route.requests, errors: route.errors, p95: route.latency.statistic('p(95)') ?? null },
      ]),
    ),
  };
}

function intervalLatency(trend: TrendSink): IntervalLatency | null {
  if (trend.isEmpty) return null;
  const value = (statistic: string): number => trend.statistic(statistic) ?? 0;
  return {
    count: trend.count,
    med: value('med'),
    p95: value('p(95)'),
    p99: value('p(99)'),
    max: value('max'),
  };
}
