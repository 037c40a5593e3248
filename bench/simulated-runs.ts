import { intervalHistogram } from '../src/metrics/interval-histogram.ts';
import { TrendSink } from '../src/metrics/trend-sink.ts';
import type { IntervalRecord, RunRecord } from '../src/store/record/v1.ts';

/** How the runs of one plan behave against one target. */
export interface Noise {
  name: string;
  /** Requests a second, evenly over the routes. */
  rate: number;
  seconds: number;
  /** Of the logarithm of a request's latency: 0.2 is p95 = 1.4 times the median, 0.5 is 2.3 times. */
  sigma: number;
  routes: number;
  /** The level of a second: so much of it stays in the next one, and so much is new. */
  memory: number;
  drift: number;
  /** Standard deviation of a whole run's level. */
  runEffect: number;
}

/** What happened to the target: all requests slower, or only the slowest tenth. */
export type Shift = { factor: number; of: 'all' | 'tail' };

/** What a comparison takes of a run. */
export interface SimulatedRun {
  record: RunRecord;
  intervals: IntervalRecord[];
}

/** Normally distributed numbers. */
export function gaussOf(random: () => number): () => number {
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

/** Z of the 90th percentile: where the slowest tenth of requests begins. */
const TAIL = 1.2816;

/** A run of a plan, as its record would hold it. */
export function simulatedRun(noise: Noise, shift: Shift, random: () => number): SimulatedRun {
  const gauss = gaussOf(random);
  const level = noise.runEffect * gauss();
  let drift = (noise.drift * gauss()) / Math.sqrt(1 - noise.memory ** 2);
  const intervals = Array.from({ length: noise.seconds }, (_, second): IntervalRecord => {
    drift = noise.memory * drift + noise.drift * gauss();
    const all = new TrendSink();
    const routes: IntervalRecord['routes'] = {};
    for (let route = 0; route < noise.routes; route++) {
      const own = new TrendSink();
      for (let n = route; n < noise.rate; n += noise.routes) {
        const z = gauss();
        const slower = shift.of === 'all' || z > TAIL ? shift.factor : 1;
        const latencyMs = 30 * Math.exp(noise.sigma * z + level + drift) * slower;
        own.add(latencyMs);
        all.add(latencyMs);
      }
      routes[`/r${route}`] = { requests: own.count, errors: 0, p95: own.percentile(95) };
    }
    return intervalOf(second, all, routes);
  });
  return { record: RECORD, intervals };
}

function intervalOf(second: number, all: TrendSink, routes: IntervalRecord['routes']): IntervalRecord {
  const latencyMs = {
    ...{ count: all.count, med: all.percentile(50), p95: all.percentile(95) },
    ...{ p99: all.percentile(99), max: all.max },
  };
  return {
    ...{ version: 1, atMs: (second + 1) * 1000, durationMs: 1000, iterations: all.count, dropped: 0 },
    ...{ planned: all.count, vus: 10, requests: all.count, errors: 0, rateLimited: 0, checksFailed: 0 },
    ...{ latencyMs, latencyHistogram: intervalHistogram(all), scheduledMs: latencyMs, canaryMs: null },
    ...{ routes, probes: {}, probesDown: {} },
    generator: { elu: null, startLagP95Ms: null, rssBytes: null, cpu: null },
  };
}

const RECORD = {
  ...{ id: 'simulated', startedAt: '2026-11-26T00:00:00Z', harness: '0' },
  machine: { platform: 'linux', cpuModel: 'x', cores: 2, memoryBytes: 1, node: '20' },
} as RunRecord;
