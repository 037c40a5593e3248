import { type Checkers, check } from 'k6';
import http, { type Params } from 'k6/http';
import { Rate, Trend } from 'k6/metrics';
import { type Answer, outcomeOf, parsedJson } from './answer.ts';
import { checksOf } from './route-checks.ts';
import type { Route } from './routes.ts';

/** Asks one route of one API and records what came of it. */
export type RequestStep = (route: Route, wallet: string) => Answer;

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
  const prepared = new Map<Route, { params: Params; checks: Checkers<Answer>; tags: { name: string } }>();
  const prepare = (route: Route) => {
    const known = prepared.get(route);
    if (known) return known;
    const tags = { name: route.name };
    const responseCallback = http.expectedStatuses(...route.statuses);
    const made = { tags, params: { tags, responseCallback, redirects: 0 }, checks: checksOf(route) };
    prepared.set(route, made);
    return made;
  };
  return (route, wallet) => {
    const { params, checks, tags } = prepare(route);
    const response = http.get(apiUrl + route.path(wallet), params);
    const contentType = response.headers['Content-Type'] ?? '';
    const outcome = outcomeOf(response.status, contentType);
    const text = typeof response.body === 'string' ? response.body : '';
    const body = route.format === 'json' ? parsedJson(text) : undefined;
    const answer = { status: response.status, contentType, text, body, atMs: Date.now(), wallet };
    rateLimited.add(outcome === 'rate-limited', tags);
    serverErrors.add(outcome === 'server-error' || outcome === 'transport-failure', tags);
    if (outcome === 'rate-limited') return answer;
    if (outcome !== 'transport-failure') apiLatency.add(response.timings.duration, tags);
    check(answer, checks, tags);
    return answer;
  };
}
