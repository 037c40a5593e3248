import { findSlo, SLOS, type Slo } from '../../../thresholds.ts';
import type { LogEntry } from '../../engine/engine.ts';
import type { Host } from '../../host.ts';
import type { IntervalSources } from '../../metrics/interval-fold.ts';
import { MetricTotals } from '../../metrics/metric-totals.ts';
import { MetricRegistry } from '../../metrics/registry.ts';
import type { Output } from '../../outputs/output.ts';
import type { IntervalRecord } from '../../store/record/v1.ts';
import { JudgedPhase, type RunProfile } from './judged-phase.ts';
import type { LoadedRun } from './load-script.ts';
import { RunSession } from './run-session.ts';

/** Totals that know the script's metrics and the sub-metrics of its thresholds. */
export function newTotals({ loaded, thresholds }: Pick<LoadedRun, 'loaded' | 'thresholds'>): MetricTotals {
  const registry = new MetricRegistry();
  for (const metric of loaded.metrics) registry.declare(metric);
  const totals = new MetricTotals(registry);
  totals.addSubMetric('http_req_duration{expected_response:true}', 'http_req_duration', {
    expected_response: 'true',
  });
  for (const { key, metric, tags } of thresholds) {
    if (Object.keys(tags).length > 0) totals.addSubMetric(key, metric, tags);
  }
  return totals;
}

/** What is judged: the whole run, or what a profile says. */
export function judgedPhase(run: LoadedRun, whole: MetricTotals, profile: RunProfile | null): JudgedPhase {
  return new JudgedPhase({ whole, fresh: () => newTotals(run), fromMs: profile?.phases.judgedFromMs ?? 0 });
}

/** Where the API's latency and errors are read: the metrics of our scenarios, or k6's own in foreign scripts. */
export function intervalSources(totals: MetricTotals): IntervalSources {
  const has = (metric: string): boolean => totals.registry.get(metric) !== undefined;
  const latency = findSlo('api_latency_p95')?.measure;
  const otherwise = latency?.from === 'metric' ? latency.otherwise : undefined;
  const ours = has('api_latency');
  return {
    latencyMetric: ours ? 'api_latency' : (otherwise?.metric ?? 'http_req_duration'),
    withoutStatuses: ours ? [] : (otherwise?.whereNot?.['status'] ?? []),
    errorMetric: has('server_errors') ? 'server_errors' : 'http_req_failed',
    limitedMetric: has('rate_limited') ? 'rate_limited' : null,
  };
}

/** A session that stops the engine when a threshold with abortOnFail does not hold. */
export function newSession(
  host: Host,
  run: LoadedRun,
  watched: {
    totals: MetricTotals;
    startedMs: number;
    log: (entry: LogEntry) => void;
    onSecond: (interval: IntervalRecord) => void;
    output: Output | null;
    judged?: JudgedPhase;
    slos?: readonly Slo[];
    onWindow?: () => void;
  },
): RunSession {
  return new RunSession({
    ...watched,
    slos: watched.slos ?? SLOS,
    judged: watched.judged ?? judgedPhase(run, watched.totals, null),
    sources: intervalSources(watched.totals),
    thresholds: run.thresholds,
    now: () => host.now(),
    onAbort: (cause) => run.engine.stop(cause),
  });
}
