import type { IntervalRecord } from '../store/record/v1.ts';

const LOG_GROWTH = Math.log(1.02);

/** How far around a percentile it is smoothed, on each side, as a share of what lies beyond it: p95 is p92 to p98. */
const REACH = 0.6;
/** But no more than ten percent on each side: the median is p40 to p60. */
const MOST_REACH = 0.1;

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

  /**
   * Percentile (0..100) in ms of the chosen intervals together, NaN when they are empty: the geometric mean of the
   * percentiles around it, which does not jump where it falls between the fast and the slow requests.
   */
  percentile(chosen: Int32Array, percent: number): number {
    const total = this.#pool(chosen);
    if (total === 0) return Number.NaN;
    const [from, to] = windowOf(percent);
    let before = 0;
    let sum = 0;
    for (let at = 0; at < this.#counts.length; at++) {
      const share = (this.#counts[at] ?? 0) / total;
      const [low, high] = [Math.max(from, before), Math.min(to, before + share)];
      // Requests lie evenly in a bucket, by the logarithm.
      if (high > low) sum += (high - low) * (at + ((low + high) / 2 - before) / share);
      before += share;
    }
    return Math.exp(LOG_GROWTH * (this.#lowest + sum / (to - from)));
  }

  /**
   * What each interval's requests add to the logarithm of a percentile: its mean over requests is the percentile's, but
   * for a constant. NaN for an interval without any.
   */
  scores(percent: number): { each: number[]; varianceOfOne: number } {
    const score = this.#scoreOf(percent);
    let [sum, squares, count] = [0, 0, 0];
    const each = this.#byInterval.map((buckets) => {
      let [own, ownCount] = [0, 0];
      for (const [bucket, requests] of buckets) {
        const value = score(bucket);
        own += requests * value;
        squares += requests * value * value;
        ownCount += requests;
      }
      sum += own;
      count += ownCount;
      return own / ownCount;
    });
    const varianceOfOne = count > 0 ? Math.max(0, squares / count - (sum / count) ** 2) : 0;
    return { each, varianceOfOne };
  }

  // The influence of a request on the mean of a window of percentiles is its logarithm, held inside the window.
  #scoreOf(percent: number): (bucket: number) => number {
    const total = this.#pool(Int32Array.from(this.#byInterval.keys()));
    const [from, to] = windowOf(percent);
    const [low, high] = [this.#edge(from * total), this.#edge(to * total)];
    return (bucket) => (LOG_GROWTH * Math.min(high, Math.max(low, bucket + 0.5))) / (to - from);
  }

  /** Where so many of the pooled requests are passed, in buckets. */
  #edge(requests: number): number {
    let left = requests;
    for (let at = 0; at < this.#counts.length; at++) {
      const count = this.#counts[at] ?? 0;
      if (count > 0 && left <= count) return this.#lowest + at + left / count;
      left -= count;
    }
    return this.#lowest + this.#counts.length;
  }

  #pool(chosen: Int32Array): number {
    const counts = this.#counts.fill(0);
    let total = 0;
    for (const index of chosen) {
      for (const [bucket, count] of this.#byInterval[index] ?? []) {
        counts[bucket - this.#lowest] = (counts[bucket - this.#lowest] ?? 0) + count;
        total += count;
      }
    }
    return total;
  }
}

function windowOf(percent: number): [from: number, to: number] {
  const share = percent / 100;
  const reach = Math.min(MOST_REACH, REACH * Math.min(share, 1 - share));
  return [share - reach, share + reach];
}
