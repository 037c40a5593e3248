import type { MetricKind } from '../metrics/sample.ts';

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

/** `metric{tag:value,tag2:value2}`; no tags: the metric itself. */
export interface ThresholdSelector {
  metric: string;
  tags: Record<string, string>;
}

type Parsed<T> = { ok: true; value: T } | { ok: false; problem: string };

const METHODS: Readonly<Record<MetricKind, readonly string[]>> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p(N) with N from 0 to 100'],
};

const OPERATORS = ['<=', '<', '>=', '>', '===', '==', '!='] as const;
const GO_FLOAT = /^[+-]?(\d+\.?\d*([eE][+-]?\d+)?|\.\d+([eE][+-]?\d+)?|inf(inity)?|nan)$/i;
const PLAIN_METHOD = /^(count|rate|value|avg|min|max|med)$/;

/**
 * threshold = statistic operator number
 * statistic = "count" | "rate" | "value" | "avg" | "min" | "max" | "med" | "p(" number ")"
 * operator  = "<" | "<=" | ">" | ">=" | "==" | "===" | "!="
 * number    = what Go's float parser takes: 1e3, .5, -1, Inf, NaN
 *
 * `key` and `kind` are of the metric that it is about.
 */
export function parseThreshold(source: string, key: string, kind: MetricKind): Parsed<ThresholdExpression> {
  const malformed = (reason: string): Parsed<never> => ({
    ok: false,
    problem: `failed parsing threshold expression ${JSON.stringify(source)}; reason: ${reason}`,
  });
  const split = splitExpression(source);
  if (split === null) return malformed('malformed threshold expression');
  const { statistic, operator, number } = split;
  if (!PLAIN_METHOD.test(statistic) && percentOf(statistic) === null)
    return malformed(`"${statistic}" is no aggregation method (p(N) takes N from 0 to 100)`);
  if (!GO_FLOAT.test(number)) return malformed(`"${number}" is no number; units are not allowed`);
  const own = METHODS[kind];
  if (!own.includes(statistic) && !(kind === 'trend' && statistic.startsWith('p(')))
    return {
      ok: false,
      problem: `invalid threshold ${JSON.stringify(source)} defined on ${key}; reason: unsupported aggregation method ${statistic} for metric of type ${kind}. Supported aggregation methods for this metric are: ${own.join(', ')}`,
    };
  const limit = goFloat(number);
  return { ok: true, value: { source, statistic, operator, limit, abortOnFail: false, delayAbortEvalMs: 0 } };
}

function splitExpression(
  source: string,
): { statistic: string; operator: ThresholdExpression['operator']; number: string } | null {
  for (const operator of OPERATORS) {
    const at = source.indexOf(operator);
    const number = source.slice(at + operator.length).trim();
    if (at < 0 || number === '') continue;
    return { statistic: source.slice(0, at).trim(), operator: operator === '===' ? '==' : operator, number };
  }
  return null;
}

function percentOf(statistic: string): number | null {
  const number = /^p\((.*)\)$/.exec(statistic)?.[1];
  if (number === undefined || !GO_FLOAT.test(number)) return null;
  const percent = goFloat(number);
  return percent >= 0 && percent <= 100 ? percent : null;
}

function goFloat(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return /nan/i.test(text) ? Number.NaN : Number(text);
}

/** Parses the key of a threshold: blanks and quotes around names and values do not count. */
export function parseSelector(key: string): Parsed<ThresholdSelector> {
  const text = key.trim();
  const open = text.indexOf('{');
  const malformed = (reason: string): Parsed<never> => ({
    ok: false,
    problem: `unable to validate threshold expressions; reason: parsing metric name failed, ${reason}`,
  });
  if (open < 0 && !text.includes('}')) return { ok: true, value: { metric: text, tags: {} } };
  if (open < 0 || !text.endsWith('}'))
    return malformed(`metric ${JSON.stringify(text)} has an unmatched brace`);
  const tags: Record<string, string> = {};
  for (const pair of text.slice(open + 1, -1).split(',')) {
    const colon = pair.indexOf(':');
    if (colon < 0 || colon === pair.length - 1) {
      const comma =
        colon < 0 && pair !== '' ? '; a value cannot hold a comma: give the request a `name` tag' : '';
      return malformed(`metric ${JSON.stringify(pair)} tag expression is malformed${comma}`);
    }
    tags[unquoted(pair.slice(0, colon))] = unquoted(pair.slice(colon + 1));
  }
  return { ok: true, value: { metric: text.slice(0, open).trim(), tags } };
}

const unquoted = (text: string): string => text.trim().replace(/^["']+|["']+$/g, '');
