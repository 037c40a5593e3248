import { CANARY, type IntervalSources } from '../../metrics/interval-fold.ts';
import type { MetricTotals } from '../../metrics/metric-totals.ts';
import { TrendSink } from '../../metrics/trend-sink.ts';
import type { RunRecord } from '../../store/record/v1.ts';
import { latencyRecord } from '../../store/record-metrics.ts';

/** From so much on the two latencies have parted: a share of the actual p95, and at least so many ms. */
const PARTED = { share: 0.1, ms: 5 };

/** The API's latency from the actual and the planned start of the iterations; undefined for closed models. */
export function scheduledLatency(
  totals: MetricTotals,
  { latencyMetric, withoutStatuses }: Pick<IntervalSources, 'latencyMetric' | 'withoutStatuses'>,
): RunRecord['scheduled'] {
  const whereNot = { status: withoutStatuses, scenario: [CANARY.scenario] };
  const scheduledMs = latencyRecord(totals.scheduled(latencyMetric, { whereNot }) ?? undefined);
  if (scheduledMs === null) return undefined;
  // Scenarios without a rate have no plan, so they are in neither.
  const planned = new TrendSink();
  for (const series of totals.series(latencyMetric, { whereNot })) {
    const scenario = series.tags['scenario'] ?? '';
    const isPlanned = totals.scheduled(latencyMetric, { where: { scenario } }) !== null;
    if (isPlanned && series.sink instanceof TrendSink) planned.mergeSink(series.sink);
  }
  const actualMs = latencyRecord(planned);
  return actualMs === null ? undefined : { metric: latencyMetric, actualMs, scheduledMs };
}

/** What a reader must be told when the two have parted; null while they agree. */
export function partedNote(scheduled: RunRecord['scheduled']): string | null {
  if (scheduled === undefined) return null;
  const { actualMs, scheduledMs, metric } = scheduled;
  if (scheduledMs.p95 - actualMs.p95 < Math.max(PARTED.ms, actualMs.p95 * PARTED.share)) return null;
  const [from, to] = [scheduledMs.p95.toFixed(0), actualMs.p95.toFixed(0)];
  return `Iterations started later than planned: from their planned start the p95 of ${metric} is ${from} ms, from the actual one ${to} ms. Only the second is judged; users would have met the first.`;
}
