/** The rule that a VU runs one job at a time: while one is suspended, the others wait in order. */
export class Jobs {
  #locked = false;
  #queue: (() => void)[] = [];

  /** True when a new job may not start now. */
  get mustQueue(): boolean {
    return this.#locked || this.#queue.length > 0;
  }

  /** The running job really suspended. */
  lock(): void {
    this.#locked = true;
  }

  /** The running job ended; the next one in line starts. */
  unlock(): void {
    this.#locked = false;
    this.#next();
  }

  /** Resolves when it is this caller's turn. */
  turn(): Promise<void> {
    return new Promise((resolve) => this.enqueue(resolve));
  }

  /** Runs `start` now or when those before are done. */
  enqueue(start: () => void): void {
    this.#queue.push(start);
    if (!this.#locked && this.#queue.length === 1) void Promise.resolve().then(() => this.#next());
  }

  /** As enqueue, but without waiting for a microtask when nobody is in line. */
  enqueueNow(start: () => void): void {
    if (this.mustQueue) this.enqueue(start);
    else start();
  }

  reset(): void {
    this.#locked = false;
    this.#queue = [];
  }

  #next(): void {
    if (this.#locked) return;
    this.#queue.shift()?.();
    if (this.#queue.length > 0) void Promise.resolve().then(() => this.#next());
  }
}
