/** What the checks of a route look at: one HTTP answer, its body parsed once. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
  /** The parsed JSON; undefined where the body is not JSON. */
  readonly body: unknown;
  /** Epoch milliseconds of its arrival, by this machine's clock. */
  readonly atMs: number;
  /** The wallet that the request was about, on routes that take one. */
  readonly wallet: string;
}

/** What an answer means for the error rate and for latency: limits are a class of their own. */
export type Outcome = 'answered' | 'server-error' | 'transport-failure' | 'rate-limited';

/**
 * Classes an answer. 429 is the backend's limiter. A 503 as an HTML page is nginx's `limit_req`, which answers 503
 * by default, where the backend's own 503 is JSON. Status 0 is k6's word for no answer.
 */
export function outcomeOf(status: number, contentType: string): Outcome {
  if (status === 0) return 'transport-failure';
  if (status === 429) return 'rate-limited';
  if (status === 503 && contentType.startsWith('text/html')) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'answered';
}

/** JSON text as a value, or undefined. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The number under the keys, or NaN: every comparison with it is false. */
export function numberAt(body: unknown, ...keys: readonly string[]): number {
  const value = valueAt(body, ...keys);
  return typeof value === 'number' ? value : Number.NaN;
}

/** The string under the keys, or ''. */
export function textAt(body: unknown, ...keys: readonly string[]): string {
  const value = valueAt(body, ...keys);
  return typeof value === 'string' ? value : '';
}

/** The array under the keys, or null. */
export function listAt(body: unknown, ...keys: readonly string[]): readonly unknown[] | null {
  const value = valueAt(body, ...keys);
  return Array.isArray(value) ? value : null;
}

/** What stands under the keys; undefined when any is missing. */
export function valueAt(body: unknown, ...keys: readonly string[]): unknown {
  let found = body;
  for (const key of keys) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

/** Epoch milliseconds of an RFC 3339 time as the chain writes it (nanoseconds), or NaN. */
export function timeMsAt(body: unknown, key: string): number {
  return Date.parse(textAt(body, key).replace(/(\.\d{3})\d+/, '$1'));
}
