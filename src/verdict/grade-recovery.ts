import type { Slo } from '../../thresholds.ts';
import { asked } from '../store/record/asked.ts';
import type { IntervalRecord } from '../store/record/v1.ts';
import { levelOf } from './grade-value.ts';
import type { VerdictLine } from './verdict.ts';

/** So many seconds in a row must be well for the recovery to be over; fewer where the allowance is short. */
const SETTLED_SECONDS = 5;

/** What a recovery is judged from. */
export interface RecoveryEvidence {
  /** On the run's clock: when the load is back at its base rate. */
  fromMs: number;
  allowedMs: number;
  intervals: readonly IntervalRecord[];
  slos: readonly Slo[];
}

/** The line of a profile that breaks the target on purpose: how soon it is well again. */
export function recoveryLine(evidence: RecoveryEvidence): VerdictLine {
  const { fromMs, allowedMs, intervals, slos } = evidence;
  const after = intervals.filter(({ atMs, durationMs }) => atMs - durationMs / 2 >= fromMs);
  const settled = Math.max(1, Math.min(SETTLED_SECONDS, Math.floor(allowedMs / 2000)));
  const well = after.map((interval) => isWell(interval, slos));
  const index = well.findIndex(
    (_, first) =>
      well.slice(first, first + settled).length === settled &&
      well.slice(first, first + settled).every(Boolean),
  );
  const found = after[index];
  const value = found === undefined ? null : Math.max(0, found.atMs - found.durationMs - fromMs) / 1000;
  const allowed = allowedMs / 1000;
  const measured = after.some(({ latencyMs }) => latencyMs !== null);
  const late = value === null || value > allowed;
  return {
    id: 'recovery_time',
    kind: 'gate',
    title: 'Time to be well again after the peak',
    level: measured ? (late ? 'CRIT' : 'OK') : 'NO-DATA',
    gates: true,
    value: measured ? value : null,
    unit: 's',
    direction: 'below',
    target: null,
    warn: null,
    critical: allowed,
    expression: null,
    source: 'the profile',
    remedy: 'High Response Times',
    reason: !measured
      ? 'no request was answered after the peak'
      : value === null
        ? `latency and errors were not well for ${settled} s in a row before the end`
        : `latency and errors were well from ${shown(value)} s after the peak on; ${shown(allowed)} s are allowed`,
  };
}

// By the second: latency, errors, and no iteration that found no free VU.
function isWell(interval: IntervalRecord, slos: readonly Slo[]): boolean {
  const { latencyMs, requests, errors, dropped } = interval;
  const ok = (id: string, value: number | null) => {
    const slo = slos.find((each) => each.id === id);
    return slo === undefined || levelOf(slo, value) === 'OK';
  };
  if (latencyMs === null || requests === 0 || dropped > 0) return false;
  return (
    ok('api_latency_p95', latencyMs.p95) && ok('error_rate', (100 * errors) / Math.max(1, asked(interval)))
  );
}

const shown = (seconds: number): string => String(Number(seconds.toFixed(1)));
