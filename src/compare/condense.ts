import type { IntervalLatency, IntervalRecord } from '../store/record/v1.ts';

const MOST = 300;

/** Long runs are compared by chunks of equal length, so that an hour costs no more than five minutes. */
export function condense(intervals: readonly IntervalRecord[]): IntervalRecord[] {
  const sorted = [...intervals].sort((a, b) => a.atMs - b.atMs);
  const length = Math.ceil(sorted.length / MOST);
  if (length <= 1) return sorted;
  const chunks = Array.from({ length: Math.floor(sorted.length / length) }, (_, n) =>
    sorted.slice(n * length, (n + 1) * length),
  );
  return chunks.map(mergeChunk);
}

function mergeChunk(chunk: readonly IntervalRecord[]): IntervalRecord {
  const last = chunk.at(-1) as IntervalRecord;
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
    planned,
    requests: sum((each) => each.requests),
    errors: sum((each) => each.errors),
    rateLimited: sum((each) => each.rateLimited),
    latencyMs: mergeLatency(chunk.map(({ latencyMs }) => latencyMs)),
    scheduledMs: mergeLatency(chunk.map(({ scheduledMs }) => scheduledMs)),
    routes: mergeRoutes(chunk),
    ...(known ? { latencyHistogram: [...histogram].sort(([a], [b]) => a - b) } : {}),
  };
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
