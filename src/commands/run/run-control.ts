import type { Engine, EngineCause, LogEntry } from '../../engine/engine.ts';
import { HarnessError } from '../../errors.ts';
import type { Host } from '../../host.ts';
import { PHASES, type RunState, type RunStatus } from '../../rest/run-state.ts';
import { crossedNow, gaugeNow, groupsNow, type LiveRun, metricsNow, NOTHING_YET } from './live-run.ts';

const STOPPED: EngineCause = { exit: 'stoppedByApi', message: 'test run stopped from REST API' };

/** What may be done to a run from outside: stop it (signals, REST), let it begin when it is paused. */
export class RunControl implements RunState {
  readonly #engine: Engine;
  #live = NOTHING_YET;
  #paused: boolean;
  #cause: EngineCause | null = null;
  readonly #waiting: (() => void)[] = [];

  constructor(engine: Engine, paused: boolean) {
    this.#engine = engine;
    this.#paused = paused;
  }

  /** From now on the run is there to be looked at. */
  attach(live: LiveRun): void {
    this.#live = live;
  }

  /** The first cause stays. */
  stop(cause: EngineCause = STOPPED): void {
    this.#cause ??= cause;
    this.#engine.stop(cause);
    this.#wake();
  }

  resume(): boolean {
    const was = this.#paused;
    this.#paused = false;
    this.#wake();
    return was;
  }

  /** Resolves once the run may begin; throws HarnessError when it was stopped before. */
  async begin(): Promise<void> {
    while (this.#paused && this.#cause === null) await this.#change();
    if (this.#cause === null) return;
    const { exit, message } = this.#cause;
    throw new HarnessError(`${message} before it began`, { code: 'ERR_RUN_STOPPED', exit });
  }

  /** Resolves once the run was stopped from outside: what --linger waits for. */
  async released(): Promise<void> {
    while (this.#cause === null) await this.#change();
  }

  status(): RunStatus {
    const { phase } = this.#live.session;
    const status = this.#cause !== null ? PHASES.interrupted : this.#paused ? PHASES.paused : PHASES[phase];
    return {
      status,
      paused: this.#paused,
      vus: gaugeNow(this.#live, 'vus'),
      'vus-max': gaugeNow(this.#live, 'vus_max'),
      stopped: this.#cause !== null,
      running: phase === 'running',
      tainted: crossedNow(this.#live).length > 0,
    };
  }

  metrics() {
    return metricsNow(this.#live);
  }

  groups() {
    return groupsNow(this.#live);
  }

  setupData() {
    return this.#live.session.setupData;
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

/** Where the REST API listens, and who said so. */
export interface RestWish {
  address: string;
  /** A flag must be obeyed; a variable that cannot be is a warning, as in k6. */
  from: 'flag' | 'environment';
}

/** Starts the REST API where it is wanted; gives what closes it. Throws HarnessError (106). */
export async function serveRest(
  host: Host,
  control: RunControl,
  { wish, log }: { wish: RestWish | null; log: (entry: LogEntry) => void },
): Promise<() => Promise<void>> {
  if (wish === null) return async () => {};
  const tell = (level: LogEntry['level'], message: string): void =>
    log({ level, message, fields: {}, timeMs: host.now() });
  try {
    const { startRestApi } = await import('../../rest/rest-api.ts');
    const api = await startRestApi(wish.address, control);
    tell(wish.address.endsWith(':0') ? 'info' : 'debug', `REST API at http://${api.address}`);
    return () => api.close();
  } catch (error) {
    if (wish.from === 'flag' || !(error instanceof HarnessError)) throw error;
    tell('warning', error.message);
    return async () => {};
  }
}
