import { BucketCounts, type Buckets } from './bucket-counts.ts';
import { bucketMiddle, bucketOf } from './log-linear.ts';
import type { SinkView } from './sink-view.ts';

/** Up to so many samples a trend keeps every value, and its percentiles are exactly k6's. */
export const EXACT_LIMIT = 10_000;

/** What one interval adds to a trend: every value, or buckets once the series is past EXACT_LIMIT. */
export interface TrendDelta {
  count: number;
  sum: number;
  min: number;
  max: number;
  values: Float64Array | null;
  buckets: Buckets | null;
}

/** Values of a trend: exact while few, then a log-linear histogram of fixed error (0.1 %); min and max always exact. */
export class TrendSink implements SinkView {
  readonly kind = 'trend';
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #values: number[] | null = [];
  #buckets: BucketCounts | null = null;
  #sorted: { count: number; values: readonly number[]; ranks: readonly number[] } | null = null;

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get isExact(): boolean {
    return this.#values !== null;
  }

  add(value: number): void {
    this.count++;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    if (this.#values !== null && this.#values.length < EXACT_LIMIT) this.#values.push(value);
    else this.#bucketsNow().add(bucketOf(value));
  }

  merge(delta: TrendDelta): void {
    if (delta.values !== null) {
      for (const value of delta.values) this.add(value);
      return;
    }
    this.count += delta.count;
    this.sum += delta.sum;
    this.min = Math.min(this.min, delta.min);
    this.max = Math.max(this.max, delta.max);
    this.#bucketsNow().merge(delta.buckets as Buckets);
  }

  /** Adds all that another sink holds. */
  mergeSink(other: TrendSink): void {
    if (other.count > 0) this.merge(other.snapshot());
  }

  snapshot(): TrendDelta {
    const { count, sum, min, max } = this;
    if (this.#values !== null)
      return { count, sum, min, max, values: Float64Array.from(this.#values), buckets: null };
    return { count, sum, min, max, values: null, buckets: this.#bucketsNow().buckets() };
  }

  /** `avg`, `min`, `med`, `max`, `count` or `p(N)`; an empty trend gives 0, as in k6. */
  statistic(name: string): number | undefined {
    if (name === 'count') return this.count;
    if (this.count === 0) return STATISTIC.test(name) ? 0 : undefined;
    if (name === 'avg') return this.sum / this.count;
    if (name === 'min') return this.min;
    if (name === 'max') return this.max;
    if (name === 'med') return this.percentile(50);
    const percent = /^p\(([^)]+)\)$/.exec(name)?.[1];
    return percent === undefined ? undefined : this.percentile(Number(percent));
  }

  /** Linear interpolation between the two ranks around `percent/100 * (count - 1)`, as k6 does. */
  percentile(percent: number): number {
    if (this.count === 0) return 0;
    const rank = (percent / 100) * (this.count - 1);
    const low = this.#valueAt(Math.floor(rank));
    const high = this.#valueAt(Math.ceil(rank));
    return low + (high - low) * (rank - Math.floor(rank));
  }

  /** How many values are at most `limit`. */
  countUpTo(limit: number): number {
    if (this.#values !== null)
      return this.#values.reduce((count, value) => count + Number(value <= limit), 0);
    const last = bucketOf(limit);
    const { indexes, counts } = this.#bucketsNow().buckets();
    let count = 0;
    for (let i = 0; i < indexes.length && (indexes[i] as number) <= last; i++) count += counts[i] as number;
    return count;
  }

  #bucketsNow(): BucketCounts {
    if (this.#buckets === null) {
      this.#buckets = new BucketCounts();
      for (const value of this.#values ?? []) this.#buckets.add(bucketOf(value));
      this.#values = null;
    }
    return this.#buckets;
  }

  #valueAt(rank: number): number {
    if (rank <= 0) return this.min;
    if (rank >= this.count - 1) return this.max;
    const { values, ranks } = this.#sortedNow();
    if (this.#values !== null) return values[rank] as number;
    let low = 0;
    let high = ranks.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranks[middle] as number) > rank) high = middle;
      else low = middle + 1;
    }
    return Math.min(this.max, Math.max(this.min, values[low] as number));
  }

  #sortedNow(): { values: readonly number[]; ranks: readonly number[] } {
    if (this.#sorted?.count === this.count) return this.#sorted;
    if (this.#values !== null) {
      this.#sorted = {
        count: this.count,
        values: Float64Array.from(this.#values).sort() as unknown as number[],
        ranks: [],
      };
      return this.#sorted;
    }
    const { indexes, counts } = this.#bucketsNow().buckets();
    let total = 0;
    const ranks = Array.from(counts, (count) => {
      total += count;
      return total;
    });
    this.#sorted = { count: this.count, values: Array.from(indexes, bucketMiddle), ranks };
    return this.#sorted;
  }
}

const STATISTIC = /^(avg|min|med|max|p\([^)]+\))$/;
