import type { MetricTotals } from '../metrics/metric-totals.ts';
import type { Sink } from '../metrics/sinks.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import type { LatencyRecord, MetricRecord } from './record/v1.ts';

const STATISTICS = {
  counter: ['count', 'rate'],
  gauge: ['value', 'min', 'max'],
  rate: ['rate', 'passes', 'fails'],
  trend: ['avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)'],
} as const;

/** Every metric and sub-metric of a run with its statistics. */
export function metricRecords(totals: MetricTotals): MetricRecord[] {
  const own = totals.metrics().map(([name, sink]) => metricRecord(name, name, sink, totals));
  const sub = totals.subMetrics().map(({ name, metric, sink }) => metricRecord(name, metric, sink, totals));
  return [...own, ...sub].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function metricRecord(name: string, metric: string, sink: Sink, totals: MetricTotals): MetricRecord {
  const values: Record<string, number> = {};
  for (const statistic of STATISTICS[sink.kind]) {
    const value = sink.statistic(statistic);
    if (value !== undefined) values[statistic] = value;
  }
  if (sink instanceof TrendSink) values['count'] = sink.count;
  return {
    name,
    kind: sink.kind,
    contains: totals.registry.get(metric)?.contains ?? 'default',
    values,
    ...(sink instanceof TrendSink ? { percentiles: sink.isExact ? 'exact' : 'histogram' } : {}),
  };
}

/** Latency of a trend in ms; null without samples. */
export function latencyRecord(sink: Sink | undefined): LatencyRecord | null {
  if (!(sink instanceof TrendSink) || sink.isEmpty) return null;
  const value = (statistic: string): number => sink.statistic(statistic) ?? 0;
  return {
    count: sink.count,
    avg: value('avg'),
    min: value('min'),
    med: value('med'),
    p90: value('p(90)'),
    p95: value('p(95)'),
    p99: value('p(99)'),
    max: value('max'),
  };
}
