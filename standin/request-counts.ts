import type { IncomingMessage, ServerResponse } from 'node:http';
import { TrendSink } from '../src/metrics/trend-sink.ts';

/** Requests of one route: counted when they arrive, their status when it is answered. */
export interface RouteCount {
  arrived: number;
  /** Answers by status; fewer than `arrived` when clients went away. */
  statuses: Record<string, number>;
}

/** What was counted, of all requests or of one run. */
export interface Counts {
  run: string | null;
  arrived: number;
  answered: number;
  statuses: Record<string, number>;
  /** By `METHOD template`, e.g. `GET /miner/stats/{wallet_address}`; `unmatched` is what no route answers. */
  routes: Record<string, RouteCount>;
}

/** How long requests took here, in ms: from their arrival to the handing over of their answer. */
export interface OwnLatency {
  count: number;
  med: number;
  p95: number;
  p99: number;
  max: number;
}

interface Tally {
  counts: Counts;
  tookMs: TrendSink;
}

/** Called with the status once a counted request is answered. */
export type Answered = (status: number) => void;

/** The stand-in's own count of the API's requests, against which a load test's record is checked. */
export class RequestCounts {
  private all: Tally = emptyTally(null);
  private readonly runs = new Map<string, Tally>();

  /** Counts an arrival under its route and, when it has one, its run. */
  arrive(route: string, run: string | undefined): Answered {
    const tallies = run === undefined ? [this.all] : [this.all, this.ofRun(run)];
    const arrivedMs = performance.now();
    const counted = tallies.map(({ counts, tookMs }) => {
      counts.arrived++;
      counts.routes[route] ??= { arrived: 0, statuses: {} };
      counts.routes[route].arrived++;
      return { counts, tookMs, route: counts.routes[route] };
    });
    return (status) => {
      for (const { counts, tookMs, route } of counted) {
        counts.answered++;
        counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
        route.statuses[status] = (route.statuses[status] ?? 0) + 1;
        tookMs.add(performance.now() - arrivedMs);
      }
    };
  }

  /** Counts an arrival now and its status once it is answered; the run is the request's header X-R3MES-Run. */
  follow(route: string, request: IncomingMessage, response: ServerResponse): void {
    const run = request.headers['x-r3mes-run'];
    const answered = this.arrive(route, typeof run === 'string' ? run : undefined);
    response.once('finish', () => answered(response.statusCode));
  }

  /** All requests, or those with the header `X-R3MES-Run: <run>`. */
  read(run?: string): Counts {
    return this.tallyOf(run).counts;
  }

  /** How long they took; of no request, zeros. */
  readLatency(run?: string): OwnLatency {
    const { tookMs } = this.tallyOf(run);
    const [med = 0, p95 = 0, p99 = 0, max = 0] = ['med', 'p(95)', 'p(99)', 'max'].map((name) =>
      tookMs.statistic(name),
    );
    return { count: tookMs.count, med, p95, p99, max };
  }

  /** Forgets everything: what warmed the API up is nobody's request. */
  reset(): void {
    this.all = emptyTally(null);
    this.runs.clear();
  }

  private tallyOf(run: string | undefined): Tally {
    return run === undefined ? this.all : (this.runs.get(run) ?? emptyTally(run));
  }

  private ofRun(run: string): Tally {
    let tally = this.runs.get(run);
    if (tally === undefined) {
      tally = emptyTally(run);
      this.runs.set(run, tally);
    }
    return tally;
  }
}

function emptyTally(run: string | null): Tally {
  return { counts: { run, arrived: 0, answered: 0, statuses: {}, routes: {} }, tookMs: new TrendSink() };
}
