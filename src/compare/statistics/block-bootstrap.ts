import { seededRandom } from './seeded-random.ts';

const RESAMPLES = 500;

/** What resampling says of a statistic of two series of intervals. */
export interface Resampled {
  estimate: number;
  standardError: number;
  /** Of Student's t, for intervals made from the error. */
  degreesOfFreedom: number;
}

/** Two runs as lists of intervals, and what is asked of them. */
export interface ResampleRequest {
  before: number;
  after: number;
  /** The same moments of both are drawn together: their plans are the same, so a ramp is no noise. */
  paired: boolean;
  /** What each interval adds to the statistic, to see how far neighbours depend on each other; NaN: nothing. */
  scores: readonly [readonly number[], readonly number[]];
  /** The statistic of the chosen intervals (their numbers, some of them several times). */
  statistic(before: Int32Array, after: Int32Array): number;
}

/**
 * Circular block bootstrap: neighbouring seconds are not independent, so whole blocks are drawn. With few blocks the
 * spread comes out too small: it is widened by what the block length takes away, and t has as many degrees as there
 * are blocks to learn from.
 */
export function blockBootstrap(request: ResampleRequest): Resampled {
  const { statistic } = request;
  const [before, after] = request.paired
    ? [Math.min(request.before, request.after), Math.min(request.before, request.after)]
    : [request.before, request.after];
  const estimate = statistic(whole(before), whole(after));
  const block = Math.max(...request.scores.map(blockLength));
  const random = seededRandom(before * 7919 + after);
  const [left, right] = [new Int32Array(before), new Int32Array(after)];
  const values: number[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    drawBlocks(left, block, random);
    if (request.paired) right.set(left);
    else drawBlocks(right, block, random);
    const value = statistic(left, right);
    if (Number.isFinite(value)) values.push(value);
  }
  const shortest = Math.min(before, after);
  const widened = Math.sqrt((shortest / Math.max(1, shortest - block)) * beyondBlocks(request.scores, block));
  return {
    estimate,
    standardError: values.length < RESAMPLES / 2 ? Number.NaN : deviation(values) * widened,
    degreesOfFreedom: Math.max(2, (shortest / block) * (request.paired ? 1 : 1.5)),
  };
}

/** Seconds that are drawn together: more the longer a value remembers (plug-in rule for an AR(1) series). */
export function blockLength(series: readonly number[]): number {
  const longest = Math.max(1, Math.floor(series.length / 4));
  const memory = Math.min(0.9, Math.max(0, autocorrelation(series)));
  const rule = series.length ** (1 / 3) * ((2 * memory) / (1 - memory * memory)) ** (2 / 3);
  return Math.min(longest, Math.max(2, Math.ceil(rule)));
}

/** Correlation of each value with the next one; 0 for a constant series. */
export function autocorrelation(series: readonly number[]): number {
  const known = series.filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  let together = 0;
  let alone = 0;
  series.forEach((value, index) => {
    if (!Number.isFinite(value)) return;
    alone += (value - mean) ** 2;
    const next = series[index + 1];
    if (next !== undefined && Number.isFinite(next)) together += (value - mean) * (next - mean);
  });
  return alone > 0 ? together / alone : 0;
}

// Blocks cut off what a value remembers for longer: made up for as in an AR(1) series of this correlation, which short
// series show too small (Kendall).
function beyondBlocks(series: readonly (readonly number[])[], block: number): number {
  const length = Math.min(...series.map((each) => each.length));
  const shown = series.reduce((sum, each) => sum + autocorrelation(each), 0) / series.length;
  const memory = Math.min(0.8, Math.max(0, (length * shown + 1) / Math.max(1, length - 3)));
  let caught = 1;
  for (let lag = 1; lag < block; lag++) caught += 2 * (1 - lag / block) * memory ** lag;
  return (1 + memory) / (1 - memory) / caught;
}

const whole = (count: number): Int32Array => Int32Array.from({ length: count }, (_, index) => index);

function drawBlocks(into: Int32Array, block: number, random: () => number): void {
  const count = into.length;
  for (let filled = 0; filled < count; ) {
    const start = Math.floor(random() * count);
    for (let step = 0; step < block && filled < count; step++) into[filled++] = (start + step) % count;
  }
}

function deviation(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
