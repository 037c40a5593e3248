import type { Exchange } from './exchange.ts';
import { REQUEST_TIMEOUT } from './failure.ts';
import { nowMs } from './wire.ts';

/** Timers take no longer time. */
const LONGEST_MS = 0x7fffffff;

/** Ends the exchanges of a thread whose time is over. One timer serves all: it is set for the next that is due. */
export class DeadlineWatch {
  // Not a Set: each table that one grows out of leads to the next, and V8's young collections then keep, of all that was ever in
  // them, whatever an old table still leads to.
  readonly #running: Exchange[] = [];
  #timer: NodeJS.Timeout | null = null;
  #dueMs = Number.POSITIVE_INFINITY;

  add(exchange: Exchange): void {
    exchange.place = this.#running.push(exchange) - 1;
    const { deadlineMs } = exchange.request;
    if (deadlineMs < this.#dueMs) this.#lookAt(deadlineMs);
  }

  delete(exchange: Exchange): void {
    const last = this.#running.pop() as Exchange;
    if (last === exchange) return;
    this.#running[exchange.place] = last;
    last.place = exchange.place;
  }

  #lookAt(dueMs: number): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = setTimeout(
      () => this.#look(),
      Math.min(Math.max(Math.round(dueMs - nowMs()), 0), LONGEST_MS),
    );
    this.#timer.unref();
  }

  #look(): void {
    this.#timer = null;
    this.#dueMs = Number.POSITIVE_INFINITY;
    // Timers count whole milliseconds.
    const overMs = nowMs() + 1;
    let nextMs = Number.POSITIVE_INFINITY;
    // Who is failed leaves the list.
    for (const exchange of [...this.#running]) {
      const { deadlineMs } = exchange.request;
      if (deadlineMs <= overMs) exchange.fail(REQUEST_TIMEOUT);
      else if (deadlineMs < nextMs) nextMs = deadlineMs;
    }
    if (nextMs < this.#dueMs) this.#lookAt(nextMs);
  }
}
