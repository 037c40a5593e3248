import type { IncomingMessage, ServerResponse } from 'node:http';
import { OwnLatencies, type OwnLatency } from './own-latencies.ts';

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

interface Tally {
  counts: Counts;
  took: OwnLatencies;
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
    const counted = tallies.map(({ counts, took }) => {
      counts.arrived++;
      counts.routes[route] ??= { arrived: 0, statuses: {} };
      counts.routes[route].arrived++;
      return { counts, took, route: counts.routes[route] };
    });
    return (status) => {
      for (const { counts, took, route } of counted) {
        counts.answered++;
        counts.statuses[status] = (counts.statuses[status] ?? 0) + 1;
        route.statuses[status] = (route.statuses[status] ?? 0) + 1;
        took.add(performance.now() - arrivedMs);
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
    return this.tallyOf(run).took.read();
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
  return { counts: { run, arrived: 0, answered: 0, statuses: {}, routes: {} }, took: new OwnLatencies() };
}
