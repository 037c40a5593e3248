import { check } from 'k6';
import http from 'k6/http';
import type { Options, PerVUIterationsScenario } from 'k6/options';
import { parsedJson, textAt } from './answer.ts';
import { forwardedFor, isLoopback } from './clients.ts';
import type { Settings } from './settings.ts';

/** What the contract limits to 30 a minute, unless the target declares another number. */
const CONTRACT_LIMIT = 30;
const TAGS = { kind: 'limiter' };

/** Every check of the limiter must hold. */
export const LIMITER_THRESHOLDS: Options['thresholds'] = { 'checks{kind:limiter}': ['rate==1'] };

/** One pass beside the load; `exec` is the export `limiter`. */
export function limiterScenario(): PerVUIterationsScenario {
  return { executor: 'per-vu-iterations', exec: 'limiter', vus: 1, iterations: 1, maxDuration: '60s' };
}

/**
 * Proves that the backend's limiter works (`--expect-rate-limit`): of one client, as many requests of a path as a
 * minute allows are answered and the next is refused in the contract's words, while other paths and, where they can be
 * emulated, other clients are not. From elsewhere than loopback the client is this machine: nothing else may ask.
 */
export function limiterStep({ apiUrl, limits }: Settings): () => void {
  const limit = limits.perMinuteAndPath ?? CONTRACT_LIMIT;
  return () => {
    // Another client each second: the window of an earlier run must not count.
    const place = Math.floor(Date.now() / 1000);
    const own = isLoopback(apiUrl) ? forwardedFor(254, place) : {};
    const ask = (path: string, headers: Record<string, string>) =>
      http.get(`${apiUrl}${path}`, {
        headers,
        tags: { name: path, ...TAGS },
        responseCallback: http.expectedStatuses(200, 429),
      });
    const admitted = Array.from({ length: limit }, () => ask('/roles', own).status);
    const refused = ask('/roles', own);
    const text = typeof refused.body === 'string' ? refused.body : '';
    check(
      { admitted, refused, text },
      {
        [`limiter: ${limit} requests of a minute on a path are answered`]: () =>
          admitted.every((status) => status === 200),
        'limiter: the next is refused with 429': () => refused.status === 429,
        'limiter: the refusal has the contract’s body': () =>
          textAt(parsedJson(text), 'error') === `Rate limit exceeded: ${limit} per 1 minute`,
        'limiter: another path is answered': () => ask('/roles/stats/summary', own).status === 200,
        'limiter: a path without a limit is answered': () => ask('/system/version', own).status === 200,
      },
      TAGS,
    );
    if (!isLoopback(apiUrl)) return;
    check(
      ask('/roles', forwardedFor(253, place)).status,
      { 'limiter: another client is answered': (status) => status === 200 },
      TAGS,
    );
  };
}
