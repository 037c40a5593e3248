import type { MetricContains, MetricDefinition, MetricKind, Sample, Tags } from '../metrics/sample.ts';

/** One line of k6's JSON output: a metric's declaration, a sample, or nothing that k6 writes. */
export type K6Line =
  | { kind: 'metric'; metric: MetricDefinition }
  | { kind: 'point'; sample: Sample }
  | { kind: 'unknown' };

const KINDS: readonly string[] = ['counter', 'gauge', 'rate', 'trend'] satisfies MetricKind[];
const CONTAINS: readonly string[] = ['default', 'time', 'data'] satisfies MetricContains[];
const UNKNOWN: K6Line = { kind: 'unknown' };
const NO_TAGS: Tags = Object.freeze({});

/** Reads a line of `k6 run --out json=...` (k6-behaviour 8.3). A line that was cut short is `unknown`; never throws. */
export function readK6Line(text: string): K6Line {
  let line: Partial<Record<string, unknown>>;
  try {
    line = JSON.parse(text) as typeof line;
  } catch {
    return UNKNOWN;
  }
  const data = line?.['data'];
  if (typeof data !== 'object' || data === null) return UNKNOWN;
  if (line['type'] === 'Point') return pointOf(line['metric'], data as Record<string, unknown>);
  return line['type'] === 'Metric' ? metricOf(data as Record<string, unknown>) : UNKNOWN;
}

function pointOf(metric: unknown, { time, value, tags, metadata }: Record<string, unknown>): K6Line {
  const timeMs = typeof time === 'string' ? Date.parse(time) : Number.NaN;
  if (typeof metric !== 'string' || typeof value !== 'number' || Number.isNaN(timeMs)) return UNKNOWN;
  const sample: Sample = { metric, timeMs, value, tags: (tags as Tags | null) ?? NO_TAGS };
  if (metadata !== undefined && metadata !== null) sample.metadata = metadata as Tags;
  return { kind: 'point', sample };
}

function metricOf({ name, type, contains }: Record<string, unknown>): K6Line {
  if (typeof name !== 'string' || !KINDS.includes(type as string) || !CONTAINS.includes(contains as string)) {
    return UNKNOWN;
  }
  const metric = { name, kind: type as MetricKind, contains: contains as MetricContains };
  return { kind: 'metric', metric };
}
