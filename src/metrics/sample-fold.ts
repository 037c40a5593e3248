import type { MetricKind, Sample, SampleEmitter, SampleSeries, TagSet, Tags } from './sample.ts';
import { isScheduledName } from './scheduled.ts';
import { TrendFold } from './trend-fold.ts';
import type { TrendDelta } from './trend-sink.ts';

/** What one series got since the last flush. `metric` and `tags` come with the first delta of a series only. */
export type SeriesDelta = { series: number; metric?: string; tags?: Tags } & (
  | { kind: 'counter'; sum: number; samples: number }
  | { kind: 'gauge'; value: number; min: number; max: number; timeMs: number; samples: number }
  | { kind: 'rate'; passes: number; total: number }
  | { kind: 'trend'; trend: TrendDelta }
);

/** One series of the fold: plain numbers for the interval. */
class Series implements SampleSeries {
  announced = false;
  touched = false;
  sum = 0;
  samples = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  last = 0;
  lastTimeMs = 0;
  readonly trend: TrendFold | null;
  readonly id: number;
  readonly metric: string;
  readonly kind: MetricKind;
  readonly tags: Tags;

  constructor(id: number, metric: string, kind: MetricKind, tags: Tags) {
    this.id = id;
    this.metric = metric;
    this.kind = kind;
    this.tags = tags;
    this.trend = kind === 'trend' ? new TrendFold() : null;
  }
}

interface FoldedTagSet extends TagSet {
  readonly series: Map<string, Series>;
}

/** Folds samples where they arise: per series and interval, in memory that depends on series and not on samples. */
export class SampleFold implements SampleEmitter {
  readonly #kindOf: (metric: string) => MetricKind | undefined;
  readonly #byKey = new Map<string, FoldedTagSet>();
  readonly #byObject = new WeakMap<Tags, FoldedTagSet>();
  readonly #touched: Series[] = [];
  #seriesCount = 0;
  #raw: Sample[] | null = null;
  /** What stands beside the tags of the samples that come now, in raw outputs: whose they are sets and clears it. */
  metadata: Tags | null = null;

  constructor(kindOf: (metric: string) => MetricKind | undefined) {
    this.#kindOf = kindOf;
  }

  get keepsRaw(): boolean {
    return this.#raw !== null;
  }

  /** From now on every sample is kept too, for outputs that stream them. */
  keepRaw(): void {
    this.#raw ??= [];
  }

  /** `tags` must not be changed afterwards: the same object is recognised by identity. */
  tagSet(tags: Tags): TagSet {
    const known = this.#byObject.get(tags);
    if (known !== undefined) return known;
    const names = Object.keys(tags).sort();
    let key = '';
    for (const name of names) key += `${name}\u0000${tags[name]}\u0001`;
    let set = this.#byKey.get(key);
    if (set === undefined) {
      set = { id: this.#byKey.size, tags: Object.freeze({ ...tags }), series: new Map() };
      this.#byKey.set(key, set);
      this.#byObject.set(set.tags, set);
    }
    if (Object.isFrozen(tags)) this.#byObject.set(tags, set);
    return set;
  }

  /** The series of a metric with these tags: keep it where many samples come. Null for a metric that is not registered. */
  seriesOf(metric: string, tagSet: TagSet): Series | null {
    const set = tagSet as FoldedTagSet;
    const known = set.series.get(metric);
    if (known !== undefined) return known;
    const kind = this.#kindOf(metric);
    if (kind === undefined) return null;
    const series = new Series(this.#seriesCount++, metric, kind, set.tags);
    set.series.set(metric, series);
    return series;
  }

  emit(metric: string, tagSet: TagSet, value: number, timeMs: number): void {
    const series = this.seriesOf(metric, tagSet);
    if (series !== null) this.add(series, value, timeMs);
  }

  add(to: SampleSeries, value: number, timeMs: number): void {
    const series = to as Series;
    if (!series.touched) {
      series.touched = true;
      this.#touched.push(series);
    }
    count(series, value, timeMs);
    if (this.#raw === null || isScheduledName(series.metric)) return;
    const sample: Sample = { metric: series.metric, timeMs, value, tags: series.tags };
    if (this.metadata !== null && Object.keys(this.metadata).length > 0) sample.metadata = this.metadata;
    this.#raw.push(sample);
  }

  /** What came since the last flush; starts a new interval. */
  flush(): SeriesDelta[] {
    const deltas = this.#touched.map(deltaOf);
    this.#touched.length = 0;
    return deltas;
  }

  /** Raw samples since the last call, in order of emission. */
  takeRaw(): Sample[] {
    const raw = this.#raw ?? [];
    if (this.#raw !== null) this.#raw = [];
    return raw;
  }
}

function count(series: Series, value: number, timeMs: number): void {
  if (series.trend !== null) {
    series.trend.add(value);
    return;
  }
  series.samples++;
  switch (series.kind) {
    case 'counter':
      series.sum += value;
      return;
    case 'rate':
      if (value !== 0) series.sum++;
      return;
    case 'gauge':
      series.last = value;
      series.lastTimeMs = timeMs;
      if (value < series.min) series.min = value;
      if (value > series.max) series.max = value;
  }
}

function deltaOf(series: Series): SeriesDelta {
  const { id, samples, sum } = series;
  const head = series.announced ? { series: id } : { series: id, metric: series.metric, tags: series.tags };
  const delta: SeriesDelta = ((): SeriesDelta => {
    switch (series.kind) {
      case 'counter':
        return { ...head, kind: 'counter', sum, samples };
      case 'rate':
        return { ...head, kind: 'rate', passes: sum, total: samples };
      case 'gauge':
        return {
          ...head,
          kind: 'gauge',
          value: series.last,
          min: series.min,
          max: series.max,
          timeMs: series.lastTimeMs,
          samples,
        };
      case 'trend':
        return { ...head, kind: 'trend', trend: (series.trend as TrendFold).take() };
    }
  })();
  Object.assign(series, { announced: true, touched: false, sum: 0, samples: 0 });
  return delta;
}
