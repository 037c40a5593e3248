import { carries, mergeDelta, type SeriesTotal } from './metric-totals.ts';
import type { SeriesDelta } from './sample-fold.ts';
import { scheduledName } from './scheduled.ts';
import { TrendSink } from './trend-sink.ts';

/** Which series of a run are the API's own latency and errors. */
export interface IntervalSources {
  /** Trend in ms of every answered API request. */
  latencyMetric: string;
  /** Statuses whose requests are left out of it (scripts of somebody else). */
  withoutStatuses: readonly string[];
  /** Rate of API requests that failed. */
  errorMetric: string;
  /** Rate of API requests that a limit refused; null: status 429 is counted. */
  limitedMetric: string | null;
}

/** The tags of the canary's series; its scenario is always of this name. */
export const CANARY = { scenario: 'canary' } as const;

/** What one route had in an interval. */
export interface RouteInterval {
  requests: number;
  errors: number;
  latency: TrendSink;
}

/** The sums of one interval, over all workers. */
export class IntervalFold {
  readonly #sources: IntervalSources;
  iterations = 0;
  dropped = 0;
  requests = 0;
  errors = 0;
  /** Requests that the error rate is of: the canary and others that it does not count are left out. */
  errorsOf = 0;
  rateLimited = 0;
  checksFailed = 0;
  vus = 0;
  latency = new TrendSink();
  /** The same, from the planned start of the iterations. */
  scheduled = new TrendSink();
  canary = new TrendSink();
  readonly routes = new Map<string, RouteInterval>();

  constructor(sources: IntervalSources) {
    this.#sources = sources;
  }

  /** Adds what one series got; `series` says whose it is. */
  add(series: SeriesTotal, delta: SeriesDelta): void {
    if (delta.kind === 'trend') this.#addTrend(series, delta);
    else if (delta.kind === 'counter') this.#addCounter(series, delta.sum);
    else if (delta.kind === 'rate') this.#addRate(series.metric, delta);
    else if (series.metric === 'vus') this.vus = delta.value;
  }

  #addTrend({ metric, tags }: SeriesTotal, delta: SeriesDelta): void {
    const canary = carries(tags, CANARY);
    const { latencyMetric, withoutStatuses } = this.#sources;
    const counted = !canary && !withoutStatuses.includes(tags['status'] ?? '');
    if (counted && metric === latencyMetric) mergeDelta(this.latency, delta);
    if (counted && metric === scheduledName(latencyMetric)) mergeDelta(this.scheduled, delta);
    if (metric !== 'http_req_duration') return;
    // A request without an answer has no time.
    if (canary && tags['status'] !== '0') mergeDelta(this.canary, delta);
    else if (canary) return;
    else mergeDelta(this.#route(tags['name'] ?? '').latency, delta);
  }

  #addCounter({ metric, tags }: SeriesTotal, sum: number): void {
    if (metric === 'iterations') this.iterations += sum;
    else if (metric === 'dropped_iterations') this.dropped += sum;
    else if (metric === 'http_reqs') this.#addRequests(tags, sum);
  }

  #addRequests(tags: SeriesTotal['tags'], count: number): void {
    this.requests += count;
    if (this.#sources.limitedMetric === null && tags['status'] === '429') this.rateLimited += count;
    if (carries(tags, CANARY)) return;
    const route = this.#route(tags['name'] ?? '');
    route.requests += count;
    if (isErrorStatus(tags['status'])) route.errors += count;
  }

  #addRate(metric: string, { passes, total }: Extract<SeriesDelta, { kind: 'rate' }>): void {
    if (metric === this.#sources.errorMetric) {
      this.errors += passes;
      this.errorsOf += total;
    }
    if (metric === this.#sources.limitedMetric) this.rateLimited += passes;
    if (metric === 'checks') this.checksFailed += total - passes;
  }

  #route(name: string): RouteInterval {
    let route = this.routes.get(name);
    if (route === undefined) {
      route = { requests: 0, errors: 0, latency: new TrendSink() };
      this.routes.set(name, route);
    }
    return route;
  }
}

/** 5xx, or no answer at all (k6 writes status 0). */
export function isErrorStatus(status: string | undefined): boolean {
  return status === '0' || /^5\d\d$/.test(status ?? '');
}
