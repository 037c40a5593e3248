import type { IntervalRecord } from '../store/record/v1.ts';
import { everyIndex, type Measure, type MeasureReader } from './measures.ts';
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
  /** On the scale of `estimate`: logarithm of the ratio, or percentage points. NaN: not to be had. */
  estimate: number;
  standardError: number;
  degreesOfFreedom: number;
  effect: number | null;
  /** In percent or points. */
  floor: number;
  /** That there is no change at all; two-sided. */
  pChange: number;
  /** That it is not worse by more than the tolerance; one-sided. */
  pBeyond: number;
}

interface Settings {
  paired: boolean;
  floor: number;
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
    series: [one.series, other.series],
    statistic: (chosen, chosenAfter) => change(one.value(chosen), other.value(chosenAfter)),
  });
  const [valueBefore, valueAfter] = [
    one.value(everyIndex(before.length)),
    other.value(everyIndex(after.length)),
  ];
  const estimate = change(valueBefore, valueAfter);
  const { standardError, degreesOfFreedom } = spread(resampled, [one, other]);
  const worse = measure.direction === 'below' ? estimate : -estimate;
  return {
    measure,
    before: valueBefore,
    after: valueAfter,
    estimate,
    standardError,
    degreesOfFreedom,
    effect: cliffsDelta(known(one.series), known(other.series)),
    floor: settings.floor,
    pChange: twoSided(estimate / standardError, degreesOfFreedom),
    pBeyond: oneSided(
      (worse - tolerance(measure, settings.maxRegressionPercent)) / standardError,
      degreesOfFreedom,
    ),
  };
}

/** How much worse is let pass, on the scale of the estimate. */
export function tolerance({ scale, direction }: Measure, maxRegressionPercent: number): number {
  const share = maxRegressionPercent / 100;
  if (scale === 'points') return share * ERROR_BUDGET_POINTS;
  return direction === 'below' ? Math.log1p(share) : -Math.log(Math.max(0.001, 1 - share));
}

// Requests alone spread an estimate by so much, which is known well. What seconds that hang together add to it is known
// from few blocks only. Degrees of freedom of such a sum: Welch and Satterthwaite.
function spread(resampled: Resampled, readers: readonly MeasureReader[]) {
  const sampling = readers.reduce((sum, { samplingVariance }) => sum + samplingVariance, 0);
  const total = Math.max(resampled.standardError ** 2, sampling, 1e-12);
  const between = total - sampling;
  const degreesOfFreedom =
    between > 0 ? Math.min(1e6, resampled.degreesOfFreedom * (total / between) ** 2) : 1e6;
  return { standardError: Math.sqrt(total), degreesOfFreedom };
}

const known = (series: readonly number[]): number[] => series.filter(Number.isFinite);
const twoSided = (t: number, df: number): number => (Number.isNaN(t) ? 1 : 2 * tCdf(-Math.abs(t), df));
const oneSided = (t: number, df: number): number => (Number.isNaN(t) ? 1 : tCdf(-t, df));
