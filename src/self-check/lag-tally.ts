import { bucketMiddle, bucketOf } from '../metrics/log-linear.ts';

/** Durations of the script's own parts, not of what it waits for. */
const OF_THE_SCRIPT = ['iteration_duration', 'group_duration'];

/** Where the time of an answer is measured; a script's own metrics follow from them. */
const OF_ANSWERS = /^(http_req|ws|grpc_req)_/;

/** How late the generator read answers: the lags of each second count as often as something was timed in it. */
export class LagTally {
  readonly #weights = new Map<number, number>();
  readonly #timed = new Map<string, number>();
  /** Anything was ever asked: a script that only works is late for nobody. */
  #asks = false;
  #whole = 0;
  #sum = 0;

  /** A metric got so many durations in the second that goes on. */
  timed(metric: string, count: number): void {
    this.#asks ||= OF_ANSWERS.test(metric);
    if (!OF_THE_SCRIPT.includes(metric)) this.#timed.set(metric, (this.#timed.get(metric) ?? 0) + count);
  }

  /** Closes a second with its lags. */
  second(lagsMs: Float64Array): void {
    // One request has several durations.
    const most = Math.max(0, ...this.#timed.values());
    this.#timed.clear();
    if (most === 0 || !this.#asks) return;
    const weight = most / lagsMs.length;
    for (const lagMs of lagsMs) {
      const bucket = bucketOf(lagMs);
      this.#weights.set(bucket, (this.#weights.get(bucket) ?? 0) + weight);
      this.#whole += weight;
      this.#sum += weight * lagMs;
    }
  }

  /** Mean and p95 in ms; null where nothing was measured. */
  evidence(): { meanMs: number; p95Ms: number } | null {
    if (this.#whole === 0) return null;
    let below = 0;
    for (const [bucket, weight] of [...this.#weights].sort(([a], [b]) => a - b)) {
      below += weight;
      if (below >= 0.95 * this.#whole)
        return { meanMs: this.#sum / this.#whole, p95Ms: bucketMiddle(bucket) };
    }
    return null;
  }
}
