import { readFileSync } from 'node:fs';

/** What a thread had of the CPUs, in ms. */
export interface ThreadTimes {
  ranMs: number;
  /** It was ready to run, and other threads or processes had the CPUs. */
  waitedMs: number;
}

/** Reads what Linux's scheduler counts of the calling thread. */
export class ThreadMeter {
  #before = read();

  /** Since the last time; null where the system does not tell. */
  take(): ThreadTimes | null {
    const before = this.#before;
    this.#before = read();
    if (before === null || this.#before === null) return null;
    const { ranMs, waitedMs } = this.#before;
    return { ranMs: ranMs - before.ranMs, waitedMs: Math.max(0, waitedMs - before.waitedMs) };
  }
}

// `ran waited slices`, the first two in ns.
function read(): ThreadTimes | null {
  try {
    const [ran, waited] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ').map(Number);
    return ran === undefined || waited === undefined ? null : { ranMs: ran / 1e6, waitedMs: waited / 1e6 };
  } catch {
    return null;
  }
}
