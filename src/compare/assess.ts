import type { IntervalRecord } from '../store/record/v1.ts';
import { everyIndex, type Measure } from './measures.ts';
import { type RunNoise, runNoise } from './run-noise.ts';
import { blockBootstrap, type Resampled } from './statistics/block-bootstrap.ts';
import { cliffsDelta } from './statistics/rank-effect.ts';
import { tCdf } from './statistics/student-t.ts';

/** A gate tolerates this share of one percent of requests for each percent of `--max-regression`. */
const ERROR_BUDGET_POINTS = 1;

/** A measure of two runs with all that its class follows from. */
export interface Assessed {
  measure: Measure;
  before: number;
  after: number;
  /** Logarithm of the ratio, or percentage points. NaN: not to be had. */
  estimate: number;
  /** Of the estimate, as if both runs were done again: requests, seconds and whole runs differ. */
  standardError: number;
  degreesOfFreedom: number;
  effect: number | null;
  /** In percent or points. */
  floor: number;
  /** That it is not worse at all; that it is not better. One-sided. */
  pWorse: number;
  pBetter: number;
  /** That it is not worse by more than the tolerance. */
  pBeyond: number;
}

interface Settings {
  paired: boolean;
  /** Earlier runs of the plan, to learn from how runs differ. */
  earlier: readonly (readonly IntervalRecord[])[];
  maxRegressionPercent: number;
}

/** Estimates the change of one measure and how far chance alone could have made it. */
export function assess(
  measure: Measure,
  [before, after]: readonly [readonly IntervalRecord[], readonly IntervalRecord[]],
  settings: Settings,
): Assessed {
  const [one, other] = [measure.of(before), measure.of(after)];
  const change = (a: number, b: number) => (measure.scale === 'percent' ? Math.log(b / a) : b - a);
  const resampled = blockBootstrap({
    before: before.length,
    after: after.length,
    paired: settings.paired,
    scores: [one.scores, other.scores],
    statistic: (chosen, chosenAfter) => change(one.value(chosen), other.value(chosenAfter)),
  });
  const [valueBefore, valueAfter] = [
    one.value(everyIndex(before.length)),
    other.value(everyIndex(after.length)),
  ];
  const estimate = change(valueBefore, valueAfter);
  const sampling = one.samplingVariance + other.samplingVariance;
  const noise = runNoise(measure, settings.earlier, sampling);
  const { variance, degreesOfFreedom } = spread(resampled, sampling, noise);
  const standardError = Math.sqrt(variance);
  const worse = measure.direction === 'below' ? estimate : -estimate;
  const pOver = (limit: number) => oneSided((worse - limit) / standardError, degreesOfFreedom);
  return {
    measure,
    before: valueBefore,
    after: valueAfter,
    estimate,
    standardError,
    degreesOfFreedom,
    effect: cliffsDelta(known(one.series), known(other.series)),
    floor: noise.floor,
    pWorse: pOver(0),
    pBetter: oneSided(-worse / standardError, degreesOfFreedom),
    pBeyond: pOver(tolerance(measure, settings.maxRegressionPercent)),
  };
}

/** How much worse is let pass, on the scale of the estimate. */
export function tolerance({ scale, direction }: Measure, maxRegressionPercent: number): number {
  const share = maxRegressionPercent / 100;
  if (scale === 'points') return share * ERROR_BUDGET_POINTS;
  return direction === 'below' ? Math.log1p(share) : -Math.log(Math.max(0.001, 1 - share));
}

// What requests alone spread is known well. To it comes what seconds add that hang together, or what whole runs differ by:
// the larger one, since runs differ by their seconds too. Degrees of freedom of such a sum: Welch and Satterthwaite.
function spread(resampled: Resampled, sampling: number, noise: RunNoise) {
  const between = resampled.standardError ** 2 - sampling;
  const beyond = Math.max(between, noise.variance);
  const variance = sampling + beyond;
  // What was learnt from runs tells of the whole.
  const degreesOfFreedom =
    between > noise.variance
      ? resampled.degreesOfFreedom * (variance / between) ** 2
      : noise.degreesOfFreedom;
  return {
    variance: Number.isNaN(between) ? Number.NaN : variance,
    degreesOfFreedom: Math.min(1e6, degreesOfFreedom),
  };
}

const known = (series: readonly number[]): number[] => series.filter(Number.isFinite);
const oneSided = (t: number, df: number): number => (Number.isNaN(t) ? 1 : tCdf(-t, df));
