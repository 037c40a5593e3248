import { bucketMiddle } from './log-linear.ts';
import type { TrendSink } from './trend-sink.ts';

/** Each bucket's upper bound is this much over its lower one. */
const GROWTH = Math.log(1.02);

/** Where an interval's values lie, as its line keeps it: [n, count], n from 1.02^n up to 1.02^(n+1) ms. */
export function intervalHistogram(trend: TrendSink): [number, number][] {
  const counts = new Map<number, number>();
  const add = (value: number, count: number) => {
    // A tenth of a microsecond is as near to nothing as a clock can say.
    const bucket = Math.floor(Math.log(Math.max(value, 1e-4)) / GROWTH);
    counts.set(bucket, (counts.get(bucket) ?? 0) + count);
  };
  const { values, buckets } = trend.snapshot();
  for (const value of values ?? []) add(value, 1);
  buckets?.indexes.forEach((index, at) => void add(bucketMiddle(index), buckets.counts[at] ?? 0));
  return [...counts].sort(([a], [b]) => a - b);
}
