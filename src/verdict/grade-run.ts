import type { Part, Slo } from '../../thresholds.ts';
import type { MetricTotals } from '../metrics/metric-totals.ts';
import { levelOf, ruleReason, sloLine } from './grade-value.ts';
import type { ProbeTally } from './probe-tally.ts';
import type { Held, SlidingWindows } from './sliding-windows.ts';
import { type Span, scaledSpan, spanText } from './span-text.ts';
import type { VerdictLine } from './verdict.ts';

/** What decides whether a line applies to a run. */
export interface RunScope {
  totals: MetricTotals;
  /** The objectives, with the target's own levels. */
  slos: readonly Slo[];
  /** Parts that the scenarios declare; empty for scripts of somebody else. */
  scenarioParts: readonly Part[];
  /** Names of the planned k6 scenarios. */
  scenarioNames: readonly string[];
  /** Parts that the target declares; null without a target. */
  targetParts: readonly Part[] | null;
  /** Probes that ran beside the load. */
  probeNames: readonly string[];
  /** True when the plan has an arrival rate, so that there is a rate to deliver. */
  openModel: boolean;
}

/** What a run's lines are judged from. */
export interface RunEvidence extends RunScope {
  /** What the looks of the judged part say. */
  probes: ProbeTally;
  iterations: { planned: number; dropped: number };
  /** Where sustained levels were watched; null where none is asked for. */
  windows: RunWindows | null;
}

/** The windows of a run and what they stopped. */
export interface RunWindows {
  sliding: SlidingWindows;
  /** Of its profile: spans are that much shorter. */
  scale: number;
  /** The objective that ended the run early, if one did. */
  stoppedBy: { id: string; held: Held; span: Span } | null;
}

/** The objectives that gate a run of this scope. */
export function gatingSlos(scope: RunScope): Slo[] {
  return scope.slos.filter((slo) => undeclared(slo, scope) === null);
}

/** One line for every objective of thresholds.ts, gating where scenario and target both declare its parts. */
export function gradeSlos(evidence: RunEvidence): VerdictLine[] {
  return evidence.slos.map((slo) => {
    const missing = undeclared(slo, evidence);
    if (missing !== null) {
      return sloLine(slo, { level: 'N/A', gates: false, value: null, reason: missing });
    }
    const stopped = stoppingLine(slo, evidence);
    if (stopped !== null) return stopped;
    const { value, reason, partial, window } = sustainedOf(slo, evidence) ?? measuredOf(slo, evidence);
    if (value === null) return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
    // A part of the sessions can prove that there are too many, never that there are few enough.
    if (partial === true && levelOf(slo, value) === 'OK') {
      return sloLine(slo, { level: 'NO-DATA', gates: true, value, reason });
    }
    return { ...judged(slo, value, reason), ...(window === undefined ? {} : { window }) };
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

// What ended the run stands in the verdict, whatever the value over the whole of it is.
function stoppingLine(slo: Slo, { windows }: RunEvidence): VerdictLine | null {
  const stopped = windows?.stoppedBy;
  if (stopped == null || stopped.id !== slo.id) return null;
  const { value, atMs } = stopped.held;
  const reason = `${ruleReason(slo, 'CRIT', value)} ${spanText(stopped.span)}, at ${(atMs / 1000).toFixed(0)} s: the run was stopped`;
  return sloLine(slo, { level: 'CRIT', gates: true, value, reason, window: spanText(stopped.span) });
}

function sustainedOf(slo: Slo, { windows }: RunEvidence): Measured | null {
  if (slo.sustained === undefined || windows === null) return null;
  const span = scaledSpan(slo.sustained, windows.scale);
  const held = windows.sliding.held(slo.id);
  // A run that is shorter than its windows is judged as a whole: never less strictly for being short.
  if (held === null) return null;
  const silence = windows.sliding.silence(slo.id);
  if (silence !== null && levelOf(slo, held.value) === 'OK') {
    const [from, to] = [silence.fromMs, silence.toMs].map((ms) => (ms / 1000).toFixed(0));
    const reason = `no sample from ${from} s to ${to} s, which is as long as a window (${spanText(span)}): nothing is known of that time`;
    return { value: held.value, reason, partial: true };
  }
  const scaled = windows.scale === 1 ? '' : `, windows at ${windows.scale} of their length`;
  const window = spanText(span);
  return {
    ...{ value: held.value, window },
    reason: `${window}, at ${(held.atMs / 1000).toFixed(0)} s${scaled}`,
  };
}

function undeclared(slo: Slo, evidence: RunScope): string | null {
  const { scenarioParts, scenarioNames, targetParts, probeNames, openModel } = evidence;
  const byScenario = slo.parts.filter((part) => !scenarioParts.includes(part));
  if (byScenario.length > 0 && !measuresByName(slo, evidence))
    return `the scenario does not declare ${byScenario.join(', ')}`;
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

// The canary and the limits are beside any load, of whichever part it is.
function measuresByName({ measure }: Slo, { scenarioParts, scenarioNames, totals }: RunScope): boolean {
  if (measure.from !== 'metric' || scenarioParts.length === 0) return false;
  const scenario = measure.where?.['scenario'];
  if (scenario !== undefined) return scenarioNames.includes(scenario);
  return measure.otherwise === undefined && totals.registry.get(measure.metric) !== undefined;
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
  window?: string;
}

function measuredOf(slo: Slo, evidence: RunEvidence): Measured {
  const { measure } = slo;
  if (measure.from === 'probe') return evidence.probes.overRun(measure);
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
  const filter = declared
    ? { where: measure.where, whereNot: measure.whereNot }
    : { whereNot: otherwise?.whereNot };
  const sink = totals.select(metric, filter);
  if (sink === undefined || sink.isEmpty) return { value: null, reason: `${metric} has no sample` };
  const value = sink.statistic(measure.statistic);
  return value === undefined
    ? { value: null, reason: `${metric} has no ${measure.statistic}` }
    : { value: value * scale, reason: '' };
}
