import { type Checkers, check } from 'k6';
import http, { type Params, type Response } from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import { type Answer, type Outcome, outcomeOf, parsedJson } from './answer.ts';
import { checksOf } from './route-checks.ts';
import type { Route } from './routes.ts';

/** Asks one route of one API and records what came of it. */
export type RequestStep = (
  route: Route,
  wallet: string,
  headers?: Readonly<Record<string, string>>,
) => Answer;

/** Under k6 itself the harness names its run by a variable; the embedded engine adds the header to every request. */
const OF_RUN: Readonly<Record<string, string>> = __ENV.R3MES_RUN_ID
  ? { 'X-R3MES-Run': __ENV.R3MES_RUN_ID }
  : {};

/** Time of every answered request in ms; refusals of a rate limit are left out. */
const apiLatency = new Trend('api_latency', true);
/** Share of requests with a 5xx or no answer at all; refusals of a rate limit are requests without an error. */
const serverErrors = new Rate('server_errors');
/** Share of requests that a rate limit refused: 429, or nginx's 503. */
const rateLimited = new Rate('rate_limited');

/**
 * A step for the API at `apiUrl`; one per VU, in init code. Redirects are not followed: an API that answers one is
 * not as the contract says, and load must not leave the target.
 */
export function requestStep(apiUrl: string): RequestStep {
  const prepare = preparer();
  return (route, wallet, headers) => {
    const { params } = prepare(route);
    const sent = headers === undefined ? params : { ...params, headers: { ...OF_RUN, ...headers } };
    return judged(prepare(route), http.get(apiUrl + route.path(wallet), sent), wallet);
  };
}

/** As requestStep, without holding up the VU: timers and other requests go on meanwhile. */
export function asyncRequestStep(
  apiUrl: string,
): (route: Route, wallet: string, headers: Readonly<Record<string, string>>) => Promise<void> {
  const prepare = preparer();
  return async (route, wallet, headers) => {
    const prepared = prepare(route);
    const params = { ...prepared.params, headers: { ...OF_RUN, ...headers } };
    judged(prepared, await http.asyncRequest('GET', apiUrl + route.path(wallet), null, params), wallet);
  };
}

interface Prepared {
  readonly route: Route;
  readonly params: Params;
  readonly checks: Checkers<Answer>;
  readonly tags: { name: string };
}

function preparer(): (route: Route) => Prepared {
  const all = new Map<Route, Prepared>();
  return (route) => {
    const known = all.get(route);
    if (known) return known;
    const tags = { name: route.name };
    const responseCallback = http.expectedStatuses(...route.statuses);
    const params = { tags, responseCallback, redirects: 0, headers: OF_RUN };
    const made = { route, tags, params, checks: checksOf(route) };
    all.set(route, made);
    return made;
  };
}

function judged({ route, tags, checks }: Prepared, response: Response, wallet: string): Answer {
  const contentType = response.headers['Content-Type'] ?? '';
  const outcome = outcomeOf(response.status, contentType);
  const text = typeof response.body === 'string' ? response.body : '';
  const body = route.format === 'json' ? parsedJson(text) : undefined;
  const answer = { status: response.status, contentType, text, body, atMs: Date.now(), wallet };
  record(outcome, response.timings.duration, tags);
  if (outcome !== 'rate-limited') check(answer, checks, tags);
  return answer;
}

/** Counts what came of a request to the API: every one in both rates, answered ones in the latency. */
export function record(outcome: Outcome, durationMs: number, tags: { name: string }): void {
  rateLimited.add(outcome === 'rate-limited', tags);
  serverErrors.add(outcome === 'server-error' || outcome === 'transport-failure', tags);
  const answered = outcome === 'answered' || outcome === 'server-error';
  if (answered) apiLatency.add(durationMs, tags);
}
