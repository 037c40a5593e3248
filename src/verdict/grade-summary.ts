import type { MetricRecord } from '../store/record/v1.ts';
import { gateLine } from './built-in-gate.ts';
import { parseThreshold } from './threshold-grammar.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** A threshold of a summary, as k6 judged it. */
interface JudgedThreshold {
  metric: string;
  expression: string;
  ok: boolean;
}

/** A line for each threshold that k6 judged; its value is that of the file, or "not reported". */
export function gradeJudged(
  thresholds: readonly JudgedThreshold[],
  metrics: readonly MetricRecord[],
): VerdictLine[] {
  return thresholds.map(({ metric, expression, ok }) => {
    const record = metrics.find(({ name }) => name === metric);
    const parsed = record === undefined ? undefined : parseThreshold(expression, metric, record.kind);
    const statistic = parsed?.ok ? parsed.value.statistic : '';
    const value = record?.values[statistic] ?? null;
    const empty = record !== undefined && isEmpty(record);
    const level: Level = empty ? 'NO-DATA' : ok ? 'OK' : 'CRIT';
    const said =
      value === null
        ? `${statistic || 'its value'} is not reported in the file`
        : `${statistic} is ${Number(value.toPrecision(6))}`;
    return {
      ...{ id: `${metric}: ${expression}`, kind: 'threshold', title: metric, level, gates: true, value },
      ...{ unit: '', direction: '', target: null, warn: null, critical: null, expression },
      source: 'the script, judged by k6',
      remedy: '',
      reason: empty
        ? `${metric} has no sample`
        : `${said}; k6 says that ${expression} ${ok ? 'holds' : 'was crossed'}`,
    };
  });
}

// k6 passes thresholds on nothing: a rate without samples, a trend of zeros.
const isEmpty = ({ kind, values }: MetricRecord): boolean =>
  (kind === 'rate' && (values['passes'] ?? 0) + (values['fails'] ?? 0) === 0 && values['rate'] !== 1) ||
  (kind === 'trend' &&
    (values['count'] === 0 ||
      (values['count'] === undefined && values['max'] === 0 && values['min'] === 0 && values['avg'] === 0)));

/** What any run that k6 made is judged by beside its thresholds: something was asked, the load was delivered. */
export function gradeDelivered(metrics: readonly MetricRecord[]): VerdictLine[] {
  const of = (name: string) => metrics.find((metric) => metric.name === name)?.values;
  const requests =
    of('http_reqs')?.['count'] ?? of('ws_sessions')?.['count'] ?? of('grpc_req_duration')?.['count'] ?? 0;
  const lines = [
    gateLine('gate_samples', 'Something was measured', {
      level: requests > 0 ? 'OK' : 'NO-DATA',
      value: requests > 0 ? requests : null,
      reason: requests > 0 ? `${requests} requests` : 'no request was made',
    }),
  ];
  const dropped = of('dropped_iterations')?.['count'];
  // Absent is not zero: closed models drop nothing and say nothing of it.
  if (dropped === undefined) return lines;
  const done = of('iterations')?.['count'] ?? 0;
  return [...lines, deliveredLine(done, dropped, of('http_req_duration')?.['p(95)'] ?? null)];
}

// Without the planned load there is no verdict on the target, unless it was the target that was too slow for it.
function deliveredLine(done: number, dropped: number, p95Ms: number | null): VerdictLine {
  const percent = done + dropped > 0 ? (100 * done) / (done + dropped) : 0;
  const short = percent < 95;
  const slow = p95Ms !== null && p95Ms >= 200;
  const reason = `${done} of ${done + dropped} planned iterations were started, ${dropped} were dropped`;
  const why = !short
    ? ''
    : slow
      ? `; the target was slow (p95 ${p95Ms?.toFixed(0)} ms)`
      : '; the target was quick: the generator did not offer the load';
  const line = gateLine('delivered_rate', 'Delivered share of the planned iterations', {
    level: percent >= 99 ? 'OK' : short ? 'CRIT' : 'WARN',
    value: percent,
    reason: reason + why,
  });
  return {
    ...line,
    unit: '%',
    direction: 'above',
    warn: 99,
    critical: 95,
    kind: short && !slow ? 'generator' : 'gate',
  };
}

/** Errors of a run that has no threshold of its own. */
export function gradeErrors(metrics: readonly MetricRecord[]): VerdictLine[] {
  const failed = metrics.find(({ name }) => name === 'http_req_failed')?.values['rate'];
  if (failed === undefined) return [];
  const percent = 100 * failed;
  const level: Level = percent >= 5 ? 'CRIT' : percent >= 1 ? 'WARN' : 'OK';
  const line = gateLine('gate_errors', 'Failed requests', {
    level,
    value: percent,
    reason: `${Number(percent.toPrecision(4))} % of the requests failed`,
  });
  return [{ ...line, unit: '%', direction: 'below', warn: 1, critical: 5 }];
}
