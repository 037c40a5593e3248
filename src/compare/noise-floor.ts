import type { IntervalRecord } from '../store/record/v1.ts';
import { everyIndex, type Measure } from './measures.ts';
import { tQuantile } from './statistics/student-t.ts';

/** Fewer earlier runs say too little about how runs of one plan differ. */
export const FEWEST_NOISE_RUNS = 3;

/** Taken for noise as long as too few earlier runs are known: percent, or percentage points. */
const USUAL = { percent: 5, points: 0.1, route: 10 };

/**
 * How far two runs of one plan differ by chance alone, in the measure's scale: learnt from the differences of earlier
 * runs that followed each other, so that a slow drift of the target does not count as noise.
 */
export function noiseFloor(measure: Measure, earlier: readonly (readonly IntervalRecord[])[]): number {
  const values = earlier
    .map((intervals) => measure.of(intervals).value(everyIndex(intervals.length)))
    .map((value) => (measure.scale === 'percent' ? Math.log(value) : value))
    .filter(Number.isFinite);
  if (values.length < FEWEST_NOISE_RUNS) return usualFloor(measure);
  const steps = values.slice(1).map((value, index) => value - (values[index] ?? value));
  const typical = Math.sqrt(steps.reduce((sum, step) => sum + step * step, 0) / steps.length);
  const reach = tQuantile(0.975, steps.length) * typical;
  return measure.scale === 'percent' ? 100 * Math.expm1(reach) : reach;
}

function usualFloor({ scale, route }: Measure): number {
  if (scale === 'points') return USUAL.points;
  return route === '' ? USUAL.percent : USUAL.route;
}
