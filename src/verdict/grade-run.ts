import type { Part, Slo } from '../../thresholds.ts';
import type { MetricTotals } from '../metrics/metric-totals.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import { levelOf, ruleReason, sloLine } from './grade-value.ts';
import { overRun } from './probe-series.ts';
import type { VerdictLine } from './verdict.ts';

/** What a run's lines are judged from. */
export interface RunEvidence {
  totals: MetricTotals;
  /** The objectives, with the target's own levels. */
  slos: readonly Slo[];
  /** Parts that the scenarios declare; empty for scripts of somebody else. */
  scenarioParts: readonly Part[];
  /** Names of the planned k6 scenarios. */
  scenarioNames: readonly string[];
  /** Parts that the target declares; null without a target. */
  targetParts: readonly Part[] | null;
  /** Every result of every probe, in order. */
  probes: readonly ProbeResult[];
  /** Probes that ran beside the load. */
  probeNames: readonly string[];
  iterations: { planned: number; dropped: number };
  /** True when the plan has an arrival rate, so that there is a rate to deliver. */
  openModel: boolean;
}

/** One line for every objective of thresholds.ts, gating where scenario and target both declare its parts. */
export function gradeSlos(evidence: RunEvidence): VerdictLine[] {
  return evidence.slos.map((slo) => {
    const missing = undeclared(slo, evidence);
    if (missing !== null) {
      return sloLine(slo, { level: 'N/A', gates: false, value: null, reason: missing });
    }
    const { value, reason, partial } = measuredOf(slo, evidence);
    if (value === null) return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
    // A part of the sessions can prove that there are too many, never that there are few enough.
    if (partial === true && levelOf(slo, value) === 'OK') {
      return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
    }
    return judged(slo, value, reason);
  });
}

function judged(slo: Slo, value: number, note: string): VerdictLine {
  const level = levelOf(slo, value);
  if (slo.id === 'rate_limited_share' && level !== 'OK') {
    const reason = `${ruleReason(slo, level, value)}: the run measured the limiter (lower the rate, or lift the limits, as harness standin --no-rate-limits does)`;
    return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
  }
  const rule = ruleReason(slo, level, value);
  return sloLine(slo, { level, gates: true, value, reason: note === '' ? rule : `${rule} (${note})` });
}

function undeclared(slo: Slo, evidence: RunEvidence): string | null {
  const { scenarioParts, scenarioNames, targetParts, probeNames, openModel } = evidence;
  const byScenario = slo.parts.filter((part) => !scenarioParts.includes(part));
  if (byScenario.length > 0) return `the scenario does not declare ${byScenario.join(', ')}`;
  if (targetParts === null) return 'no target was given';
  const byTarget = slo.parts.filter((part) => !targetParts.includes(part));
  if (byTarget.length > 0) return `the target does not declare ${byTarget.join(', ')}`;
  const scenario = slo.measure.from === 'metric' ? slo.measure.where?.['scenario'] : undefined;
  if (scenario !== undefined && !scenarioNames.includes(scenario)) return `the plan has no ${scenario}`;
  if (slo.measure.from === 'probe' && !probeNames.includes(slo.measure.probe))
    return `the ${slo.measure.probe} probe was switched off`;
  if (slo.measure.from === 'metric' && !isMeasured(slo.measure, evidence.totals))
    return 'the script does not measure it';
  return slo.measure.from === 'run' && !openModel ? 'the plan has no arrival rate' : null;
}

// A line about a metric of our scenarios says nothing about a script that never declared it.
function isMeasured(
  { metric, otherwise }: Extract<Slo['measure'], { from: 'metric' }>,
  { registry }: MetricTotals,
): boolean {
  return otherwise !== undefined || registry.get(metric) !== undefined;
}

interface Measured {
  value: number | null;
  /** Why there is no value, or what to know about the one there is. */
  reason: string;
  partial?: boolean;
}

function measuredOf(slo: Slo, evidence: RunEvidence): Measured {
  const { measure } = slo;
  if (measure.from === 'probe') return overRun(measure, evidence.probes);
  if (measure.from === 'metric') return metricValue(measure, evidence.totals);
  const { planned, dropped } = evidence.iterations;
  if (planned === 0) return { value: null, reason: 'no iteration was planned' };
  return {
    value: (100 * (planned - dropped)) / planned,
    reason: dropped === 0 ? '' : `${dropped} of ${planned} planned iterations found no free VU`,
  };
}

function metricValue(measure: Extract<Slo['measure'], { from: 'metric' }>, totals: MetricTotals): Measured {
  const { otherwise, scale = 1 } = measure;
  const declared = totals.registry.get(measure.metric) !== undefined;
  const metric = declared || otherwise === undefined ? measure.metric : otherwise.metric;
  const filter = declared ? { where: measure.where } : { whereNot: otherwise?.whereNot };
  const sink = totals.select(metric, filter);
  if (sink === undefined || sink.isEmpty) return { value: null, reason: `${metric} has no sample` };
  const value = sink.statistic(measure.statistic);
  return value === undefined
    ? { value: null, reason: `${metric} has no ${measure.statistic}` }
    : { value: value * scale, reason: '' };
}
