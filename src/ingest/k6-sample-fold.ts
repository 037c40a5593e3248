import { MetricRegistry } from '../metrics/registry.ts';
import type { MetricDefinition } from '../metrics/sample.ts';
import { SampleFold, type SeriesDelta } from '../metrics/sample-fold.ts';
import { CheckCounts, type CountedCheck } from './check-counts.ts';
import { JsonLineReader } from './json-lines.ts';
import { KeptTags } from './kept-tags.ts';
import type { SampleLine } from './sample-lines.ts';

/** What came since the last `take`. */
export interface FoldedSamples {
  deltas: SeriesDelta[];
  /** Iterations that came to their end, and those that never began. */
  iterations: number;
  dropped: number;
}

/**
 * Folds the lines of k6's JSON output into the deltas of series that the embedded engine's workers send too. Memory
 * grows with series only: tags that no report and no threshold asks for (`url` above all) make none.
 */
export class K6SampleFold {
  readonly #reader: JsonLineReader;
  readonly registry = new MetricRegistry();
  readonly #fold = new SampleFold((metric) => this.registry.get(metric)?.kind);
  readonly #checks = new CheckCounts();
  #iterations = 0;
  #dropped = 0;
  /** Epoch ms of the first and the last sample; null before any. */
  span: { firstMs: number; lastMs: number } | null = null;
  /** Lines that are not k6's, or were cut short. */
  unknownLines = 0;
  /** Told of each metric that k6 declares. */
  onMetric: (metric: MetricDefinition) => void = () => {};

  /** `keptTags`: tags that thresholds select by. */
  constructor(keptTags: Iterable<string>) {
    this.#reader = new JsonLineReader(new KeptTags(keptTags));
  }

  /** Reads one line, without its end. */
  read(text: string): SampleLine {
    return this.#reader.read(text);
  }

  /** Adds a line that was read. */
  add(line: SampleLine): void {
    if (line.kind === 'unknown') this.unknownLines++;
    else if (line.kind === 'point') this.#add(line);
    else if (line.kind === 'metric') {
      this.registry.declare(line.metric);
      this.onMetric(line.metric);
    }
  }

  /** Every check so far, and the groups that had one. */
  checks(): { groups: string[]; checks: CountedCheck[] } {
    const checks = this.#checks.all();
    return { checks, groups: [...new Set(checks.map(({ group }) => group))] };
  }

  /** What came since the last call; starts a new interval. */
  take(): FoldedSamples {
    const taken = { deltas: this.#fold.flush(), iterations: this.#iterations, dropped: this.#dropped };
    this.#iterations = 0;
    this.#dropped = 0;
    return taken;
  }

  #add({ metric, timeMs, value, tags }: Extract<SampleLine, { kind: 'point' }>): void {
    this.span ??= { firstMs: timeMs, lastMs: timeMs };
    if (timeMs < this.span.firstMs) this.span.firstMs = timeMs;
    if (timeMs > this.span.lastMs) this.span.lastMs = timeMs;
    this.#fold.emit(metric, this.#fold.tagSet(tags), value, timeMs);
    if (metric === 'iterations') this.#iterations += value;
    else if (metric === 'dropped_iterations') this.#dropped += value;
    else if (metric === 'checks') this.#checks.add(tags, value);
  }
}
