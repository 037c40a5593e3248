export type MetricKind = 'counter' | 'gauge' | 'rate' | 'trend';
/** How values are shown: `time` in ms, `data` in bytes. */
export type MetricContains = 'default' | 'time' | 'data';

/** A metric's identity; the registry refuses a second definition that differs. */
export interface MetricDefinition {
  readonly name: string;
  readonly kind: MetricKind;
  readonly contains: MetricContains;
}

export type Tags = Readonly<Record<string, string>>;

/** One measurement, the only thing that passes the seam between engines and metrics. */
export interface Sample {
  metric: string;
  /** Epoch milliseconds, fractions allowed. */
  timeMs: number;
  value: number;
  tags: Tags;
  /** `vu` and `iter` when enabled: never part of a series. */
  metadata?: Tags;
}

/** Interned tags: the same content is the same object, so a series lookup costs a Map.get. */
export interface TagSet {
  readonly id: number;
  readonly tags: Tags;
}

/** A metric with one set of tags. */
export interface SampleSeries {
  readonly metric: string;
}

/** Where an engine's parts put what they measured. */
export interface SampleEmitter {
  /** Interns a set of tags; keep the result and use it again. */
  tagSet(tags: Tags): TagSet;
  /** Adds one value; `metric` must be registered. `timeMs` is epoch milliseconds. */
  emit(metric: string, tags: TagSet, value: number, timeMs: number): void;
  /** The same in two steps, for places that many samples pass: keep the series. Null: nobody registered the metric. */
  seriesOf(metric: string, tags: TagSet): SampleSeries | null;
  add(series: SampleSeries, value: number, timeMs: number): void;
}
