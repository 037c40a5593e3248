import { asked } from '../store/record/asked.ts';
import type { IntervalLatency, IntervalRecord, MeasureChange } from '../store/record/v1.ts';
import { PooledHistogram } from './pooled-histogram.ts';

/** One thing that two runs are compared by. */
export interface Measure
  extends Pick<MeasureChange, 'id' | 'title' | 'route' | 'unit' | 'direction' | 'scale'> {
  /** Reads it off a run's intervals. */
  of(intervals: readonly IntervalRecord[]): MeasureReader;
}

/** A measure of one run. */
export interface MeasureReader {
  /** Of the chosen intervals together; NaN where nothing was measured. */
  value(chosen: Int32Array): number;
  /** Of each interval; NaN where it has none. */
  series: number[];
  /** What each interval adds to `value`: shows how far neighbours hang together. NaN where it has none. */
  scores: number[];
  /**
   * Variance of `value` over all intervals if each request were drawn by itself, on the scale that changes are
   * estimated on (logarithm, or points); 0 where that is not known. Neighbouring seconds only add to it.
   */
  samplingVariance: number;
}

const share = (part: number, whole: number): number => (whole > 0 ? part / whole : Number.NaN);
const sumOf = (chosen: Int32Array, values: readonly number[]): number => {
  let sum = 0;
  for (const index of chosen) sum += values[index] ?? 0;
  return sum;
};

// A run without any error is not without doubt: the next request could have been one.
function shareVariance(errors: number, requests: number): number {
  const likely = (errors + 1) / (requests + 2);
  return (100 * 100 * likely * (1 - likely)) / (requests + 2);
}

/** 0, 1, 2... */
export const everyIndex = (count: number): Int32Array =>
  Int32Array.from({ length: count }, (_, index) => index);

/** What is compared of runs like these, routes in the order of their requests. */
export function measuresOf(runs: readonly (readonly IntervalRecord[])[]): Measure[] {
  const all = runs.flat();
  const closedModel = all.every(({ planned }) => planned === null);
  const scheduled = runs.every((intervals) => intervals.some(({ scheduledMs }) => scheduledMs !== null));
  return [
    latency('latency_p95', 'API latency, p95', 95),
    latency('latency_med', 'API latency, median', 50),
    ...(scheduled ? [SCHEDULED] : []),
    ERROR_RATE,
    ...(closedModel ? [THROUGHPUT] : []),
    ...routesOf(runs).map(routeLatency),
  ];
}

function latency(id: 'latency_p95' | 'latency_med', title: string, percent: number): Measure {
  return {
    ...{ id, title, route: '', unit: 'ms', direction: 'below', scale: 'percent' },
    of(intervals) {
      const pool = new PooledHistogram(intervals);
      const key = percent === 95 ? 'p95' : 'med';
      const typical = typicalOf(
        intervals.map(({ latencyMs }) => latencyMs),
        key,
      );
      const whole = intervals.every((each) => each.latencyHistogram !== undefined || each.latencyMs === null);
      if (!whole) return typical;
      const { each, varianceOfOne } = pool.scores(percent);
      const count = intervals.reduce((sum, { latencyMs }) => sum + (latencyMs?.count ?? 0), 0);
      return {
        series: typical.series,
        scores: each,
        samplingVariance: varianceOfOne / Math.max(1, count),
        value: (chosen) => pool.percentile(chosen, percent),
      };
    },
  };
}

const SCHEDULED: Measure = {
  ...{ id: 'scheduled_p95', title: 'Latency from the planned start, p95 of a second', route: '' },
  ...{ unit: 'ms', direction: 'below', scale: 'percent' },
  of: (intervals) =>
    typicalOf(
      intervals.map(({ scheduledMs }) => scheduledMs),
      'p95',
    ),
};

const ERROR_RATE: Measure = {
  ...{ id: 'error_rate', title: 'Error rate', route: '', unit: '%', direction: 'below', scale: 'points' },
  of(intervals) {
    const errors = intervals.map((each) => each.errors);
    const requests = intervals.map(asked);
    const every = everyIndex(intervals.length);
    const series = intervals.map((each) => 100 * share(each.errors, asked(each)));
    return {
      series,
      scores: series,
      samplingVariance: shareVariance(sumOf(every, errors), sumOf(every, requests)),
      value: (chosen) => 100 * share(sumOf(chosen, errors), sumOf(chosen, requests)),
    };
  },
};

const THROUGHPUT: Measure = {
  ...{ id: 'throughput', title: 'Requests a second', route: '', unit: '/s' },
  ...{ direction: 'above', scale: 'percent' },
  of(intervals) {
    const requests = intervals.map((each) => each.requests);
    const seconds = intervals.map(({ durationMs }) => durationMs / 1000);
    const series = requests.map((count, index) => share(count, seconds[index] ?? 0));
    return {
      series,
      scores: series.map(Math.log),
      samplingVariance: 0,
      value: (chosen) => share(sumOf(chosen, requests), sumOf(chosen, seconds)),
    };
  },
};

function routeLatency(route: string): Measure {
  return {
    ...{ id: 'route_latency_p95', title: `${route} p95`, route },
    ...{ unit: 'ms', direction: 'below', scale: 'percent' },
    of: (intervals) =>
      typicalOf(
        intervals.map(({ routes }) => {
          const own = routes[route];
          return own === undefined || own.p95 === null ? null : { count: own.requests, p95: own.p95 };
        }),
        'p95',
      ),
  };
}

type Statistics = Pick<IntervalLatency, 'count'> & Partial<Record<'p95' | 'med', number>>;

// The geometric mean over intervals, each with the weight of its requests: one second that hung does not decide it.
function typicalOf(each: readonly (Statistics | null)[], key: 'p95' | 'med'): MeasureReader {
  const logs = each.map((one) => Math.log(Math.max(one?.[key] ?? Number.NaN, 1e-4)));
  const weights = each.map((one) => one?.count ?? 0);
  return {
    series: logs.map(Math.exp),
    scores: logs,
    samplingVariance: 0,
    value(chosen) {
      let sum = 0;
      let weight = 0;
      for (const index of chosen) {
        const own = weights[index] ?? 0;
        if (own === 0 || Number.isNaN(logs[index])) continue;
        sum += own * (logs[index] ?? 0);
        weight += own;
      }
      return weight > 0 ? Math.exp(sum / weight) : Number.NaN;
    },
  };
}

// Only routes that both runs asked, and often enough to say something of.
function routesOf(runs: readonly (readonly IntervalRecord[])[]): string[] {
  const counts = runs.map((intervals) => {
    const seconds = new Map<string, number>();
    for (const { routes } of intervals) {
      for (const [name, { p95 }] of Object.entries(routes))
        if (p95 !== null) seconds.set(name, (seconds.get(name) ?? 0) + 1);
    }
    return seconds;
  });
  const [first = new Map<string, number>(), ...others] = counts;
  return [...first]
    .filter(([name, count]) => count >= 5 && others.every((other) => (other.get(name) ?? 0) >= 5))
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .map(([name]) => name);
}
