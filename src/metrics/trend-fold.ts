import { BucketCounts } from './bucket-counts.ts';
import { bucketOf } from './log-linear.ts';
import { EXACT_LIMIT, type TrendDelta } from './trend-sink.ts';

/** What a trend gets in one interval: its values while the whole run has few, then how many fell into each bucket. */
export class TrendFold {
  #count = 0;
  #sum = 0;
  #min = Number.POSITIVE_INFINITY;
  #max = Number.NEGATIVE_INFINITY;
  #before = 0;
  #values: number[] | null = [];
  #buckets: BucketCounts | null = null;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    if (value < this.#min) this.#min = value;
    if (value > this.#max) this.#max = value;
    if (this.#buckets !== null) this.#buckets.add(bucketOf(value));
    else if (this.#before + this.#count <= EXACT_LIMIT) this.#values?.push(value);
    else this.#toBuckets(value);
  }

  /** What came since the last call. */
  take(): TrendDelta {
    const head = { count: this.#count, sum: this.#sum, min: this.#min, max: this.#max };
    this.#before += this.#count;
    this.#count = 0;
    this.#sum = 0;
    this.#min = Number.POSITIVE_INFINITY;
    this.#max = Number.NEGATIVE_INFINITY;
    if (this.#buckets === null) {
      const values = Float64Array.from(this.#values ?? []);
      this.#values = [];
      return { ...head, values, buckets: null };
    }
    const buckets = this.#buckets.buckets();
    this.#buckets.clear();
    return { ...head, values: null, buckets };
  }

  #toBuckets(value: number): void {
    this.#buckets = new BucketCounts();
    for (const earlier of this.#values ?? []) this.#buckets.add(bucketOf(earlier));
    this.#buckets.add(bucketOf(value));
    this.#values = null;
  }
}
