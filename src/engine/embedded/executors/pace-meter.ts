/** What the open models planned and did since the last `take`: the generator's own honesty. */
export class PaceMeter {
  planned = 0;
  dropped = 0;
  unstarted = 0;
  #startLagsMs: number[] = [];

  /** One iteration started `lagMs` after it was due. */
  started(lagMs: number): void {
    this.planned++;
    this.#startLagsMs.push(lagMs);
  }

  /** One iteration was due, and no VU could take it. */
  missed(): void {
    this.planned++;
    this.dropped++;
  }

  /** So many were due before the end, and this thread did not come to them. */
  lagged(count: number): void {
    this.unstarted += count;
  }

  take(): { planned: number; dropped: number; unstarted: number; startLagsMs: Float64Array } {
    const taken = {
      planned: this.planned,
      dropped: this.dropped,
      unstarted: this.unstarted,
      startLagsMs: Float64Array.from(this.#startLagsMs),
    };
    this.planned = 0;
    this.dropped = 0;
    this.unstarted = 0;
    this.#startLagsMs = [];
    return taken;
  }
}
