import {
  joinedChecks,
  joinedCounters,
  joinedCpu,
  joinedGc,
  joinedNumbers,
  joinedPace,
  joinedSpread,
} from './joined-intervals.ts';
import type { WorkerCounters } from './vu/worker-context.ts';
import type { WorkerInterval } from './worker/messages.ts';

/** A worker whose loop is held sends its interval late: the others' are not kept back for longer than this. */
const PATIENCE_MS = 2500;

/** So many workers may come beside those that share the load. */
const SPARES = 8;

const NO_COUNTERS: WorkerCounters = {
  started: 0,
  completed: 0,
  interrupted: 0,
  threw: 0,
  vusActive: 0,
  vusInitialized: 0,
};
const NOTHING: WorkerInterval = {
  deltas: [],
  raw: [],
  checks: { groups: [], checks: [] },
  counters: NO_COUNTERS,
  pace: { planned: 0, dropped: 0, startLagsMs: new Float64Array() },
  elu: 0,
  last: false,
};

/** Makes one interval of those of all workers, one after the other: sums, with series numbers that none share. */
export class IntervalJoin {
  readonly #workers: number;
  readonly #emit: (interval: WorkerInterval) => void;
  readonly #latest = new Map<number, WorkerInterval>();
  readonly #gone = new Set<number>();
  #waiting = new Map<number, WorkerInterval[]>();
  #timer: NodeJS.Timeout | undefined;

  constructor(workers: number, emit: (interval: WorkerInterval) => void) {
    this.#workers = workers;
    this.#emit = emit;
  }

  add(worker: number, interval: WorkerInterval): void {
    this.addLast(worker, interval);
    // A spare worker has no part of the load.
    if (worker >= this.#workers) return;
    if (this.#waiting.size + this.#goneWithout() >= this.#workers) this.close(false);
    else this.#timer ??= setTimeout(() => this.close(false), PATIENCE_MS);
  }

  /** As add, for what goes into the interval that `close` emits. */
  addLast(worker: number, interval: WorkerInterval): void {
    this.#latest.set(worker, interval);
    const waiting = this.#waiting.get(worker) ?? [];
    waiting.push({ ...interval, deltas: interval.deltas.map((delta) => this.#renumbered(worker, delta)) });
    this.#waiting.set(worker, waiting);
  }

  /** Nothing more comes from this worker, which had counted so much. */
  without(worker: number, counters: WorkerCounters): void {
    this.#gone.add(worker);
    this.#latest.set(worker, { ...(this.#latest.get(worker) ?? NOTHING), counters });
  }

  /** Emits what came since the last time. */
  close(last: boolean): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const parts = [...this.#waiting.values()].flat();
    this.#waiting = new Map();
    if (parts.length === 0 && !last) return;
    const all = [...this.#latest].sort(([a], [b]) => a - b).map(([, interval]) => interval);
    this.#emit({
      deltas: parts.flatMap(({ deltas }) => deltas),
      raw: parts.flatMap(({ raw }) => raw),
      checks: joinedChecks(all),
      counters: joinedCounters(all),
      pace: joinedPace(parts),
      elu: Math.max(0, ...parts.map(({ elu }) => elu)),
      gc: joinedGc(parts),
      loopLagsMs: joinedNumbers(parts.map(({ loopLagsMs }) => loopLagsMs ?? new Float64Array())),
      cpu: joinedCpu(parts),
      spread: joinedSpread(parts),
      last,
    });
  }

  #goneWithout(): number {
    return [...this.#gone].filter((worker) => !this.#waiting.has(worker)).length;
  }

  #renumbered<Delta extends { series: number }>(worker: number, delta: Delta): Delta {
    return { ...delta, series: delta.series * (this.#workers + SPARES) + worker };
  }
}
