import { CANARY, IntervalFold } from '../metrics/interval-fold.ts';
import { carries, MetricTotals } from '../metrics/metric-totals.ts';
import { MetricRegistry } from '../metrics/registry.ts';
import { SampleFold } from '../metrics/sample-fold.ts';
import { FailureLog } from '../store/failure-log.ts';
import { foldRecord } from '../store/fold-record.ts';
import type { CheckRecord, IntervalRecord } from '../store/record/v1.ts';
import { CheckCounts } from './check-counts.ts';
import type { KeptTags } from './kept-tags.ts';
import type { SampleLine } from './sample-lines.ts';

type Point = Extract<SampleLine, { kind: 'point' }>;
type Declared = Extract<SampleLine, { kind: 'metric' }>;

const SOURCES = {
  latencyMetric: 'http_req_duration',
  withoutStatuses: ['429'],
  errorMetric: 'http_req_failed',
  limitedMetric: null,
} as const;

/**
 * A run from its samples, second by second as they come: totals, intervals, checks and failures, in memory that grows
 * with series and seconds only. A sample that comes late counts for the second in which it stands in the file.
 */
export class SampleRun {
  readonly totals = new MetricTotals(new MetricRegistry());
  readonly failures = new FailureLog();
  readonly intervals: IntervalRecord[] = [];
  readonly thresholds: Record<string, string[]> = {};
  /** Lines that are not k6's, or were cut short. */
  unknownLines = 0;
  points = 0;
  /** Metrics that the file declares, with their thresholds. */
  declared = 0;
  /** Metrics that it does not: taken for trends. */
  readonly undeclared = new Set<string>();
  firstMs = Number.POSITIVE_INFINITY;
  lastMs = Number.NEGATIVE_INFINITY;
  readonly #fold = new SampleFold((metric) => this.#kindOf(metric));
  readonly #checks = new CheckCounts();
  readonly #tags: KeptTags;
  #closeAtMs = Number.NaN;

  constructor(tags: KeptTags) {
    this.#tags = tags;
  }

  add(line: SampleLine): void {
    if (line.kind === 'point') this.#point(line);
    else if (line.kind === 'metric') this.#declare(line);
    else if (line.kind === 'unknown') this.unknownLines++;
  }

  /** Closes the last second. */
  end(): void {
    if (this.points > 0) this.#close(Math.max(this.lastMs, this.#closeAtMs - 999));
    this.totals.setElapsed(this.durationMs);
  }

  get durationMs(): number {
    return this.points === 0 ? 0 : this.lastMs - this.firstMs;
  }

  checks(): CheckRecord[] {
    return this.#checks.all();
  }

  #declare({ metric, thresholds, subMetrics }: Declared): void {
    this.declared++;
    this.totals.registry.declare(metric);
    if (thresholds.length > 0) this.thresholds[metric.name] = thresholds;
    for (const { name, tags } of subMetrics) {
      this.#tags.keep(Object.keys(tags));
      this.totals.addSubMetric(name, metric.name, tags);
    }
  }

  #point({ metric, timeMs, value, tags }: Point): void {
    if (this.points++ === 0) this.#closeAtMs = timeMs + 1000;
    if (timeMs < this.firstMs) this.firstMs = timeMs;
    if (timeMs > this.lastMs) this.lastMs = timeMs;
    if (timeMs >= this.#closeAtMs) {
      this.#close(this.#closeAtMs);
      // A pause of many seconds makes one interval, not thousands.
      this.#closeAtMs = Math.max(
        this.#closeAtMs + 1000,
        Math.floor((timeMs - this.#closeAtMs) / 1000) * 1000 + this.#closeAtMs + 1000,
      );
    }
    this.#fold.emit(metric, this.#fold.tagSet(tags), value, timeMs);
    if (metric === 'checks') this.#checks.add(tags, value);
  }

  #close(endMs: number): void {
    const startedMs = this.firstMs;
    const atMs = endMs - startedMs;
    const fold = new IntervalFold(SOURCES);
    for (const delta of this.#fold.flush()) {
      const series = this.totals.apply(0, delta);
      fold.add(series, delta);
      if (!carries(series.tags, CANARY)) this.failures.addDelta(series, delta, atMs);
    }
    const before = this.intervals.at(-1)?.atMs ?? 0;
    this.intervals.push({
      version: 1,
      atMs,
      durationMs: Math.max(1, atMs - before),
      ...foldRecord(fold),
      planned: null,
      probes: {},
      probesDown: {},
      // k6 says nothing of itself in its samples.
      generator: { elu: null, startLagP95Ms: null, rssBytes: null, cpu: null },
    });
  }

  #kindOf(metric: string) {
    const known = this.totals.registry.get(metric)?.kind;
    if (known !== undefined) return known;
    this.undeclared.add(metric);
    this.totals.registry.declare({ name: metric, kind: 'trend', contains: 'default' });
    return 'trend' as const;
  }
}
