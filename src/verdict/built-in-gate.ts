import { findSlo } from '../../thresholds.ts';
import type { MetricTotals } from '../metrics/metric-totals.ts';
import type { Level, VerdictLine } from './verdict.ts';

/** What the gate looks at beside the metrics. */
export interface IterationCounts {
  completed: number;
  threw: number;
}

/**
 * Judges a run that nothing else judges (no objective applies, the script has no thresholds): something was measured,
 * iterations do not all throw, errors stay below the runbook's warning level.
 */
export function builtInGate(totals: MetricTotals, iterations: IterationCounts): VerdictLine[] {
  const { completed, threw } = iterations;
  const slo = findSlo('error_rate');
  const limit = slo?.warn ?? 1;
  const failed = totals.metric('http_req_failed');
  const percent = failed === undefined || failed.isEmpty ? null : (failed.statistic('rate') ?? 0) * 100;
  const lines = [
    gateLine('gate_samples', 'Something was measured', {
      level: completed > 0 ? 'OK' : 'NO-DATA',
      value: completed > 0 ? completed : null,
      reason: completed > 0 ? `${completed} iterations were completed` : 'no iteration was completed',
    }),
  ];
  if (completed > 0) {
    lines.push(
      gateLine('gate_iterations', 'Iterations do not all throw', {
        level: threw >= completed ? 'CRIT' : 'OK',
        value: threw,
        reason: `${threw} of ${completed} iterations threw an exception`,
      }),
    );
  }
  if (percent !== null) {
    const level: Level = percent >= (slo?.critical ?? 5) ? 'CRIT' : percent >= limit ? 'WARN' : 'OK';
    lines.push(
      gateLine('gate_errors', 'Failed requests', {
        level,
        value: percent,
        unit: '%',
        warn: limit,
        critical: slo?.critical ?? 5,
        reason: `${Number(percent.toPrecision(4))} % of the requests failed`,
      }),
    );
  }
  return lines;
}

function gateLine(
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
