import { now } from '../vu/clock.ts';

const EVERY_MS = 10;
/** A gap that is longer was no lag: the machine slept. */
const LONGEST_MS = 60_000;

/**
 * How late this thread comes to what is due: something every 10 ms, and what fell due while it was held counts as often as it
 * did, so that a share of the lags is a share of the time. An answer that arrives at any moment is read so late.
 */
export class LoopPulse {
  #lagsMs: number[] = [];
  #dueMs = 0;
  #timer: NodeJS.Timeout | undefined;

  /** Beats from this epoch ms on. */
  begin(atMs: number): void {
    this.#dueMs = atMs + EVERY_MS;
    this.#wait();
  }

  end(): void {
    this.#catchUp();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The lags in ms since the last time. */
  take(): Float64Array {
    this.#catchUp();
    const taken = Float64Array.from(this.#lagsMs);
    this.#lagsMs = [];
    return taken;
  }

  // `take` may come before the pulse's own timer has its turn.
  #catchUp(): void {
    if (this.#timer === undefined) return;
    const atMs = now();
    if (atMs - this.#dueMs > LONGEST_MS) this.#dueMs = atMs - LONGEST_MS;
    for (; this.#dueMs <= atMs; this.#dueMs += EVERY_MS) this.#lagsMs.push(atMs - this.#dueMs);
  }

  #wait(): void {
    this.#timer = setTimeout(
      () => {
        this.#catchUp();
        this.#wait();
      },
      Math.max(1, Math.ceil(this.#dueMs - now())),
    );
  }
}
