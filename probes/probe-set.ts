import { setTimeout as pause } from 'node:timers/promises';
import { PROBES } from './index.ts';
import type { ProbeName, ProbeResult, ProbeSession, ProbeTarget } from './probe.ts';
import { closeSession, failedToOpen, runProbe } from './run-probe.ts';

/** What to look at again and again, and how patiently. */
export interface ProbeSetOptions {
  names: readonly ProbeName[];
  target: ProbeTarget;
  /** Of one look. */
  deadlineMs: number;
  /** So many further looks has a probe whose look failed, before the round gives it up. */
  retries: number;
  clock: () => number;
}

const RETRY_PAUSE_MS = 250;

/** Open probes that look side by side: a round takes as long as the slowest, later rounds keep the connections. */
export class ProbeSet {
  readonly #options: ProbeSetOptions;
  readonly #sessions = new Map<ProbeName, ProbeSession>();
  readonly #malformed = new Map<ProbeName, unknown>();
  #opened: Promise<void> | undefined;

  constructor(options: ProbeSetOptions) {
    this.#options = options;
  }

  /** One look through each probe; never throws. A signal ends it early, and `deadlineMs` may shorten it. */
  async round(signal?: AbortSignal, deadlineMs = this.#options.deadlineMs): Promise<ProbeResult[]> {
    const limit = Math.min(deadlineMs, this.#options.deadlineMs);
    this.#opened ??= this.#open();
    await this.#opened;
    return Promise.all(this.#options.names.map((name) => this.#patient(name, { signal, deadlineMs: limit })));
  }

  async close(): Promise<void> {
    await Promise.all([...this.#sessions.values()].map(closeSession));
    this.#sessions.clear();
  }

  async #patient(name: ProbeName, look: Look): Promise<ProbeResult> {
    let result = await this.#look(name, look);
    if (result.ok || this.#options.retries === 0) return result;
    const first = result.failure;
    let count = 1;
    while (
      !result.ok &&
      result.failure.stage !== 'configure' &&
      count <= this.#options.retries &&
      !look.signal?.aborted
    ) {
      await pause(RETRY_PAUSE_MS, undefined, { signal: look.signal }).catch(() => {});
      result = await this.#look(name, look);
      count += 1;
    }
    return count === 1 ? result : { ...result, tries: { count, first } };
  }

  async #look(name: ProbeName, { signal, deadlineMs }: Look): Promise<ProbeResult> {
    const { target, clock } = this.#options;
    const run = { name, target, deadlineMs, clock, signal };
    const session = this.#sessions.get(name);
    return session === undefined
      ? failedToOpen(run, this.#malformed.get(name))
      : runProbe({ ...run, session });
  }

  async #open(): Promise<void> {
    for (const name of this.#options.names) {
      try {
        this.#sessions.set(name, PROBES[name](this.#options.target));
      } catch (error) {
        this.#malformed.set(name, error);
      }
    }
    await Promise.all([...this.#sessions.values()].map((session) => session.load?.()));
  }
}

interface Look {
  signal: AbortSignal | undefined;
  deadlineMs: number;
}
