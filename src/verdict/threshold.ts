import { parseDurationMs } from '../duration.ts';
import type { MetricDefinition, MetricKind } from '../metrics/sample.ts';
import type { SinkView } from '../metrics/sink-view.ts';

/** `p(95)<200`, parsed. */
export interface ThresholdExpression {
  readonly source: string;
  readonly statistic: string;
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly limit: number;
  /** Failing ends the run, once it has run for longer than `delayAbortEvalMs`. */
  readonly abortOnFail: boolean;
  readonly delayAbortEvalMs: number;
}

/** Thresholds of one metric or sub-metric. */
export interface MetricThresholds {
  /** As written, trimmed: `checks{kind:a}`. */
  readonly key: string;
  readonly metric: string;
  /** Empty for the metric itself. */
  readonly tags: Readonly<Record<string, string>>;
  readonly expressions: readonly ThresholdExpression[];
}

const METHODS: Readonly<Record<MetricKind, RegExp>> = {
  counter: /^(count|rate)$/,
  gauge: /^value$/,
  rate: /^rate$/,
  trend: /^(avg|min|max|med|p\(\d+(\.\d+)?\))$/,
};

const OPERATORS = ['<=', '<', '>=', '>', '===', '==', '!='] as const;
const GO_FLOAT = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)$/i;

/**
 * threshold = statistic operator number
 * statistic = "count" | "rate" | "value" | "avg" | "min" | "max" | "med" | "p(" number ")"
 * operator  = "<" | "<=" | ">" | ">=" | "==" | "===" | "!="
 *
 * Returns what is wrong, in words, instead of an expression.
 */
export function parseThreshold(source: string, kind: MetricKind): ThresholdExpression | string {
  for (const operator of OPERATORS) {
    const at = source.indexOf(operator);
    if (at < 0) continue;
    const statistic = source.slice(0, at).trim();
    const number = source.slice(at + operator.length).trim();
    if (number === '' || !GO_FLOAT.test(number)) return malformed(source);
    if (!METHODS[kind].test(statistic) || percentOf(statistic) > 100) {
      return `threshold "${source}": "${statistic}" is not supported for a ${kind} (supported: ${METHODS[kind].source.replace(/[\^$\\]/g, '')})`;
    }
    return {
      source,
      statistic,
      operator: operator === '===' ? '==' : operator,
      limit: goFloat(number),
      abortOnFail: false,
      delayAbortEvalMs: 0,
    };
  }
  return malformed(source);
}

const malformed = (source: string): string =>
  `failed parsing threshold expression ${JSON.stringify(source)}; reason: malformed threshold expression`;

const percentOf = (statistic: string): number => Number(/^p\((.*)\)$/.exec(statistic)?.[1] ?? 0);

function goFloat(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /nan/i.test(text) ? Number.NaN : Number(text);
}

/** Reads the option `thresholds`; every problem comes back in words. */
export function readThresholds(
  given: Readonly<Record<string, unknown>>,
  metrics: readonly MetricDefinition[],
): { thresholds: MetricThresholds[]; problems: string[]; unknownMetrics: string[] } {
  const unknownMetrics: string[] = [];
  const thresholds: MetricThresholds[] = [];
  const problems: string[] = [];
  for (const [key, entries] of Object.entries(given)) {
    const selector = readSelector(key);
    if (typeof selector === 'string') {
      problems.push(selector);
      continue;
    }
    const metric = metrics.find(({ name }) => name === selector.metric);
    if (metric === undefined) {
      unknownMetrics.push(selector.metric);
      problems.push(`invalid threshold defined on ${key}; reason: no metric name "${selector.metric}" found`);
    } else if (!Array.isArray(entries))
      problems.push(`threshold on "${key}" must be an array of expressions`);
    else {
      const parsed = entries.map((entry: unknown) => parseEntry(entry, metric.kind));
      problems.push(...parsed.filter((p): p is string => typeof p === 'string'));
      const expressions = parsed.filter((p): p is ThresholdExpression => typeof p !== 'string');
      thresholds.push({ key: key.trim(), ...selector, expressions });
    }
  }
  return { thresholds, problems, unknownMetrics };
}

function parseEntry(entry: unknown, kind: MetricKind): ThresholdExpression | string {
  const parsed = parseThreshold(sourceOf(entry), kind);
  if (typeof parsed === 'string' || typeof entry !== 'object' || entry === null) return parsed;
  const { abortOnFail, delayAbortEval } = entry as { abortOnFail?: unknown; delayAbortEval?: unknown };
  const delayMs = delayAbortEval == null ? 0 : parseDurationMs(delayAbortEval);
  if (delayMs === undefined)
    return `threshold "${parsed.source}": delayAbortEval ${JSON.stringify(delayAbortEval)} is no duration`;
  return { ...parsed, abortOnFail: abortOnFail === true, delayAbortEvalMs: delayMs };
}

const sourceOf = (entry: unknown): string =>
  typeof entry === 'object' && entry !== null && 'threshold' in entry
    ? String(entry.threshold)
    : String(entry);

function readSelector(key: string): { metric: string; tags: Record<string, string> } | string {
  const open = key.indexOf('{');
  if (open < 0) return key.includes('}') ? malformedTags(key) : { metric: key.trim(), tags: {} };
  if (!key.trim().endsWith('}')) return malformedTags(key);
  const tags: Record<string, string> = {};
  for (const pair of key
    .trim()
    .slice(open + 1, -1)
    .split(',')) {
    const colon = pair.indexOf(':');
    const unquote = (text: string): string => text.trim().replace(/^["']|["']$/g, '');
    if (colon < 0) return malformedTags(key);
    tags[unquote(pair.slice(0, colon))] = unquote(pair.slice(colon + 1));
  }
  return { metric: key.slice(0, open).trim(), tags };
}

// k6 names an empty metric here, whatever the key is.
const malformedTags = (_key: string): string =>
  'unable to validate threshold expressions; reason: parsing metric name failed, metric "" tag expression is malformed';

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
