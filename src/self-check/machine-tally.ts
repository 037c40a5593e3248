import { memoryLimitBytes } from '../host.ts';
import { type MachineEvidence, MEMORY_END } from './machine-evidence.ts';
import { MachineMeter, type MachineReading } from './machine-meter.ts';

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

  constructor(meter = new MachineMeter(), limitBytes = memoryLimitBytes()) {
    this.#meter = meter;
    this.#limitBytes = limitBytes;
  }

  /** The process is about to be killed for its memory. */
  get outOfMemory(): boolean {
    return this.#memory > MEMORY_END;
  }

  /** Closes a second. */
  second(durationMs: number, rssBytes: number, gc: { totalMs: number; longestMs: number }): MachineReading {
    const reading = this.#meter.take();
    this.#durationMs += durationMs;
    if (reading.steal !== null) this.#stolenMs = (this.#stolenMs ?? 0) + reading.steal * durationMs;
    if (reading.throttledMs !== null) this.#throttledMs = (this.#throttledMs ?? 0) + reading.throttledMs;
    if (reading.descriptors !== null)
      this.#descriptors = Math.max(this.#descriptors ?? 0, reading.descriptors);
    this.#memory = Math.max(this.#memory, rssBytes / this.#limitBytes);
    this.#gcMs += gc.totalMs;
    this.#longestGcMs = Math.max(this.#longestGcMs, gc.longestMs);
    return reading;
  }

  /** Null before a second was closed: nothing was looked at. */
  evidence(): MachineEvidence | null {
    if (this.#durationMs === 0) return null;
    const share = (ms: number | null): number | null => ms && ms / Math.max(1, this.#durationMs);
    return {
      steal: share(this.#stolenMs),
      throttled: share(this.#throttledMs),
      descriptors: this.#descriptors,
      memory: this.#memory,
      gc: { share: share(this.#gcMs) ?? 0, longestMs: this.#longestGcMs },
    };
  }
}
