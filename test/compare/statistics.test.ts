import { describe, expect, test } from 'vitest';
import { PooledHistogram } from '../../src/compare/pooled-histogram.ts';
import {
  autocorrelation,
  blockBootstrap,
  blockLength,
} from '../../src/compare/statistics/block-bootstrap.ts';
import { holm } from '../../src/compare/statistics/holm.ts';
import { cliffsDelta } from '../../src/compare/statistics/rank-effect.ts';
import { seededRandom } from '../../src/compare/statistics/seeded-random.ts';
import { tCdf, tQuantile } from '../../src/compare/statistics/student-t.ts';
import { intervalHistogram } from '../../src/metrics/interval-histogram.ts';
import { TrendSink } from '../../src/metrics/trend-sink.ts';

describe('statistics', () => {
  // Values of the printed tables.
  test.each([
    [0.975, 1, 12.706],
    [0.975, 10, 2.228],
    [0.995, 4, 4.604],
    [0.95, 5, 2.015],
    [0.975, 1e6, 1.96],
  ])('t at %d with %d degrees of freedom is %d', (probability, df, t) => {
    expect(tQuantile(probability, df)).toBeCloseTo(t, 3);
    expect(tCdf(t, df)).toBeCloseTo(probability, 4);
    expect(tCdf(-t, df)).toBeCloseTo(1 - probability, 4);
  });

  test('Holm adjusts step by step and never out of order', () => {
    expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02]);
    expect(holm([0.9, 0.9])).toEqual([1, 1]);
    expect(holm([])).toEqual([]);
  });

  test('Holm with weights spends more of the level where the weight is', () => {
    expect(holm([0.02, 0.5], [3, 1])[0]).toBeCloseTo(0.02 * (4 / 3), 12);
    expect(holm([0.02, 0.5], [1, 3])[0]).toBeCloseTo(0.08, 12);
    // What is rejected passes its share on.
    expect(holm([0.03, 0.001], [3, 1])).toEqual([0.03, 0.004]);
  });

  test('the effect is 1 when every later value is higher, 0 when there is no order', () => {
    expect(cliffsDelta([1, 2, 3], [4, 5])).toBe(1);
    expect(cliffsDelta([4, 5], [1, 2, 3])).toBe(-1);
    expect(cliffsDelta([1, 2, 3], [1, 2, 3])).toBe(0);
    expect(cliffsDelta([1, 1, 1], [1, 2])).toBe(0.5);
    expect(cliffsDelta([], [1])).toBeNull();
  });

  test('blocks are longer where a series remembers', () => {
    const random = seededRandom(3);
    const white = Array.from({ length: 200 }, () => random() - 0.5);
    let level = 0;
    const slow = white.map((step) => (level = 0.9 * level + step));
    expect(autocorrelation(slow)).toBeGreaterThan(0.7);
    expect(blockLength(slow)).toBeGreaterThan(2 * blockLength(white));
    expect(autocorrelation([5, 5, 5])).toBe(0);
  });

  test('the error of a mean of independent values is the textbook one', () => {
    const random = seededRandom(5);
    const draw = () => Array.from({ length: 100 }, () => random());
    const [before, after] = [draw(), draw()];
    const mean = (chosen: Int32Array, of: number[]) =>
      [...chosen].reduce((sum, index) => sum + (of[index] ?? 0), 0) / chosen.length;
    const { standardError } = blockBootstrap({
      ...{ before: 100, after: 100, paired: false, scores: [before, after] },
      statistic: (left, right) => mean(right, after) - mean(left, before),
    });
    const textbook = Math.sqrt(2 / 12 / 100);
    expect(standardError / textbook).toBeGreaterThan(0.8);
    expect(standardError / textbook).toBeLessThan(1.4);
  });

  test('a percentile is as uncertain as its scores say', () => {
    const random = seededRandom(21);
    const gauss = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    const every = Int32Array.from({ length: 10 }, (_, index) => index);
    const logs: number[] = [];
    let expected = 0;
    for (let run = 0; run < 200; run++) {
      const pool = new PooledHistogram(
        Array.from({ length: 10 }, () => {
          const trend = new TrendSink();
          for (let n = 0; n < 50; n++) trend.add(30 * Math.exp(0.3 * gauss()));
          return { latencyHistogram: intervalHistogram(trend) };
        }),
      );
      logs.push(Math.log(pool.percentile(every, 95)));
      expected += pool.scores(95).varianceOfOne / 500 / 200;
    }
    const mean = logs.reduce((sum, value) => sum + value, 0) / logs.length;
    const variance = logs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (logs.length - 1);
    expect(Math.sqrt(variance / expected)).toBeGreaterThan(0.85);
    expect(Math.sqrt(variance / expected)).toBeLessThan(1.15);
    expect(mean).toBeCloseTo(Math.log(30) + 0.3 * 1.645, 1);
  });

  test('a percentile that lies between fast and slow requests does not jump', () => {
    // Five percent of requests are slow: p95 is at the edge.
    const p95With = (slow: number) =>
      new PooledHistogram([
        {
          latencyHistogram: [
            [100, 1000 - slow],
            [200, slow],
          ] as [number, number][],
        },
      ]).percentile(Int32Array.of(0), 95);
    expect(p95With(51) / p95With(49)).toBeLessThan(1.1);
  });

  test('a percentile of pooled intervals is within two percent of that of all values', () => {
    const random = seededRandom(9);
    const seconds = Array.from({ length: 10 }, () =>
      Array.from({ length: 80 }, () => 5 + 200 * random() ** 3),
    );
    const pool = new PooledHistogram(
      seconds.map((values) => {
        const trend = new TrendSink();
        for (const value of values) trend.add(value);
        return { latencyHistogram: intervalHistogram(trend) };
      }),
    );
    const sorted = seconds.flat().sort((a, b) => a - b);
    for (const percent of [50, 95, 99]) {
      const exact = sorted[Math.floor((percent / 100) * (sorted.length - 1))] as number;
      expect(pool.percentile(Int32Array.from(seconds.keys()), percent) / exact).toBeCloseTo(1, 1);
    }
    expect(pool.percentile(new Int32Array(), 95)).toBeNaN();
  });
});
