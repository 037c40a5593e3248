/** How busy the busiest thread was, second by second, in fixed memory. All are shares of 0..1. */
export class BusyTally {
  /** Seconds for which it must have been busy to count. */
  readonly seconds = 3;
  /** Of the busiest second. */
  busiest = 0;
  /** The lowest of `seconds` in a row, where that was highest; 0 before there were so many. */
  held = 0;
  /** Seconds that were closed. */
  closed = 0;
  #last: number[] = [];

  add(share: number): void {
    this.closed++;
    this.busiest = Math.max(this.busiest, share);
    this.#last = [...this.#last, share].slice(-this.seconds);
    if (this.#last.length === this.seconds) this.held = Math.max(this.held, Math.min(...this.#last));
  }
}
