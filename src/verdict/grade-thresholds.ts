import type { MetricTotals } from '../metrics/metric-totals.ts';
import type { SinkView } from '../metrics/sink-view.ts';
import { holds, type MetricThresholds } from './threshold.ts';
import type { ThresholdExpression } from './threshold-grammar.ts';
import type { VerdictLine } from './verdict.ts';

/** The sink that a threshold looks at: of its sub-metric, or of the metric; an empty one before the first sample. */
export function thresholdSink(
  { key, metric, tags }: MetricThresholds,
  totals: MetricTotals,
): SinkView | undefined {
  if (Object.keys(tags).length === 0) return totals.metric(metric) ?? totals.select(metric);
  return totals.subMetrics().find((sub) => sub.name === key)?.sink ?? totals.select(metric, { where: tags });
}

/** A line for every threshold of the script. Without samples a counter is 0; anything else is NO-DATA. */
export function gradeThresholds(
  thresholds: readonly MetricThresholds[],
  totals: MetricTotals,
): VerdictLine[] {
  return thresholds.flatMap((threshold) => {
    const sink = thresholdSink(threshold, totals);
    const known = totals.registry.get(threshold.metric);
    const isTime = known?.contains === 'time' && known.kind !== 'counter';
    return threshold.expressions.map((expression) =>
      thresholdLine(threshold.key, expression, {
        sink,
        unit: isTime && expression.statistic !== 'count' ? 'ms' : '',
      }),
    );
  });
}

function thresholdLine(
  key: string,
  expression: ThresholdExpression,
  { sink, unit }: { sink: SinkView | undefined; unit: VerdictLine['unit'] },
): VerdictLine {
  const empty = sink === undefined || (sink.isEmpty && sink.kind !== 'counter');
  const value = empty ? null : (sink.statistic(expression.statistic) ?? null);
  const passed = !empty && holds(expression, sink);
  return {
    id: `${key}: ${expression.source}`,
    kind: 'threshold',
    title: key,
    level: empty ? 'NO-DATA' : passed ? 'OK' : 'CRIT',
    gates: true,
    value,
    unit,
    direction: '',
    target: null,
    warn: null,
    critical: null,
    expression: expression.source,
    source: 'the script',
    remedy: '',
    reason: empty
      ? `${key} has no sample`
      : `${expression.statistic} is ${value === null ? 'unknown' : Number(value.toPrecision(6))}${value === null || unit === '' ? '' : ` ${unit}`}, the script wants ${expression.source}`,
  };
}
