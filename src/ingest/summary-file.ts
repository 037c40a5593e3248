import { HarnessError } from '../errors.ts';
import { BUILTIN_METRICS } from '../metrics/registry.ts';
import type { MetricContains, MetricKind } from '../metrics/sample.ts';
import type { CheckRecord, MetricRecord } from '../store/record/v1.ts';

/** Which of k6's three shapes a summary has. */
export type SummaryShape = 'summary-export' | 'handleSummary' | 'machine-readable';

/** A threshold as a summary tells of it; `ok` null: the file does not say. */
export interface SummaryThreshold {
  /** `http_req_duration{flow:read}` */
  metric: string;
  expression: string;
  ok: boolean;
}

/** A summary of any shape, in one. */
export interface Summary {
  shape: SummaryShape;
  metrics: MetricRecord[];
  checks: CheckRecord[];
  thresholds: SummaryThreshold[];
  /** 0: not in the file. */
  durationMs: number;
  /** ISO 8601, or null. */
  generatedAt: string | null;
  k6Version: string | null;
}

type Json = Record<string, unknown>;

/** Reads a summary by its structure, never by its name. Throws HarnessError where it is none of k6's. */
export function readSummary(value: unknown, path: string): Summary {
  if (isObject(value)) {
    const { metrics, results } = value;
    if (isObject(results) && Array.isArray(results['metrics'])) return machineReadable(value, results);
    if (isObject(metrics)) {
      const all = Object.values(metrics).filter(isObject);
      if (all.length > 0 && all.every((each) => isObject(each['values'])))
        return handleSummary(value, metrics);
      if (all.length > 0 && all.every((each) => numbersOf(each).length > 0))
        return summaryExport(value, metrics);
    }
  }
  throw new HarnessError(`${path} is no summary of k6: none of its three shapes`, {
    code: 'ERR_INGEST_UNKNOWN',
    exit: 'usage',
    hint: 'Known: --summary-export, the data of handleSummary(), and the machine-readable summary (--new-machine-readable-summary).',
  });
}

// The oldest shape: values beside each other, and a threshold is `true` when it was CROSSED.
function summaryExport(file: Json, metrics: Json): Summary {
  const entries = Object.entries(metrics).filter((entry): entry is [string, Json] => isObject(entry[1]));
  const requests = metrics['http_reqs'] ?? metrics['iterations'];
  const [count, rate] = isObject(requests) ? [requests['count'], requests['rate']] : [];
  return {
    ...{ shape: 'summary-export', generatedAt: null, k6Version: null },
    metrics: entries.map(([name, values]) => exported(name, values)),
    thresholds: entries.flatMap(([metric, { thresholds }]) =>
      isObject(thresholds)
        ? Object.entries(thresholds).map(([expression, crossed]) => ({
            metric,
            expression,
            ok: crossed !== true,
          }))
        : [],
    ),
    checks: checksOf(file['root_group']),
    durationMs: typeof count === 'number' && typeof rate === 'number' && rate > 0 ? (1000 * count) / rate : 0,
  };
}

function exported(name: string, flat: Json): MetricRecord {
  const values = Object.fromEntries(numbersOf(flat));
  const kind = kindOf(name, values);
  const { value, ...rest } = values;
  const shaped = kind === 'rate' ? { rate: value ?? 0, ...rest } : values;
  return { name, kind, contains: containsOf(name, kind), values: shaped };
}

function handleSummary(file: Json, metrics: Json): Summary {
  const entries = Object.entries(metrics).filter((entry): entry is [string, Json] => isObject(entry[1]));
  const state = isObject(file['state']) ? file['state'] : {};
  return {
    ...{ shape: 'handleSummary', generatedAt: null, k6Version: null },
    metrics: entries.map(([name, metric]) => ({
      ...head(name, metric),
      values: Object.fromEntries(numbersOf(metric['values'] as Json)),
    })),
    thresholds: entries.flatMap(([metric, { thresholds }]) =>
      isObject(thresholds)
        ? Object.entries(thresholds).map(([expression, result]) => ({
            metric,
            expression,
            ok: isObject(result) && result['ok'] === true,
          }))
        : [],
    ),
    checks: checksOf(file['root_group']),
    durationMs: typeof state['testRunDurationMs'] === 'number' ? state['testRunDurationMs'] : 0,
  };
}

