import type { IntervalRecord } from '../store/record/v1.ts';
import { everyIndex, type Measure } from './measures.ts';
import { tQuantile } from './statistics/student-t.ts';

/** Fewer earlier runs say too little about how runs of one plan differ. */
export const FEWEST_NOISE_RUNS = 3;

/** So far two runs of one plan are taken to differ at most (99 %), before any is known: percent, or percentage points. */
const USUAL = { percent: 5, points: 0.1, route: 10 };

/** The usual noise weighs as much as so many degrees of freedom learnt. */
const WEIGHT_OF_USUAL = 8;

const NORMAL_99 = 2.3263;

/** A step so many times as large as the others is no noise; of so many steps one may be such a jump. */
const JUMP = 5;
const JUMPS_OF = 4;

/** How two runs of one plan differ, beyond what the number of their requests explains (caches, neighbours, garbage). */
export interface RunNoise {
  /** Of a difference of two runs, on the scale that changes are estimated on. */
  variance: number;
  /** From how much it is learnt, as of Student's t; infinite: taken for granted. */
  degreesOfFreedom: number;
  /** What differences it makes at most (99 %), in percent or percentage points. */
  floor: number;
}

/**
 * Learnt from the differences of earlier runs that followed each other, so that a slow drift of the target does not
 * count as noise, nor does a jump. What requests explain (`samplingVariance`, of a difference) is taken off; the usual noise steadies what
 * few runs say.
 */
export function runNoise(
  measure: Measure,
  earlier: readonly (readonly IntervalRecord[])[],
  samplingVariance: number,
): RunNoise {
  const usual = usualVariance(measure);
  const values = earlier
    .map((intervals) => measure.of(intervals).value(everyIndex(intervals.length)))
    .map((value) => (measure.scale === 'percent' ? Math.log(value) : value))
    .filter(Number.isFinite);
  if (values.length < FEWEST_NOISE_RUNS)
    return {
      variance: usual,
      degreesOfFreedom: Number.POSITIVE_INFINITY,
      floor: floorOf(measure, NORMAL_99 * Math.sqrt(usual)),
    };
  const steps = withoutJumps(values.slice(1).map((value, index) => value - (values[index] ?? value)));
  const seen = meanSquare(steps);
  const degrees = degreesOfSteps(steps.length + 1);
  const weights = WEIGHT_OF_USUAL + degrees;
  const beyond = Math.max(0, seen - samplingVariance);
  const variance = (WEIGHT_OF_USUAL * usual + degrees * beyond) / weights;
  return {
    variance,
    degreesOfFreedom: weights,
    floor: floorOf(measure, tQuantile(0.99, weights) * Math.sqrt(variance)),
  };
}

const meanSquare = (steps: readonly number[]): number =>
  steps.reduce((sum, step) => sum + step * step, 0) / steps.length;

// A jump is a change of the target that was accepted, or one bad run: as noise it would hide the next regression.
function withoutJumps(steps: readonly number[]): readonly number[] {
  const sorted = steps.toSorted((a, b) => Math.abs(b) - Math.abs(a));
  let jumps = 0;
  for (let most = 1; most <= steps.length / JUMPS_OF; most++) {
    const rest = sorted.slice(most);
    if (Math.abs(sorted[most - 1] as number) > JUMP * Math.sqrt(meanSquare(rest))) jumps = most;
  }
  return sorted.slice(jumps);
}

// Successive differences share a run, so they say less than as many that do not (von Neumann).
const degreesOfSteps = (runs: number): number => (2 * (runs - 1) ** 2) / (3 * runs - 4);

function usualVariance({ scale, route }: Measure): number {
  const usual = scale === 'points' ? USUAL.points : route === '' ? USUAL.percent : USUAL.route;
  const reach = scale === 'points' ? usual : Math.log1p(usual / 100);
  return (reach / NORMAL_99) ** 2;
}

const floorOf = ({ scale }: Measure, reach: number): number =>
  scale === 'percent' ? 100 * Math.expm1(reach) : reach;
