import type { MetricRegistry } from './registry.ts';
import type { MetricKind, Tags } from './sample.ts';
import type { SeriesDelta } from './sample-fold.ts';
import { isScheduledName, scheduledName } from './scheduled.ts';
import { CounterSink, createSink, GaugeSink, RateSink, type Sink } from './sinks.ts';
import { TrendSink } from './trend-sink.ts';

/** One series over the whole run. */
export interface SeriesTotal {
  readonly metric: string;
  readonly kind: MetricKind;
  readonly tags: Tags;
  readonly sink: Sink;
}

/** `metric{tag:value,...}` of a threshold, with a sink of its own. */
export interface SubMetric {
  readonly name: string;
  readonly metric: string;
  readonly tags: Tags;
  readonly sink: Sink;
}

/** Which series of a metric: all that carry `where` and none of the values in `whereNot`. */
export interface SeriesFilter {
  where?: Tags | undefined;
  whereNot?: Readonly<Record<string, readonly string[]>> | undefined;
}

interface Route {
  readonly total: SeriesTotal;
  readonly sinks: readonly Sink[];
}

/** True when `tags` has every tag of `wanted` with the same value. */
export const carries = (tags: Tags, wanted: Tags): boolean =>
  Object.entries(wanted).every(([name, value]) => tags[name] === value);

/** All series, metrics and sub-metrics of a run, merged from the deltas of every worker. */
export class MetricTotals {
  readonly registry: MetricRegistry;
  readonly #series = new Map<string, SeriesTotal>();
  readonly #metrics = new Map<string, Sink>();
  readonly #subMetrics: SubMetric[] = [];
  readonly #routes = new Map<string, Route>();

  constructor(registry: MetricRegistry) {
    this.registry = registry;
  }

  /** Must come before the first sample. The same tags in another spelling share one sink. */
  addSubMetric(name: string, metric: string, tags: Tags): SubMetric {
    const same = this.#subMetrics.find(
      (s) => s.metric === metric && carries(s.tags, tags) && carries(tags, s.tags),
    );
    if (same !== undefined) return same;
    const kind = this.registry.get(metric)?.kind ?? 'trend';
    const sub = { name, metric, tags, sink: createSink(kind) };
    this.#subMetrics.push(sub);
    return sub;
  }

  /** Merges one delta of a worker; returns the series, for whoever folds intervals. */
  apply(worker: number, delta: SeriesDelta): SeriesTotal {
    const route = this.#routeOf(worker, delta);
    for (const sink of route.sinks) mergeDelta(sink, delta);
    return route.total;
  }

  /** The sink of a metric, or undefined before its first sample. */
  metric(name: string): Sink | undefined {
    return this.#metrics.get(name);
  }

  metrics(): [string, Sink][] {
    return [...this.#metrics];
  }

  subMetrics(): readonly SubMetric[] {
    return this.#subMetrics;
  }

  /** How many series there are, of all metrics. */
  get seriesCount(): number {
    return this.#series.size;
  }

  /** Series of a metric that pass the filter. */
  series(metric: string, filter: SeriesFilter = {}): SeriesTotal[] {
    return [...this.#series.values()].filter((s) => s.metric === metric && passes(s.tags, filter));
  }

  /** One sink over all series of a metric that pass the filter; empty when there are none. */
  select(metric: string, filter: SeriesFilter = {}): Sink | undefined {
    const kind = this.registry.get(metric)?.kind;
    if (kind === undefined) return undefined;
    const sink = createSink(kind);
    for (const series of this.series(metric, filter)) mergeSink(sink, series.sink);
    return sink;
  }

  /** A duration from the planned start of its iterations; null for closed models. */
  scheduled(metric: string, filter: SeriesFilter = {}): TrendSink | null {
    const series = this.series(scheduledName(metric), filter);
    if (series.length === 0) return null;
    const sink = new TrendSink();
    for (const each of series) mergeSink(sink, each.sink);
    return sink;
  }

  /** Counters need the elapsed time for their rate, in ms. */
  setElapsed(elapsedMs: number): void {
    const all = [...this.#metrics.values(), ...this.#subMetrics.map((s) => s.sink)];
    for (const sink of all) if (sink instanceof CounterSink) sink.elapsedMs = elapsedMs;
  }

  #routeOf(worker: number, delta: SeriesDelta): Route {
    const id = `${worker}:${delta.series}`;
    const known = this.#routes.get(id);
    if (known !== undefined) return known;
    const { metric = '', tags = {} } = delta;
    const total = this.#totalOf(metric, delta.kind, tags);
    if (isScheduledName(metric)) {
      const alone = { total, sinks: [total.sink] };
      this.#routes.set(id, alone);
      return alone;
    }
    let whole = this.#metrics.get(metric);
    if (whole === undefined) {
      whole = createSink(delta.kind);
      this.#metrics.set(metric, whole);
    }
    const subs = this.#subMetrics.filter((s) => s.metric === metric && carries(tags, s.tags));
    const route = { total, sinks: [total.sink, whole, ...subs.map((s) => s.sink)] };
    this.#routes.set(id, route);
    return route;
  }

  #totalOf(metric: string, kind: MetricKind, tags: Tags): SeriesTotal {
    const key = JSON.stringify([
      metric,
      ...Object.keys(tags)
        .sort()
        .flatMap((name) => [name, tags[name]]),
    ]);
    let total = this.#series.get(key);
    if (total === undefined) {
      total = { metric, kind, tags, sink: createSink(kind) };
      this.#series.set(key, total);
    }
    return total;
  }
}

function passes(tags: Tags, { where, whereNot }: SeriesFilter): boolean {
  if (where !== undefined && !carries(tags, where)) return false;
  return Object.entries(whereNot ?? {}).every(([name, values]) => !values.includes(tags[name] ?? ''));
}

/** Adds a delta to a sink of the same kind. */
export function mergeDelta(sink: Sink, delta: SeriesDelta): void {
  if (sink instanceof TrendSink && delta.kind === 'trend') sink.merge(delta.trend);
  else if (sink instanceof CounterSink && delta.kind === 'counter') {
    sink.sum += delta.sum;
    sink.samples += delta.samples;
  } else if (sink instanceof RateSink && delta.kind === 'rate') {
    sink.passes += delta.passes;
    sink.total += delta.total;
  } else if (sink instanceof GaugeSink && delta.kind === 'gauge') mergeGauge(sink, delta);
}

function mergeGauge(
  sink: GaugeSink,
  from: Pick<GaugeSink, 'samples' | 'value' | 'min' | 'max' | 'timeMs'>,
): void {
  sink.samples += from.samples;
  if (from.timeMs >= sink.timeMs) {
    sink.value = from.value;
    sink.timeMs = from.timeMs;
  }
  sink.min = Math.min(sink.min, from.min);
  sink.max = Math.max(sink.max, from.max);
}

/** Adds a sink to another of the same kind. */
export function mergeSink(into: Sink, from: Sink): void {
  if (into instanceof TrendSink && from instanceof TrendSink) into.mergeSink(from);
  else if (into instanceof CounterSink && from instanceof CounterSink) {
    into.sum += from.sum;
    into.samples += from.samples;
    into.elapsedMs = Math.max(into.elapsedMs, from.elapsedMs);
  } else if (into instanceof RateSink && from instanceof RateSink) {
    into.passes += from.passes;
    into.total += from.total;
  } else if (into instanceof GaugeSink && from instanceof GaugeSink && !from.isEmpty) mergeGauge(into, from);
}
