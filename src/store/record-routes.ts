import { CANARY, isErrorStatus } from '../metrics/interval-fold.ts';
import { carries, type MetricTotals, type SeriesTotal } from '../metrics/metric-totals.ts';
import { SCHEDULED_REQUEST } from '../metrics/scheduled.ts';
import { CounterSink } from '../metrics/sinks.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import type { RouteRecord } from './record/v1.ts';
import { latencyRecord } from './record-metrics.ts';

/** Up to here a request satisfies: the warning level of the runbook's API latency. */
const APDEX_MS = 200;

interface Gathered {
  name: string;
  method: string;
  canary: boolean;
  statuses: Record<string, number>;
  latency: TrendSink;
  scheduled: TrendSink;
  /** Of requests that did not fail. */
  satisfied: number;
  tolerated: number;
}

/** Requests by route (the tag `name`), method and whether it is the canary's; the route that took most time first. */
export function routeRecords(totals: MetricTotals, durationMs: number): RouteRecord[] {
  const routes = new Map<string, Gathered>();
  for (const series of totals.series('http_reqs')) {
    const { statuses } = routeOf(routes, series);
    const status = series.tags['status'] ?? '';
    statuses[status] = (statuses[status] ?? 0) + (series.sink instanceof CounterSink ? series.sink.sum : 0);
  }
  for (const series of totals.series('http_req_duration')) {
    if (!(series.sink instanceof TrendSink)) continue;
    const route = routeOf(routes, series);
    route.latency.mergeSink(series.sink);
    if (isErrorStatus(series.tags['status'])) continue;
    const quick = series.sink.countUpTo(APDEX_MS);
    route.satisfied += quick;
    route.tolerated += series.sink.countUpTo(4 * APDEX_MS) - quick;
  }
  for (const series of totals.series(SCHEDULED_REQUEST)) {
    if (series.sink instanceof TrendSink) routeOf(routes, series).scheduled.mergeSink(series.sink);
  }
  const wholeMs = [...routes.values()].reduce((sum, { latency }) => sum + latency.sum, 0);
  return [...routes.values()]
    .map((route) => routeRecord(route, durationMs, wholeMs))
    .sort((a, b) => b.timeShare - a.timeShare);
}

function routeRecord(route: Gathered, durationMs: number, wholeMs: number): RouteRecord {
  const { name, method, canary, statuses, latency, scheduled, satisfied, tolerated } = route;
  const scheduledMs = latencyRecord(scheduled);
  const requests = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  const errors = Object.entries(statuses)
    .filter(([status]) => isErrorStatus(status))
    .reduce((sum, [, count]) => sum + count, 0);
  return {
    name,
    method,
    requests,
    ratePerSecond: durationMs > 0 ? requests / (durationMs / 1000) : 0,
    errors,
    rateLimited: statuses['429'] ?? 0,
    statuses,
    latencyMs: latencyRecord(latency),
    ...(scheduledMs === null ? {} : { scheduledMs }),
    apdex: latency.isEmpty ? null : (satisfied + tolerated / 2) / latency.count,
    timeShare: wholeMs > 0 ? latency.sum / wholeMs : 0,
    canary,
  };
}

function routeOf(routes: Map<string, Gathered>, { tags }: SeriesTotal): Gathered {
  const { name = '', method = '' } = tags;
  const canary = carries(tags, CANARY);
  const key = `${method} ${name} ${canary}`;
  let route = routes.get(key);
  if (route === undefined) {
    const counts = { statuses: {}, satisfied: 0, tolerated: 0 };
    route = { name, method, canary, ...counts, latency: new TrendSink(), scheduled: new TrendSink() };
    routes.set(key, route);
  }
  return route;
}
