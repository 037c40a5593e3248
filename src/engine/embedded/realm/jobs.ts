/**
 * The rule that a VU runs one job at a time: while one is suspended, the others wait. Promise reactions go on first, in
 * order; jobs from outside (timers, events) come after all reactions that are due.
 */
export class Jobs {
  #locked = false;
  /** A reaction has its turn, but its code has not begun: that takes some ticks more. */
  #handing = false;
  #reactions: (() => void)[] = [];
  #tasks: (() => void)[] = [];
  #turnAsked = false;
  /** Called when a job has ended and none waits. */
  onIdle: () => void = () => {};
  /** Calls back once promise reactions that are due have run. */
  nextTurn: (fire: () => void) => void = () => {};

  /** True when a promise reaction may not start now. */
  get mustQueue(): boolean {
    return this.#locked || this.#handing || this.#reactions.length > 0;
  }

  /** True while any job runs suspended or waits. */
  get isBusy(): boolean {
    return this.mustQueue || this.#tasks.length > 0;
  }

  /** The running job really suspended. */
  lock(): void {
    this.#locked = true;
  }

  /** The running job ended; the next one in line starts in the next tick, since the end may settle promises first. */
  unlock(): void {
    this.#locked = false;
    this.#goOn();
  }

  /** Resolves with `value` when it is this reaction's turn; its code must call `began` before anything else. */
  turn<Value>(value: Value): Promise<Value> {
    return new Promise((resolve) => {
      this.enqueue(() => {
        this.#handing = true;
        resolve(value);
      });
    });
  }

  /** The code begins whose turn it was. The next one follows when it has ended or waits for a promise. */
  began(): void {
    this.#handing = false;
    this.#goOn();
  }

  /** Runs `start` when the reactions before it are done. */
  enqueue(start: () => void): void {
    this.#reactions.push(start);
    if (!this.#locked && !this.#handing && this.#reactions.length === 1)
      void Promise.resolve().then(() => this.#next());
  }

  /** As enqueue, but at once when nothing is in line. */
  enqueueNow(start: () => void): void {
    if (this.isBusy) this.enqueue(start);
    else start();
  }

  /** A job from outside: at once when nothing is in line, else in a later turn. */
  enqueueTask(start: () => void): void {
    if (!this.isBusy) {
      start();
      if (!this.isBusy) this.onIdle();
      return;
    }
    this.#tasks.push(start);
    if (!this.#locked) this.#askTurn();
  }

  reset(): void {
    this.#locked = false;
    this.#handing = false;
    this.#reactions = [];
    this.#tasks = [];
  }

  #next(): void {
    if (this.#locked || this.#handing) return;
    this.#reactions.shift()?.();
    if (!this.#handing) this.#goOn();
  }

  #goOn(): void {
    if (this.#reactions.length > 0) void Promise.resolve().then(() => this.#next());
    else if (!this.#locked && this.#tasks.length > 0) this.#askTurn();
    else if (!this.isBusy) this.onIdle();
  }

  #askTurn(): void {
    if (this.#turnAsked) return;
    this.#turnAsked = true;
    this.nextTurn(() => {
      this.#turnAsked = false;
      if (this.mustQueue) return;
      this.#tasks.shift()?.();
      if (!this.#locked && this.#tasks.length > 0) this.#askTurn();
      else if (!this.isBusy) this.onIdle();
    });
  }
}
