import { check } from 'k6';
import http from 'k6/http';
import type { Options, PerVUIterationsScenario } from 'k6/options';
import { parsedJson, textAt } from './answer.ts';
import { forwardedFor, isLoopback } from './clients.ts';
import { assetsOf } from './pages.ts';
import { needed, type Settings } from './settings.ts';

/** What the contract limits to 30 a minute, unless the target declares another number. */
const CONTRACT_LIMIT = 30;
const TAGS = { kind: 'limiter' };

/** Every check of the limiter must hold. */
export const LIMITER_THRESHOLDS: Options['thresholds'] = { 'checks{kind:limiter}': ['rate==1'] };

/** One pass beside the load; `exec` is the export `limiter`. */
export function limiterScenario(): PerVUIterationsScenario {
  return { executor: 'per-vu-iterations', exec: 'limiter', vus: 1, iterations: 1, maxDuration: '60s' };
}

/** The dashboard's middleware: so many pages for a client in a quarter of an hour. */
const PAGES_LIMIT = { pages: 100, seconds: 900 };

/** What is limited: the API by client and path, the front end by client. */
export type Limited = 'api' | 'frontend';

/** Of a load on both: the front end where the target has one. */
export const limitedParts = ({ webUrl }: Settings): readonly Limited[] =>
  webUrl === null ? ['api'] : ['api', 'frontend'];

/** Requests of the proof. */
export function limiterRequests({ apiUrl, limits }: Settings, of: readonly Limited[] = ['api']): number {
  const api = (limits.perMinuteAndPath ?? CONTRACT_LIMIT) + (isLoopback(apiUrl) ? 4 : 3);
  return (of.includes('api') ? api : 0) + (of.includes('frontend') ? PAGES_LIMIT.pages + 3 : 0);
}

/** The proof that the limiters of what is loaded work (`--expect-rate-limit`); for the export `limiter`. */
export function limiterStep(settings: Settings, of: readonly Limited[] = ['api']): () => void {
  const steps = of.map((limited) => (limited === 'api' ? apiLimiter(settings) : webLimiter(settings)));
  return () => {
    for (const step of steps) step();
  };
}

/**
 * Proves that the backend's limiter works: of one client, as many requests of a path as a
 * minute allows are answered and the next is refused in the contract's words, while other paths and, where they can be
 * emulated, other clients are not. From elsewhere than loopback the client is this machine: nothing else may ask.
 */
function apiLimiter({ apiUrl, limits }: Settings): () => void {
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

/**
 * Proves that the front end's limiter works: of one client, as many pages as a quarter of an hour allows are answered and
 * the next is refused with 429, which says when to come back, while assets and other clients are not. Its middleware
 * believes the first X-Forwarded-For entry of anybody.
 */
function webLimiter({ webUrl: given }: Settings): () => void {
  const webUrl = needed(given, 'R3MES_WEB_URL');
  return () => {
    const place = Math.floor(Date.now() / 1000);
    const ask = (path: string, name: string, headers: Record<string, string>) =>
      http.get(webUrl + path, {
        headers,
        redirects: 0,
        tags: { name: `web ${name} (limiter)`, ...TAGS },
        responseCallback: http.expectedStatuses(200, 429),
      });
    const own = forwardedFor(252, place);
    const admitted = Array.from({ length: PAGES_LIMIT.pages }, () => ask('/', '/', own));
    const refused = ask('/', '/', own);
    const page = admitted[0]?.body;
    const [asset = '/_next/static/none'] = assetsOf(typeof page === 'string' ? page : '');
    check(
      refused,
      {
        [`limiter: ${PAGES_LIMIT.pages} pages of a quarter of an hour are answered`]: () =>
          admitted.every(({ status }) => status === 200),
        'limiter: the next page is refused with 429': ({ status }) => status === 429,
        'limiter: the refusal says when to come back': ({ headers }) => {
          const seconds = Number(headers['Retry-After']);
          return seconds > 0 && seconds <= PAGES_LIMIT.seconds;
        },
        'limiter: an asset is answered': () => ask(asset, '/_next/static/*', own).status === 200,
        'limiter: another visitor is answered': () => ask('/', '/', forwardedFor(251, place)).status === 200,
      },
      TAGS,
    );
  };
}
