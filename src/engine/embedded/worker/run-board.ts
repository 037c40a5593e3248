import type { WorkerCounters } from '../vu/worker-context.ts';

/** What makes a board; sent to every worker of a run. */
export interface BoardHandle {
  readonly workers: number;
  /** Names, in one order for all. */
  readonly scenarios: readonly string[];
  readonly numbers: SharedArrayBuffer;
  readonly counters: SharedArrayBuffer;
}

const FIELDS = ['started', 'completed', 'interrupted', 'threw', 'vusActive', 'vusInitialized'] as const;
const BEAT = FIELDS.length;
const ROW = FIELDS.length + 1;
/** Places of a scenario before those that each worker has of its own. */
const OF_SCENARIO = { started: 0, tickets: 1, done: 2, left: 3 };
const HEAD = 4;

/** Numbers that all workers of a run count together, in memory that they share. */
export class RunBoard {
  readonly handle: BoardHandle;
  readonly #numbers: Int32Array;
  readonly #counters: Float64Array;

  constructor(handle: BoardHandle) {
    this.handle = handle;
    this.#numbers = new Int32Array(handle.numbers);
    this.#counters = new Float64Array(handle.counters);
  }

  /** `vus` ids are given away already. */
  static create(workers: number, scenarios: readonly string[], vus: number): RunBoard {
    const places = 1 + scenarios.length * (HEAD + 2 * workers);
    const board = new RunBoard({
      workers,
      scenarios,
      numbers: new SharedArrayBuffer(4 * places),
      // One row more, for a spare worker.
      counters: new SharedArrayBuffer(8 * ROW * (workers + 1)),
    });
    board.#numbers[0] = vus;
    return board;
  }

  /** The id of a VU that no plan foresaw. */
  nextVuId(): number {
    return Atomics.add(this.#numbers, 0, 1) + 1;
  }

  /** A worker's own counters: only that worker writes them. */
  countersOf(worker: number): WorkerCounters {
    const row = this.#counters.subarray(worker * ROW, (worker + 1) * ROW);
    const counters = {} as WorkerCounters;
    FIELDS.forEach((field, place) => {
      Object.defineProperty(counters, field, {
        get: () => row[place],
        set: (value: number) => {
          row[place] = value;
        },
        enumerable: true,
      });
    });
    return counters;
  }

  /** The counters of all workers. */
  totals(): WorkerCounters {
    const sum = (place: number): number => {
      let total = 0;
      for (let at = place; at < this.#counters.length; at += ROW) total += this.#counters[at] as number;
      return total;
    };
    return Object.fromEntries(FIELDS.map((field, place) => [field, sum(place)])) as unknown as WorkerCounters;
  }

  /** The worker's event loop turned at `timeMs`. */
  beat(worker: number, timeMs: number): void {
    this.#counters[worker * ROW + BEAT] = timeMs;
  }

  /** When a worker's event loop last turned; 0 before its first beat. */
  lastBeatMs(worker: number): number {
    return this.#counters[worker * ROW + BEAT] as number;
  }

  /** A worker's view of what a scenario counts. */
  scenario(name: string, worker: number): ScenarioBoard {
    const { workers, scenarios } = this.handle;
    const first = 1 + scenarios.indexOf(name) * (HEAD + 2 * workers);
    return new ScenarioBoard(this.#numbers.subarray(first, first + HEAD + 2 * workers), workers, worker);
  }
}

/** What the workers count of one scenario. */
export class ScenarioBoard {
  readonly #numbers: Int32Array;
  readonly #workers: number;
  readonly #worker: number;

  constructor(numbers: Int32Array, workers: number, worker: number) {
    this.#numbers = numbers;
    this.#workers = workers;
    this.#worker = worker;
  }

  /** Numbers iterations in the order in which they start. */
  nextIteration(): number {
    return Atomics.add(this.#numbers, OF_SCENARIO.started, 1);
  }

  /** Takes one of `limit` iterations; false when none is left. */
  takeTicket(limit: number): boolean {
    if (Atomics.load(this.#numbers, OF_SCENARIO.tickets) >= limit) return false;
    return Atomics.add(this.#numbers, OF_SCENARIO.tickets, 1) < limit;
  }

  /** Iterations that were taken, of `limit`. */
  ticketsTaken(limit: number): number {
    return Math.min(limit, Atomics.load(this.#numbers, OF_SCENARIO.tickets));
  }

  finished(): void {
    Atomics.add(this.#numbers, OF_SCENARIO.done, 1);
  }

  get done(): number {
    return Atomics.load(this.#numbers, OF_SCENARIO.done);
  }

  /** This worker takes no more tickets; true for the last of `workers`. */
  leave(workers: number): boolean {
    return Atomics.add(this.#numbers, OF_SCENARIO.left, 1) === workers - 1;
  }

  /** So many more VUs of this worker are idle. */
  addIdle(count: number): void {
    Atomics.add(this.#numbers, HEAD + this.#worker, count);
  }

  /** Reserves an idle VU of this worker. */
  takeIdle(): boolean {
    return this.#take(HEAD + this.#worker);
  }

  /** Reserves an idle VU of another worker; null when all are at work. */
  takeIdleElsewhere(): number | null {
    return this.#takeElsewhere(HEAD);
  }

  /** This worker may make so many VUs more. */
  addRoom(count: number): void {
    Atomics.add(this.#numbers, HEAD + this.#workers + this.#worker, count);
  }

  takeRoom(): boolean {
    return this.#take(HEAD + this.#workers + this.#worker);
  }

  takeRoomElsewhere(): number | null {
    return this.#takeElsewhere(HEAD + this.#workers);
  }

  #takeElsewhere(first: number): number | null {
    for (let step = 1; step < this.#workers; step++) {
      const other = (this.#worker + step) % this.#workers;
      if (this.#take(first + other)) return other;
    }
    return null;
  }

  #take(place: number): boolean {
    for (;;) {
      const count = Atomics.load(this.#numbers, place);
      if (count <= 0) return false;
      if (Atomics.compareExchange(this.#numbers, place, count, count - 1) === count) return true;
    }
  }
}
