/** How long requests took here, in ms: from their arrival to the handing over of their answer. Of none, zeros. */
export interface OwnLatency {
  count: number;
  med: number;
  p95: number;
  p99: number;
  max: number;
}

/** So many of the latest are kept. */
const MOST = 50_000;

/** The latest latencies of a kind of requests. */
export class OwnLatencies {
  readonly #latest: number[] = [];
  #count = 0;

  add(durationMs: number): void {
    this.#latest[this.#count++ % MOST] = durationMs;
  }

  read(): OwnLatency {
    const sorted = this.#latest.toSorted((a, b) => a - b);
    const at = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
    return { count: this.#count, med: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
  }
}
