import { findSlo } from '../../thresholds.ts';
import type { MetricTotals } from '../metrics/metric-totals.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** What the gate looks at beside the metrics. */
export interface IterationCounts {
  completed: number;
  /** Null where what was measured does not tell. */
  threw: number | null;
}

/** What a request of any protocol leaves behind. */
const REQUEST_METRICS = ['http_reqs', 'ws_sessions', 'grpc_req_duration', 'grpc_streams'];

/** Of every run: without one request that was answered nothing was measured, whatever else holds. */
export function samplesLine(totals: MetricTotals): VerdictLine {
  const asked = REQUEST_METRICS.filter((name) => totals.metric(name)?.isEmpty === false);
  const requests = totals.metric('http_reqs')?.statistic('count') ?? 0;
  const unanswered = totals.select('http_reqs', { where: { status: '0' } })?.statistic('count') ?? 0;
  const onlyFailures = asked.length === 1 && asked[0] === 'http_reqs' && unanswered === requests;
  const some = asked.length > 0 && !onlyFailures;
  const none = onlyFailures ? `none of ${requests} requests was answered` : 'no request was made';
  return gateLine('gate_samples', 'Something was measured', {
    level: some ? 'OK' : 'NO-DATA',
    value: some ? requests : null,
    reason: some ? `${requests} HTTP requests; samples of ${asked.join(', ')}` : none,
  });
}

/** The script called exec.test.fail(). */
export function failedLine(reason: string): VerdictLine {
  return gateLine('script_failed', 'The script did not mark the test as failed', {
    level: 'CRIT',
    value: null,
    reason: reason === '' ? 'exec.test.fail() was called' : `exec.test.fail(): ${reason}`,
  });
}

/** k6 ended with its code for crossed thresholds, and no line here says which: it judges metrics that only it knows. */
export function crossedLine(): VerdictLine {
  return gateLine('k6_thresholds', 'k6 found no threshold crossed', {
    level: 'CRIT',
    value: null,
    reason: 'k6 ended with 99: thresholds that it alone can judge were crossed; its log names them',
  });
}

/**
 * Judges a run that nothing else judges (no objective applies, the script has no thresholds): iterations do not all
 * throw, errors stay below the runbook's levels.
 */
export function builtInGate(totals: MetricTotals, iterations: IterationCounts): VerdictLine[] {
  return [iterationsLine(iterations), ...errorsLine(totals)];
}

/**
 * Beside lines that do judge a run: thresholds on latency alone hold where every iteration throws, or none comes to its
 * end, or every request fails. `judged`: metrics and objectives that other lines judge.
 */
export function gateBesideOthers(
  totals: MetricTotals,
  iterations: IterationCounts,
  { judged, byObjectives }: { judged: ReadonlySet<string>; byObjectives: boolean },
): VerdictLine[] {
  const line = iterationsLine(iterations);
  // Sessions of ours may be longer than a run: they end interrupted, and objectives judge them.
  const told = line.level === 'CRIT' || (line.level === 'NO-DATA' && !byObjectives);
  const failuresAreJudged = JUDGE_FAILURES.some((name) => judged.has(name));
  return [...(told ? [line] : []), ...(failuresAreJudged ? [] : errorsLine(totals))];
}

/** Whoever judges one of these has an opinion of failed requests. */
const JUDGE_FAILURES = ['http_req_failed', 'checks', 'server_errors', 'error_rate'];

function iterationsLine({ completed, threw }: IterationCounts): VerdictLine {
  const title = 'Iterations do not all throw';
  if (threw === null && completed > 0) {
    const reason = "k6's samples do not tell which iterations threw";
    return { ...gateLine('gate_iterations', title, { level: 'N/A', value: null, reason }), gates: false };
  }
  const allThrew = completed > 0 && threw !== null && threw >= completed;
  return gateLine('gate_iterations', title, {
    level: completed === 0 ? 'NO-DATA' : allThrew ? 'CRIT' : 'OK',
    value: completed === 0 ? null : threw,
    reason:
      completed === 0
        ? 'no iteration was completed'
        : `${threw} of ${completed} iterations threw an exception`,
  });
}

function errorsLine(totals: MetricTotals): VerdictLine[] {
  const slo = findSlo('error_rate');
  const { warn, critical } = { warn: slo?.warn ?? 1, critical: slo?.critical ?? 5 };
  const failed = totals.metric('http_req_failed');
  if (failed === undefined || failed.isEmpty) return [];
  const percent = (failed.statistic('rate') ?? 0) * 100;
  const level: Level = percent >= critical ? 'CRIT' : percent >= warn ? 'WARN' : 'OK';
  const reason = `${Number(percent.toPrecision(4))} % of the requests failed`;
  return [
    gateLine('gate_errors', 'Failed requests', { level, value: percent, unit: '%', warn, critical, reason }),
  ];
}

/** A line of the gate that every run has. */
export function gateLine(
  id: string,
  title: string,
  own: Pick<VerdictLine, 'level' | 'value' | 'reason'> & Partial<VerdictLine>,
): VerdictLine {
  return {
    id,
    kind: 'gate',
    title,
    gates: true,
    unit: 'count',
    direction: own.warn === undefined ? '' : 'below',
    target: null,
    warn: null,
    critical: null,
    expression: null,
    source: 'the harness',
    remedy: '',
    ...own,
  };
}
