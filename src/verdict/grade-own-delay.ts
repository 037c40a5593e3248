import type { MetricTotals } from '../metrics/metric-totals.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import { generatorLine } from './generator-line.ts';
import { fails } from './judge.ts';
import type { FailOn, VerdictLine } from './verdict.ts';

/** From this share of an iteration's time on, the generator's own delay is why VUs were not free. */
const OF_ITERATION = 0.1;
/** Percent of the planned iterations that may find no free VU, as the objective `delivered_rate` has it. */
const MOST_DROPPED = 1;
/** A request waits for the generator when it connects, and when it is answered. */
const WAITS = 2;

/** What is needed to tell a late generator from a slow target. */
export interface OwnDelay {
  /** How late it read answers, ms. */
  readLag: { meanMs: number; p95Ms: number } | null;
  planned: number;
  dropped: number;
  failOn: FailOn;
}

/**
 * Lines that void a run whose failure may be the generator's own delay: a plan not kept, a latency just past its level.
 * `lines` are those of the target, waivers applied. None where any of them fails for another reason: that is proved.
 */
export function gradeOwnDelay(
  totals: MetricTotals,
  lines: readonly VerdictLine[],
  { readLag, planned, dropped, failOn }: OwnDelay,
): VerdictLine[] {
  if (readLag === null) return [];
  const share = ownShare(totals, readLag.meanMs);
  const explained = lines
    .filter((line) => fails(line, failOn))
    .map((line) => {
      if (OF_THE_PLAN.test(line.id)) return planLine(share, { planned, dropped });
      return LATENCIES.includes(line.id) ? marginLine(line, readLag.p95Ms * WAITS, failOn) : null;
    });
  const own = explained.flatMap((line) => line ?? []);
  return own.length < explained.length
    ? []
    : own.filter(({ id }, index) => own.findIndex((one) => one.id === id) === index);
}

/** What fails where planned iterations found no free VU. */
const OF_THE_PLAN = /^(delivered_rate|gate_delivered|dropped_iterations: .*)$/;
const LATENCIES = ['api_latency_p95', 'loop_canary_p95'];

function planLine(
  own: number,
  { planned, dropped }: { planned: number; dropped: number },
): VerdictLine | null {
  if (planned === 0 || (100 * dropped) / planned <= MOST_DROPPED || own < OF_ITERATION) return null;
  const percent = own * 100;
  return generatorLine({
    id: 'generator_plan',
    title: 'Generator: its own delay in iterations that were too long for the plan',
    level: 'CRIT',
    value: percent,
    unit: '%',
    warn: null,
    critical: OF_ITERATION * 100,
    reason: `${dropped} of ${planned} planned iterations found no free VU, and ${percent.toFixed(0)} % of the time of an iteration was the generator’s own delay`,
  });
}

function marginLine(
  { value, warn, critical }: VerdictLine,
  ownMs: number,
  failOn: FailOn,
): VerdictLine | null {
  const level = failOn === 'warn' ? warn : critical;
  if (value === null || level === null || value < level || value - ownMs >= level) return null;
  return generatorLine({
    id: 'generator_margin',
    title: 'Generator: its own delay in a latency just past its level',
    level: 'CRIT',
    value: ownMs,
    unit: 'ms',
    warn: null,
    critical: value - level,
    reason: `the latency is ${(value - level).toFixed(1)} ms past ${level} ms, and up to ${ownMs.toFixed(1)} ms of it are the generator’s own delay`,
  });
}

// Of the time of an iteration, for every request in it; those that are under way together wait together.
function ownShare(totals: MetricTotals, meanLagMs: number): number {
  const iterations = trend(totals, 'iteration_duration');
  if (iterations === null || iterations.sum === 0) return 0;
  const requests = ['http_req_duration', 'grpc_req_duration'].map((metric) => trend(totals, metric));
  const count = requests.reduce((sum, each) => sum + (each?.count ?? 0), 0);
  const requestsMs = requests.reduce((sum, each) => sum + (each?.sum ?? 0), 0);
  return (meanLagMs * Math.max(count, iterations.count)) / Math.max(iterations.sum, requestsMs);
}

function trend(totals: MetricTotals, metric: string): TrendSink | null {
  const sink = totals.metric(metric);
  return sink instanceof TrendSink ? sink : null;
}
