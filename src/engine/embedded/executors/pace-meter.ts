/** What the open models planned and did since the last `take`: the generator's own honesty. */
export class PaceMeter {
  planned = 0;
  dropped = 0;
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

  take(): { planned: number; dropped: number; startLagsMs: Float64Array } {
    const taken = {
      planned: this.planned,
      dropped: this.dropped,
      startLagsMs: Float64Array.from(this.#startLagsMs),
    };
    this.planned = 0;
    this.dropped = 0;
    this.#startLagsMs = [];
    return taken;
  }
}
