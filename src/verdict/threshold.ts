import { parseDurationMs } from '../duration.ts';
import type { MetricDefinition } from '../metrics/sample.ts';
import type { SinkView } from '../metrics/sink-view.ts';
import { parseSelector, parseThreshold, type ThresholdExpression } from './threshold-grammar.ts';

/** Thresholds of one metric or sub-metric. */
export interface MetricThresholds {
  /** As written, trimmed: `checks{kind:a}`. */
  readonly key: string;
  readonly metric: string;
  /** Empty for the metric itself. */
  readonly tags: Readonly<Record<string, string>>;
  readonly expressions: readonly ThresholdExpression[];
}

/** What the option `thresholds` came to. */
export interface ReadThresholds {
  thresholds: MetricThresholds[];
  problems: string[];
  /** Names of metrics that the script does not have. */
  unknownMetrics: string[];
  /** Thresholds that cannot do what they seem to. */
  warnings: string[];
}

/** Reads the option `thresholds`; every problem comes back in words. */
export function readThresholds(
  given: Readonly<Record<string, unknown>>,
  metrics: readonly MetricDefinition[],
): ReadThresholds {
  const read: ReadThresholds = { thresholds: [], problems: [], unknownMetrics: [], warnings: [] };
  for (const [key, entries] of Object.entries(given)) {
    const selector = parseSelector(key);
    if (!selector.ok) {
      read.problems.push(selector.problem);
      continue;
    }
    const { metric: name, tags } = selector.value;
    const metric = metrics.find((each) => each.name === name);
    if (metric === undefined) {
      read.unknownMetrics.push(name);
      read.problems.push(`invalid threshold defined on ${key}; reason: no metric name "${name}" found`);
      continue;
    }
    for (const tag of Object.keys(tags))
      if (tag === 'vu' || tag === 'iter')
        read.warnings.push(`the threshold on ${key} never matches: ${tag} is no tag of samples but metadata`);
    const expressions = (entries as readonly unknown[]).flatMap((entry) =>
      readEntry(entry, { key, metric, read }),
    );
    read.thresholds.push({ key: key.trim(), metric: name, tags, expressions });
  }
  return read;
}

function readEntry(
  entry: unknown,
  { key, metric, read }: { key: string; metric: MetricDefinition; read: ReadThresholds },
): ThresholdExpression[] {
  const settings =
    typeof entry === 'object' && entry !== null ? (entry as EntrySettings) : { threshold: entry };
  const parsed = parseThreshold(String(settings.threshold ?? ''), key, metric.kind);
  if (!parsed.ok) {
    read.problems.push(parsed.problem);
    return [];
  }
  const { source, limit } = parsed.value;
  if (!Number.isFinite(limit))
    read.warnings.push(`the threshold "${source}" on ${key} compares with ${limit}`);
  const delayAbortEvalMs = parseDurationMs(settings.delayAbortEval) ?? 0;
  return [{ ...parsed.value, abortOnFail: settings.abortOnFail === true, delayAbortEvalMs }];
}

interface EntrySettings {
  threshold?: unknown;
  abortOnFail?: unknown;
  delayAbortEval?: unknown;
}

/** True when the threshold holds. A rate without samples passes, as in k6; so does what has no value. */
export function holds({ statistic, operator, limit }: ThresholdExpression, sink: SinkView): boolean {
  const value = sink.statistic(statistic);
  if (value === undefined) return true;
  switch (operator) {
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '==':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
