import { asked } from './record/asked.ts';
import type { IntervalLatency, IntervalRecord } from './record/v1.ts';

/** Neighbouring seconds of a run as one interval: sums, means by weight, and the last look of each probe. */
export function mergeChunk(chunk: readonly IntervalRecord[]): IntervalRecord {
  const last = chunk.at(-1) as IntervalRecord;
  if (chunk.length === 1) return last;
  const sum = (read: (each: IntervalRecord) => number) =>
    chunk.reduce((total, each) => total + read(each), 0);
  const planned = chunk.every((each) => each.planned === null) ? null : sum((each) => each.planned ?? 0);
  const histogram = new Map<number, number>();
  for (const [bucket, count] of chunk.flatMap((each) => each.latencyHistogram ?? []))
    histogram.set(bucket, (histogram.get(bucket) ?? 0) + count);
  const known = chunk.some(({ latencyHistogram }) => latencyHistogram !== undefined);
  return {
    ...last,
    durationMs: sum((each) => each.durationMs),
    iterations: sum((each) => each.iterations),
    dropped: sum((each) => each.dropped),
    planned,
    requests: sum((each) => each.requests),
    errors: sum((each) => each.errors),
    errorsOf: sum(asked),
    rateLimited: sum((each) => each.rateLimited),
    checksFailed: sum((each) => each.checksFailed),
    latencyMs: mergeLatency(chunk.map(({ latencyMs }) => latencyMs)),
    scheduledMs: mergeLatency(chunk.map(({ scheduledMs }) => scheduledMs)),
    canaryMs: mergeLatency(chunk.map(({ canaryMs }) => canaryMs)),
    routes: mergeRoutes(chunk),
    probes: Object.assign({}, ...chunk.map(({ probes }) => probes)),
    probesDown: Object.assign({}, ...chunk.map(({ probesDown }) => probesDown)),
    generator: mergeGenerator(chunk.map(({ generator }) => generator)),
    ...(known ? { latencyHistogram: [...histogram].sort(([a], [b]) => a - b) } : {}),
  };
}

type Generator = IntervalRecord['generator'];

// What may spoil a run is kept at its worst.
function mergeGenerator(each: readonly Generator[]): Generator {
  const merged: Generator = { ...(each.at(-1) as Generator) };
  for (const key of [
    'elu',
    'startLagP95Ms',
    'readLagP95Ms',
    'waited',
    'othersCpu',
    'rssBytes',
    'cpu',
    'gcMs',
    'steal',
    'throttledMs',
    'descriptors',
  ] as const) {
    const known = each.map((one) => one[key]).filter((value) => typeof value === 'number');
    if (known.length > 0) merged[key] = Math.max(...known);
  }
  return merged;
}

function mergeLatency(each: readonly (IntervalLatency | null)[]): IntervalLatency | null {
  const known = each.filter((one) => one !== null);
  if (known.length === 0) return null;
  const count = known.reduce((sum, one) => sum + one.count, 0);
  const mean = (key: 'med' | 'p95' | 'p99') =>
    known.reduce((sum, one) => sum + one.count * one[key], 0) / Math.max(1, count);
  return {
    count,
    med: mean('med'),
    p95: mean('p95'),
    p99: mean('p99'),
    max: Math.max(...known.map(({ max }) => max)),
  };
}

function mergeRoutes(chunk: readonly IntervalRecord[]): IntervalRecord['routes'] {
  const merged = new Map<string, IntervalRecord['routes'][string]>();
  for (const [name, route] of chunk.flatMap(({ routes }) => Object.entries(routes))) {
    const so = merged.get(name) ?? { requests: 0, errors: 0, p95: null };
    const weight = so.p95 === null ? 0 : so.requests;
    const p95 =
      route.p95 === null
        ? so.p95
        : ((so.p95 ?? 0) * weight + route.p95 * route.requests) / Math.max(1, weight + route.requests);
    merged.set(name, { requests: so.requests + route.requests, errors: so.errors + route.errors, p95 });
  }
  return Object.fromEntries(merged);
}
