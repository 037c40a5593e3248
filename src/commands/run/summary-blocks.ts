import type { MetricTotals } from '../../metrics/metric-totals.ts';
import type { Tags } from '../../metrics/sample.ts';
import { CounterSink, RateSink } from '../../metrics/sinks.ts';
import { type SummaryCheck, type SummaryMetric, sinkValues } from './summary-data.ts';

/** A part of the summary: the whole, one group or one scenario. */
export interface SummaryBlock {
  title: string;
  checks: readonly Pick<SummaryCheck, 'name' | 'passes' | 'fails'>[];
  metrics: Readonly<Record<string, SummaryMetric>>;
}

/** What each group and each scenario measured by itself, for `--summary-mode=full`. */
export function summaryBlocks(
  totals: MetricTotals,
  named: { groups: readonly string[]; scenarios: readonly string[] },
  { trendStats, elapsedMs }: { trendStats: readonly string[]; elapsedMs: number },
): SummaryBlock[] {
  const parts = [
    ...named.groups.filter(Boolean).map((path) => ({
      title: `GROUP: ${path.slice(2).replaceAll('::', ' › ')}`,
      where: { group: path },
    })),
    ...named.scenarios.map((name) => ({ title: `SCENARIO: ${name}`, where: { scenario: name } })),
  ];
  return parts
    .map(({ title, where }) => ({
      title,
      checks: checksOf(totals, where),
      metrics: metricsOf(totals, where, { trendStats, elapsedMs }),
    }))
    .filter(({ metrics }) => Object.keys(metrics).length > 0);
}

function metricsOf(
  totals: MetricTotals,
  where: Tags,
  { trendStats, elapsedMs }: { trendStats: readonly string[]; elapsedMs: number },
): Record<string, SummaryMetric> {
  const found = totals.metrics().flatMap(([name]) => {
    const sink = totals.select(name, { where });
    if (sink === undefined || sink.isEmpty) return [];
    if (sink instanceof CounterSink) sink.elapsedMs = elapsedMs;
    const contains = totals.registry.get(name)?.contains ?? 'default';
    return [[name, { type: sink.kind, contains, values: sinkValues(sink, trendStats) }] as const];
  });
  return Object.fromEntries(found);
}

function checksOf(totals: MetricTotals, where: Tags): Pick<SummaryCheck, 'name' | 'passes' | 'fails'>[] {
  const byName = new Map<string, { name: string; passes: number; fails: number }>();
  for (const { tags, sink } of totals.series('checks', { where })) {
    const name = tags['check'];
    if (name === undefined || !(sink instanceof RateSink)) continue;
    const check = byName.get(name) ?? { name, passes: 0, fails: 0 };
    check.passes += sink.passes;
    check.fails += sink.total - sink.passes;
    byName.set(name, check);
  }
  return [...byName.values()];
}
