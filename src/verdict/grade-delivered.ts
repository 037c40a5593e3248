import type { MetricTotals } from '../metrics/metric-totals.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import { gateLine } from './built-in-gate.ts';
import { generatorLine } from './generator-line.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** Percent of the planned iterations that were started, as the objective `delivered_rate` has them. */
const WARN = 99;
const CRITICAL = 95;
/** From this share of their time in requests on, VUs were short because the target was slow. */
const IN_REQUESTS = 0.5;

/**
 * Of a script with arrival rates that no objective judges: whether the load that it planned was offered. Short of VUs
 * because the target is slow, it fails; short of them for its own pauses, the run says nothing about the target.
 */
export function gradeDelivered(
  totals: MetricTotals,
  { planned, dropped }: { planned: number; dropped: number },
): VerdictLine[] {
  const percent = planned === 0 ? 100 : (100 * (planned - dropped)) / planned;
  if (percent >= WARN) return [];
  const level: Level = percent < CRITICAL ? 'CRIT' : 'WARN';
  const counts = `${planned - dropped} of ${planned} planned iterations were started`;
  const own = { level, value: percent, unit: '%', warn: WARN, critical: CRITICAL } as const;
  if (shareInRequests(totals) >= IN_REQUESTS) {
    const reason = `${counts}: the target was too slow for the rate`;
    return [
      gateLine('gate_delivered', 'Delivered share of the planned iterations', {
        ...own,
        direction: 'above',
        reason,
      }),
    ];
  }
  const reason = `${counts}, though the target was quick: too few VUs; raise preAllocatedVUs and maxVUs`;
  return [
    {
      ...generatorLine({
        id: 'generator_delivered',
        title: 'Generator: share of the plan that it offered',
        ...own,
        reason,
      }),
      direction: 'above',
    },
  ];
}

function shareInRequests(totals: MetricTotals): number {
  const sum = (metric: string): number => {
    const sink = totals.metric(metric);
    return sink instanceof TrendSink ? sink.sum : 0;
  };
  const iterations = sum('iteration_duration');
  return iterations === 0 ? 0 : (sum('http_req_duration') + sum('grpc_req_duration')) / iterations;
}
