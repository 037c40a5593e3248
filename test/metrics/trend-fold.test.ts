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