// The newest shape has neither thresholds nor p(99); a rate is matches of total, a counter has no rate.
function machineReadable(file: Json, results: Json): Summary {
  const config = isObject(file['config']) ? file['config'] : {};
  const metadata = isObject(file['metadata']) ? file['metadata'] : {};
  const seconds = typeof config['duration'] === 'number' ? config['duration'] : 0;
  const checks = isObject(results['checks']) ? results['checks'] : {};
  const all = (results['metrics'] as unknown[]).filter(isObject);
  return {
    shape: 'machine-readable',
    metrics: all.map((metric) => ({
      ...head(String(metric['name']), metric),
      values: machineValues(metric, seconds),
    })),
    thresholds: [],
    checks: (Array.isArray(checks['results']) ? checks['results'] : [])
      .filter(isObject)
      .map((check) => checkOf(check, '')),
    durationMs: 1000 * seconds,
    generatedAt: typeof metadata['generated_at'] === 'string' ? metadata['generated_at'] : null,
    k6Version: typeof metadata['k6_version'] === 'string' ? metadata['k6_version'] : null,
  };
}

function machineValues(metric: Json, seconds: number): Record<string, number> {
  const values = Object.fromEntries(numbersOf(isObject(metric['values']) ? metric['values'] : {}));
  const { matches, total, count } = values;
  if (metric['type'] === 'rate' && matches !== undefined && total !== undefined) {
    return { rate: total > 0 ? matches / total : 0, passes: matches, fails: total - matches };
  }
  if (metric['type'] === 'counter' && count !== undefined && values['rate'] === undefined && seconds > 0) {
    return { ...values, rate: count / seconds };
  }
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key.replace(/^p(\d+(?:[._]\d+)?)$/, (_, n: string) => `p(${n.replace('_', '.')})`),
      value,
    ]),
  );
}

function head(name: string, metric: Json): Pick<MetricRecord, 'name' | 'kind' | 'contains'> {
  const kind =
    (['counter', 'gauge', 'rate', 'trend'] as const).find((each) => each === metric['type']) ?? 'trend';
  const contains =
    (['default', 'time', 'data'] as const).find((each) => each === metric['contains']) ?? 'default';
  return { name, kind, contains };
}

function kindOf(name: string, values: Readonly<Record<string, number>>): MetricKind {
  const builtIn = BUILTIN_METRICS.find((metric) => metric.name === name.split('{')[0]);
  if (builtIn !== undefined) return builtIn.kind;
  if ('passes' in values) return 'rate';
  if ('value' in values) return 'gauge';
  return 'avg' in values || 'med' in values || 'p(95)' in values ? 'trend' : 'counter';
}

const containsOf = (name: string, kind: MetricKind): MetricContains =>
  BUILTIN_METRICS.find((metric) => metric.name === name.split('{')[0])?.contains ??
  (kind === 'trend' ? 'time' : 'default');

// Groups and checks are lists in one shape and objects by name in the other; both may be absent.
function checksOf(group: unknown): CheckRecord[] {
  if (!isObject(group)) return [];
  const path = typeof group['path'] === 'string' ? group['path'] : '';
  const own = valuesOf(group['checks']).map((check) => checkOf(check, path));
  return [...own, ...valuesOf(group['groups']).flatMap(checksOf)];
}

function checkOf(check: Json, group: string): CheckRecord {
  const count = (key: string) => (typeof check[key] === 'number' ? check[key] : 0);
  return { group, name: String(check['name'] ?? ''), passes: count('passes'), fails: count('fails') };
}

function valuesOf(list: unknown): Json[] {
  if (Array.isArray(list)) return list.filter(isObject);
  return isObject(list) ? Object.values(list).filter(isObject) : [];
}

const numbersOf = (values: Json): [string, number][] =>
  Object.entries(values).filter(
    (entry): entry is [string, number] => typeof entry[1] === 'number' && Number.isFinite(entry[1]),
  );

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
