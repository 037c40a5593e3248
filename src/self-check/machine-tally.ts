import { memoryLimitBytes } from '../host.ts';
import { type MachineEvidence, MEMORY_END } from './machine-evidence.ts';
import { MachineMeter, type MachineReading } from './machine-meter.ts';

/** What this process used in a second. */
export interface OwnUse {
  rssBytes: number;
  /** Of one core, 0..n. */
  cpu: number;
}

/** What its busiest thread tells of a second; absent or null where the engine does not. */
export interface ThreadSecond {
  gc?: { totalMs: number; longestMs: number };
  cpu?: { ranMs: number; waitedMs: number } | null;
}

/** What a second tells beside the engine's own numbers. */
export interface MachineSecond extends Omit<MachineReading, 'cores'> {
  /** Cores that other processes used; null where the machine does not tell. */
  othersCpu: number | null;
}

/** Adds up, second by second, what the machine and V8's garbage collector took from the generator. */
export class MachineTally {
  readonly #meter: MachineMeter;
  readonly #limitBytes: number;
  #durationMs = 0;
  #stolenMs: number | null = null;
  #throttledMs: number | null = null;
  #descriptors: number | null = null;
  #memory = 0;
  #gcMs = 0;
  #longestGcMs = 0;
  #thread: { ranMs: number; waitedMs: number } | null = null;
  #others: { coreMs: number; all: number } | null = null;

  constructor(meter = new MachineMeter(), limitBytes = memoryLimitBytes()) {
    this.#meter = meter;
    this.#limitBytes = limitBytes;
  }

  /** The process is about to be killed for its memory. */
  get outOfMemory(): boolean {
    return this.#memory > MEMORY_END;
  }

  /** Closes a second. */
  second(durationMs: number, own: OwnUse, { gc, cpu }: ThreadSecond): MachineSecond {
    const { cores, ...reading } = this.#meter.take();
    this.#durationMs += durationMs;
    if (reading.steal !== null) this.#stolenMs = (this.#stolenMs ?? 0) + reading.steal * durationMs;
    if (reading.throttledMs !== null) this.#throttledMs = (this.#throttledMs ?? 0) + reading.throttledMs;
    if (reading.descriptors !== null)
      this.#descriptors = Math.max(this.#descriptors ?? 0, reading.descriptors);
    this.#memory = Math.max(this.#memory, own.rssBytes / this.#limitBytes);
    this.#gcMs += gc?.totalMs ?? 0;
    this.#longestGcMs = Math.max(this.#longestGcMs, gc?.longestMs ?? 0);
    if (cpu != null) {
      const { ranMs, waitedMs } = this.#thread ?? { ranMs: 0, waitedMs: 0 };
      this.#thread = { ranMs: ranMs + cpu.ranMs, waitedMs: waitedMs + cpu.waitedMs };
    }
    if (cores === null) return { ...reading, othersCpu: null };
    const othersCpu = Math.max(0, cores.busy - own.cpu);
    this.#others = { coreMs: (this.#others?.coreMs ?? 0) + othersCpu * durationMs, all: cores.all };
    return { ...reading, othersCpu };
  }

  /** Null before a second was closed: nothing was looked at. */
  evidence(): MachineEvidence | null {
    if (this.#durationMs === 0) return null;
    const durationMs = Math.max(1, this.#durationMs);
    const share = (ms: number | null): number | null => ms && ms / durationMs;
    const [thread, others] = [this.#thread, this.#others];
    return {
      steal: share(this.#stolenMs),
      throttled: share(this.#throttledMs),
      descriptors: this.#descriptors,
      memory: this.#memory,
      cpu: thread && { ran: thread.ranMs / durationMs, waited: thread.waitedMs / durationMs },
      cores: others && { all: others.all, others: others.coreMs / durationMs },
      gc: { share: share(this.#gcMs) ?? 0, longestMs: this.#longestGcMs },
    };
  }
}
