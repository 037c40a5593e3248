import type { SloMeasure } from '../../thresholds.ts';
import type { ProbeResult } from '../store/record/v1.ts';
import type { VerdictLine } from './verdict.ts';

type ProbeMeasure = Extract<SloMeasure, { from: 'probe' }>;
type Answered = Extract<ProbeResult, { ok: true }>;

/** So many failures in a row are an outage; fewer are a blip of the network. */
const OUTAGE_SAMPLES = 3;
/** From this share of failures on, a probe that answers now and then is down too. */
const OUTAGE_SHARE = 0.2;

/** What became of a value over a run. */
export interface ProbeOverRun {
  value: number | null;
  reason: string;
  /** The probe's role saw only a part: such a value is never graded green. */
  partial?: boolean;
}

/** One value of a probe over a whole run. */
export function overRun(measure: ProbeMeasure, results: readonly ProbeResult[]): ProbeOverRun {
  const own = results.filter((result) => result.probe === measure.probe);
  const answered = own.filter((result): result is Answered => result.ok);
  if (own.length === 0) return { value: null, reason: `the ${measure.probe} probe did not run` };
  if (answered.length === 0) return { value: null, reason: `the ${measure.probe} probe never got an answer` };
  const seen = `${answered.length} of ${own.length} samples`;
  if (measure.over === 'growth') return growth(measure, answered, seen);
  const values = answered.flatMap((result) => factOf(result, measure.value) ?? []);
  if (values.length === 0) return { value: null, reason: whyMissing(answered, measure.value) };
  const value =
    measure.over === 'max'
      ? Math.max(...values)
      : measure.over === 'min'
        ? Math.min(...values)
        : values.reduce((sum, each) => sum + each, 0) / values.length;
  const fact = answered.flatMap(({ facts }) => facts.values.filter(({ id }) => id === measure.value));
  const limited = fact.find(({ partial }) => partial === true);
  if (limited !== undefined)
    return { value, reason: limited.note ?? 'the role sees only a part', partial: true };
  return { value, reason: values.length < own.length ? seen : '' };
}

// From the first look to the last, without the stretches in which the counters were reset.
function growth(measure: ProbeMeasure, answered: readonly Answered[], seen: string): ProbeOverRun {
  const { total, count } = measure.growth ?? { total: measure.value, count: measure.value };
  let grownTotal = 0;
  let grownCount = 0;
  for (let i = 1; i < answered.length; i++) {
    const [before, after] = [answered[i - 1], answered[i]] as [Answered, Answered];
    const totals = [factOf(before, total), factOf(after, total)] as const;
    const counts = [factOf(before, count), factOf(after, count)] as const;
    if (totals[0] === null || totals[1] === null || counts[0] === null || counts[1] === null) continue;
    if (counts[1] < counts[0] || totals[1] < totals[0]) continue;
    grownTotal += totals[1] - totals[0];
    grownCount += counts[1] - counts[0];
  }
  const limited = answered
    .flatMap(({ facts }) => facts.values)
    .find(({ id, partial }) => partial === true && (id === total || id === count));
  if (grownCount > 0 && limited !== undefined)
    return {
      value: grownTotal / grownCount,
      reason: limited.note ?? 'the role sees only a part',
      partial: true,
    };
  if (grownCount > 0) return { value: grownTotal / grownCount, reason: '' };
  const last = answered.at(-1);
  const visible = last !== undefined && factOf(last, count) !== null;
  const reason = visible ? `no query was counted in ${seen}` : whyMissing(answered, total);
  return { value: null, reason };
}

/** A line for every probe: that its part answered all through the run. */
export function answerLines(results: readonly ProbeResult[]): VerdictLine[] {
  const names = [...new Set(results.map(({ probe }) => probe))];
  return names.map((name) => {
    const own = results.filter((result) => result.probe === name);
    const failed = own.filter((result) => !result.ok);
    const first = failed[0];
    const outage =
      longestFailure(own) >= OUTAGE_SAMPLES ||
      own.at(-1)?.ok === false ||
      failed.length >= own.length * OUTAGE_SHARE;
    const cause =
      first === undefined || first.ok ? '' : `, first ${first.failure.stage} ${first.failure.code}`;
    return {
      id: `probe_${name}`,
      kind: 'gate',
      title: `The ${name} probe was answered`,
      level: outage && failed.length > 0 ? 'CRIT' : 'OK',
      gates: true,
      value: (100 * (own.length - failed.length)) / own.length,
      unit: '%',
      direction: 'above',
      target: 100,
      warn: null,
      critical: null,
      expression: null,
      source: '',
      remedy:
        name === 'postgres' ? 'Database Failure' : name === 'redis' ? 'Cache Operations' : 'Service Outage',
      reason:
        failed.length === 0
          ? `${own.length} of ${own.length} samples were answered`
          : `${failed.length} of ${own.length} samples failed${cause}`,
    };
  });
}

function longestFailure(results: readonly ProbeResult[]): number {
  let longest = 0;
  let current = 0;
  for (const { ok } of results) {
    current = ok ? 0 : current + 1;
    longest = Math.max(longest, current);
  }
  return longest;
}

function factOf(result: Answered, id: string): number | null {
  return result.facts.values.find((value) => value.id === id)?.value ?? null;
}

function whyMissing(answered: readonly Answered[], id: string): string {
  const fact = answered.at(-1)?.facts.values.find((value) => value.id === id);
  return fact?.note ?? `the probe has no value ${id}`;
}
