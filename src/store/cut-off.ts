import type { IntervalRecord, RunRecord } from './record/v1.ts';

/** Lies in a run's folder until its record does: what was known when it began. */
export const STARTED_FILE = 'started.json';

/** What is known of a run when it begins. */
export type StartedRun = Pick<
  RunRecord,
  'harness' | 'engine' | 'scripts' | 'profile' | 'target' | 'plan' | 'options' | 'machine' | 'startedAt'
>;

/** The record of a run whose process ended before it could write one: the seconds that were kept, without a verdict. */
export function cutOffRecord(
  started: StartedRun & { id: string },
  intervals: readonly IntervalRecord[],
): RunRecord {
  const sum = (read: (interval: IntervalRecord) => number): number =>
    intervals.reduce((total, interval) => total + read(interval), 0);
  const durationMs = intervals.at(-1)?.atMs ?? 0;
  const iterations = sum((interval) => interval.iterations);
  const seconds = `${Number((durationMs / 1000).toFixed(1))} s`;
  return {
    version: 1,
    ...started,
    endedAt: new Date(Date.parse(started.startedAt) + durationMs).toISOString(),
    durationMs,
    end: 'interrupted',
    endReason: `The process ended before its run did (killed, out of memory, no power), or the run still goes on: ${seconds} were kept.`,
    exitCode: 105,
    verdict: {
      state: null,
      sentence: 'The run did not come to its end, so it has no verdict.',
      failOn: 'warn',
      lines: [],
    },
    metrics: [],
    routes: routesOf(intervals, durationMs),
    checks: [],
    failures: [],
    annotations: [{ atMs: durationMs, kind: 'signal', text: 'nothing was kept from here on' }],
    probes: [],
    iterations: {
      started: iterations,
      completed: iterations,
      interrupted: 0,
      dropped: sum(({ dropped }) => dropped),
      threw: 0,
    },
    notes: ['Totals were never written: iterations and routes are sums of the seconds that were kept.'],
  };
}

// Latencies of whole routes went with the process: percentiles of seconds cannot be added.
function routesOf(intervals: readonly IntervalRecord[], durationMs: number): RunRecord['routes'] {
  const routes = new Map<string, { requests: number; errors: number }>();
  for (const interval of intervals) {
    for (const [name, { requests, errors }] of Object.entries(interval.routes)) {
      const route = routes.get(name) ?? { requests: 0, errors: 0 };
      routes.set(name, { requests: route.requests + requests, errors: route.errors + errors });
    }
  }
  return [...routes].map(([name, { requests, errors }]) => ({
    name,
    method: '',
    requests,
    ratePerSecond: durationMs > 0 ? requests / (durationMs / 1000) : 0,
    errors,
    rateLimited: 0,
    statuses: {},
    latencyMs: null,
    timeShare: 0,
    canary: false,
  }));
}
