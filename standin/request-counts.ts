import type { IncomingMessage, ServerResponse } from 'node:http';

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

/** Called with the status once a counted request is answered. */
export type Answered = (status: number) => void;

/** The stand-in's own count of the API's requests, against which a load test's record is checked. */
export class RequestCounts {
  private all: Counts = emptyCounts(null);
  private readonly runs = new Map<string, Counts>();

  /** Counts an arrival under its route and, when it has one, its run. */
  arrive(route: string, run: string | undefined): Answered {
    const tallies = run === undefined ? [this.all] : [this.all, this.ofRun(run)];
    const counted = tallies.map((tally) => {
      tally.arrived++;
      tally.routes[route] ??= { arrived: 0, statuses: {} };
      tally.routes[route].arrived++;
      return { tally, route: tally.routes[route] };
    });
    return (status) => {
      for (const { tally, route } of counted) {
        tally.answered++;
        tally.statuses[status] = (tally.statuses[status] ?? 0) + 1;
        route.statuses[status] = (route.statuses[status] ?? 0) + 1;
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
    return run === undefined ? this.all : (this.runs.get(run) ?? emptyCounts(run));
  }

  /** Forgets everything: what warmed the API up is nobody's request. */
  reset(): void {
    this.all = emptyCounts(null);
    this.runs.clear();
  }

  private ofRun(run: string): Counts {
    let counts = this.runs.get(run);
    if (counts === undefined) {
      counts = emptyCounts(run);
      this.runs.set(run, counts);
    }
    return counts;
  }
}

function emptyCounts(run: string | null): Counts {
  return { run, arrived: 0, answered: 0, statuses: {}, routes: {} };
}
