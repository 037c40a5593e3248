import type { IntervalRecord } from '../store/record/v1.ts';

const GROWTH = 1.02;

/** Counts by latency of many intervals, to be added up in any choice and read by percentile. */
export class PooledHistogram {
  readonly #lowest: number;
  readonly #counts: Float64Array;
  readonly #byInterval: readonly (readonly [number, number][])[];

  constructor(intervals: readonly Pick<IntervalRecord, 'latencyHistogram'>[]) {
    this.#byInterval = intervals.map(({ latencyHistogram }) => latencyHistogram ?? []);
    const buckets = this.#byInterval.flat().map(([bucket]) => bucket);
    this.#lowest = buckets.reduce((low, bucket) => Math.min(low, bucket), Number.POSITIVE_INFINITY);
    const highest = buckets.reduce((high, bucket) => Math.max(high, bucket), Number.NEGATIVE_INFINITY);
    this.#counts = new Float64Array(Math.max(0, highest - this.#lowest + 1) || 0);
  }

  /** Percentile (0..100) in ms of the chosen intervals together; NaN when they are empty. */
  percentile(chosen: Int32Array, percent: number): number {
    const counts = this.#counts.fill(0);
    let total = 0;
    for (const index of chosen) {
      for (const [bucket, count] of this.#byInterval[index] ?? []) {
        counts[bucket - this.#lowest] = (counts[bucket - this.#lowest] ?? 0) + count;
        total += count;
      }
    }
    if (total === 0) return Number.NaN;
    let left = (percent / 100) * total;
    for (let at = 0; at < counts.length; at++) {
      const count = counts[at] ?? 0;
      if (count > 0 && left <= count) return GROWTH ** (this.#lowest + at + left / count);
      left -= count;
    }
    return GROWTH ** (this.#lowest + counts.length);
  }

  /** Variance of the logarithm of a percentile when requests are independent, from the density around it. */
  logVariance(chosen: Int32Array, percent: number): number {
    const count = this.#byInterval.flat().reduce((sum, [, own]) => sum + own, 0);
    const reach = Math.min(percent, 100 - percent) * 0.8;
    const [low, high] = [this.percentile(chosen, percent - reach), this.percentile(chosen, percent + reach)];
    const density = (2 * reach) / 100 / Math.log(high / low);
    const share = percent / 100;
    const variance = (share * (1 - share)) / count / density ** 2;
    return Number.isFinite(variance) ? variance : 0;
  }
}
