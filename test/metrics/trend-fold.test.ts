import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrendFold } from '../../src/metrics/trend-fold.ts';
import { EXACT_LIMIT, TrendSink } from '../../src/metrics/trend-sink.ts';

const value = fc.oneof(
  fc.constant(0),
  fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
  fc.double({ min: -1e3, max: -1e-3, noNaN: true }),
);

// A few values stand for many, so that a run passes the limit of exact ones anywhere in an interval.
test('intervals add up to the whole run, within 0.1 % past the limit of exact values and exactly before it', () => {
  const intervals = fc.array(fc.array(value, { maxLength: 40 }), { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(intervals, fc.integer({ min: 1, max: 200 }), (given, times) => {
      const fold = new TrendFold();
      const sink = new TrendSink();
      const all: number[] = [];
      for (const values of given) {
        for (let i = 0; i < times; i++) for (const each of values) fold.add(each);
        for (let i = 0; i < times; i++) all.push(...values);
        sink.merge(fold.take());
      }
      expect(sink.count).toBe(all.length);
      if (all.length === 0) return;
      all.sort((a, b) => a - b);
      expect([sink.min, sink.max]).toEqual([all[0], all.at(-1)]);
      const sum = all.reduce((total, each) => total + each, 0);
      expect(sink.sum).toBeCloseTo(sum, 4);
      for (const percent of [0, 25, 50, 95, 99.9, 100]) {
        const rank = Math.floor((percent / 100) * (all.length - 1));
        if (rank / (all.length - 1) !== percent / 100 && all.length > 1) continue;
        const exact = all[rank] as number;
        const within = all.length <= EXACT_LIMIT ? 0 : Math.abs(exact) / 1000;
        expect(Math.abs(sink.percentile(percent) - exact)).toBeLessThanOrEqual(within);
      }
    }),
    { numRuns: 60 },
  );
});

const ofCount = (count: number) => fc.array(value, { minLength: count, maxLength: count });

test('percentiles rise with their number and stay within minimum and maximum, for few and for many', () => {
  const counts = [1, 2, 3, 100].map(ofCount);
  // Past the limit of exact values, with a tail that the histogram must not round beyond the maximum.
  const many = fc
    .array(value, { minLength: 2, maxLength: 20 })
    .map((few) => Array.from({ length: EXACT_LIMIT + 500 }, (_, at) => few[at % few.length] as number));
  fc.assert(
    fc.property(fc.oneof(...counts, ...counts, many), (values) => {
      const sink = new TrendSink();
      for (const each of values) sink.add(each);
      const told = [50, 90, 95, 99, 99.9].map((percent) => sink.percentile(percent));
      const ordered = [sink.min, ...told, sink.max];
      expect(ordered.toSorted((a, b) => a - b)).toEqual(ordered);
    }),
    { numRuns: 120 },
  );
  // As k6, an empty one tells 0 and not a number of its own.
  expect(new TrendSink().statistic('p(95)')).toBe(0);
});
