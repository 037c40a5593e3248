import { describe, expect, it } from 'vitest';
import { createSink } from '../../src/metrics/sinks.ts';
import { TrendSink } from '../../src/metrics/trend-sink.ts';
import { SlidingWindows } from '../../src/verdict/sliding-windows.ts';
import { type Span, scaledSpan, spanText } from '../../src/verdict/span-text.ts';
import { findSlo, type Slo } from '../../thresholds.ts';

const slo = (id: string): Slo => findSlo(id) as Slo;
const ERRORS = { metric: 'server_errors', kind: 'rate', tags: {}, sink: createSink('rate') } as const;

/** Errors in percent of each second, of 100 requests; null: nothing was asked, 'pause': nothing was planned. */
function watched(percents: readonly (number | null | 'pause')[], span: Span): SlidingWindows {
  const windows = new SlidingWindows([{ slo: slo('error_rate'), span }], () => true);
  percents.forEach((percent, second) => {
    if (typeof percent === 'number')
      windows.add(ERRORS, { series: 1, kind: 'rate', passes: percent, total: 100 });
    windows.close({
      atMs: (second + 1) * 1000,
      durationMs: 1000,
      due: percent !== 'pause',
      planned: 0,
      dropped: 0,
    });
  });
  return windows;
}

const held = (percents: readonly (number | null)[], overS: number, forS: number) =>
  watched(percents, { overMs: overS * 1000, forMs: forS * 1000 }).held('error_rate');

describe('the worst level that lasted', () => {
  it('is what every window of the span reached', () => {
    expect(held([0, 6, 6, 6, 0, 0], 1, 3)).toEqual({ value: 6, atMs: 4000 });
    expect(held([0, 6, 6, 0, 6, 6], 1, 3)).toEqual({ value: 0, atMs: 3000 });
    expect(held([0, 6, 9, 7, 0, 0], 1, 3)).toEqual({ value: 6, atMs: 4000 });
  });

  it('is taken over the whole window at each second', () => {
    expect(held([10, 0, 0, 0, 0, 0], 2, 1)).toEqual({ value: 5, atMs: 2000 });
    expect(held([9, 0, 0, 9, 0, 0], 3, 2)).toEqual({ value: 3, atMs: 4000 });
  });

  it('is unknown while no window was full for long enough', () => {
    expect(held([50, 50, 50], 4, 0)).toBeNull();
    expect(held([50, 50, 50], 2, 3)).toBeNull();
    expect(held([50, 50, 50], 2, 2)).toEqual({ value: 50, atMs: 3000 });
  });

  it('is not ended by a second in which nothing was asked', () => {
    expect(held([null, 6, null, 6, null], 2, 2)).toEqual({ value: 6, atMs: 3000 });
    expect(held([null, null], 1, 1)).toBeNull();
  });

  it('does not last through a silence that is as long as a window, and the silence is told', () => {
    const quiet = [0, 6, null, null, null, 6, 0];
    const windows = watched(quiet, { overMs: 1000, forMs: 3000 });
    expect(windows.silence('error_rate')).toEqual({ fromMs: 2000, toMs: 5000 });
    expect(windows.held('error_rate')?.value ?? 0).toBe(0);
    expect(watched([0, null, null, 0], { overMs: 1000, forMs: 3000 }).silence('error_rate')).toBeNull();
    expect(
      watched([0, 0, ...Array(4).fill(null)], { overMs: 4000, forMs: 1000 }).silence('error_rate'),
    ).toEqual({
      ...{ fromMs: 2000, toMs: 6000 },
    });
  });

  it('is no silence in a pause of the load, nor in a second or two of short windows', () => {
    const span = { overMs: 1000, forMs: 1000 };
    expect(watched([0, 'pause', 'pause', 'pause', 'pause', 0], span).silence('error_rate')).toBeNull();
    expect(watched([0, null, null, 0], span).silence('error_rate')).toBeNull();
    const hung = watched([0, 'pause', null, null, null], span);
    expect(hung.silence('error_rate')).toEqual({ fromMs: 1000, toMs: 5000 });
  });

  it('does not last through a pause of the load', () => {
    const span = { overMs: 1000, forMs: 3000 };
    expect(watched([6, 6, 'pause', 'pause', 'pause', 6, 6], span).held('error_rate')).toBeNull();
  });

  it('is that of every window, for any series of seconds', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed / 2 ** 31;
    };
    for (let round = 0; round < 50; round++) {
      const percents = Array.from({ length: 30 }, () => Math.floor(random() * 12));
      const [over, lasting] = [1 + Math.floor(random() * 6), 1 + Math.floor(random() * 6)];
      const values = percents
        .map((_, end) => percents.slice(Math.max(0, end + 1 - over), end + 1))
        .filter((window) => window.length === over)
        .map((window) => window.reduce((sum, each) => sum + each, 0) / over);
      const lasted = values
        .map((_, end) => values.slice(Math.max(0, end + 1 - lasting), end + 1))
        .filter((span) => span.length === lasting)
        .map((span) => Math.min(...span));
      const found = watched(percents, { overMs: over * 1000, forMs: lasting * 1000 }).held('error_rate');
      expect(found?.value).toBeCloseTo(Math.max(...lasted), 9);
    }
  });
});

it('keeps the percentile of a window, not a mean of the seconds’ percentiles', () => {
  const windows = new SlidingWindows(
    [{ slo: slo('api_latency_p95'), span: { overMs: 2000, forMs: 0 } }],
    () => true,
  );
  const series = { metric: 'api_latency', kind: 'trend', tags: {}, sink: new TrendSink() } as const;
  [100, 900].forEach((ms, second) => {
    const values = Float64Array.from({ length: second === 0 ? 99 : 1 }, () => ms);
    const trend = { values, count: values.length } as never;
    windows.add(series, { series: 1, kind: 'trend', trend });
    windows.close({
      atMs: (second + 1) * 1000,
      durationMs: 1000,
      due: true,
      planned: 0,
      dropped: 0,
    });
  });
  expect(windows.held('api_latency_p95')?.value).toBe(100);
});

it('judges the delivered share by its own direction', () => {
  const windows = new SlidingWindows(
    [{ slo: slo('delivered_rate'), span: { overMs: 1000, forMs: 2000 } }],
    () => true,
  );
  [0, 50, 60, 0].forEach((dropped, second) => {
    windows.close({ atMs: (second + 1) * 1000, durationMs: 1000, due: true, planned: 100, dropped });
  });
  expect(windows.held('delivered_rate')).toEqual({ value: 50, atMs: 3000 });
  expect(windows.critical(() => true)?.slo.id).toBe('delivered_rate');
  expect(windows.critical(() => false)).toBeNull();
});

it('shrinks spans with the scale, to a second at the least, and writes them as the configuration does', () => {
  expect(scaledSpan({ overMs: 60_000, forMs: 30_000 }, 0.01)).toEqual({ overMs: 1000, forMs: 1000 });
  expect(scaledSpan({ overMs: 60_000, forMs: 0 }, 0.1)).toEqual({ overMs: 6000, forMs: 0 });
  expect(spanText({ overMs: 60_000, forMs: 30_000 })).toBe('over the last 60s, for 30s');
});
