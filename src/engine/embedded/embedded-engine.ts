import { HarnessError } from '../../errors.ts';
import { VERSION } from '../../package.ts';
import type { Engine, EngineCause, EngineEnd, EngineObserver, EnginePlan, LoadedScript } from '../engine.ts';
import { IntervalJoin } from './interval-join.ts';
import type { JobOutcome } from './realm/contract.ts';
import { now } from './vu/clock.ts';
import type {
  FromWorker,
  PhaseName,
  PhaseResult,
  ToWorker,
  WorkerBirth,
  WorkerPlan,
} from './worker/messages.ts';
import { WorkerLink } from './worker-link.ts';
import { splitPlan } from './worker-split.ts';

/** Runs k6 scripts in worker threads of this process; the first one runs setup, teardown and handleSummary too. */
export class EmbeddedEngine implements Engine {
  readonly kind = 'embedded';
  readonly version = VERSION;
  readonly #workerFile: URL;
  readonly #birth: WorkerBirth;
  readonly #links: WorkerLink[] = [];
  readonly #onLog: EngineObserver['onLog'];
  #join: IntervalJoin | null = null;
  #observer: EngineObserver | null = null;
  #cause: EngineCause | null = null;
  #failed: string | null = null;
  #sharedArrays: WorkerBirth['sharedArrays'] = null;

  private constructor(workerFile: URL, birth: WorkerBirth, onLog: EngineObserver['onLog']) {
    this.#workerFile = workerFile;
    this.#birth = birth;
    this.#onLog = onLog;
  }

  /** Starts the first worker and runs the script's init code; throws HarnessError (107, 108) when that fails. */
  static async load(
    workerFile: URL,
    birth: WorkerBirth,
    onLog: EngineObserver['onLog'],
  ): Promise<{ engine: EmbeddedEngine; script: LoadedScript }> {
    const engine = new EmbeddedEngine(workerFile, birth, onLog);
    const link = engine.#addWorker(birth.sharedArrays);
    const answer = await link.next('loaded', 'load-failed');
    if (answer.type === 'load-failed') {
      const error = initError(answer.outcome, engine.#cause, birth.script.entryPath);
      await link.close();
      throw error;
    }
    const { type: _, sharedArrays, ...script } = answer;
    engine.#sharedArrays = sharedArrays;
    return { engine, script };
  }

  /** Starts threads until there are `workers`, so that the run itself has them at once. */
  async start(workers: number): Promise<void> {
    const ready: Promise<unknown>[] = [];
    while (this.#links.length < workers) ready.push(this.#addWorker(this.#sharedArrays).next('ready'));
    await Promise.all(ready);
  }

  /** Ends the run early: running iterations are interrupted, teardown still runs. The first cause stays. */
  stop(cause: EngineCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#tellAll({ type: 'stop', aborted: cause.exit === 'scriptAborted' });
  }

  /** Setup, scenarios, teardown; resolves when the last interval has been given to the observer. */
  async run(plan: EnginePlan, observer: EngineObserver): Promise<EngineEnd> {
    this.#observer = observer;
    const startedMs = plan.testStartMs;
    observer.onPhase('init');
    const { runSetup, runTeardown, setupTimeoutMs, teardownTimeoutMs } = plan;
    await this.#prepare(plan, observer);
    let setupData: string | undefined;
    let setupFailed = false;
    if (runSetup && this.#cause === null) {
      observer.onPhase('setup');
      const result = await this.phase('setup', undefined, setupTimeoutMs);
      const cause = setupCause(result, setupTimeoutMs);
      if (cause !== null) {
        setupFailed = true;
        this.#cause ??= cause;
      } else if (result.kind === 'done' && result.value.kind === 'json') setupData = result.value.json;
    }
    const load = this.#cause === null ? await this.#runScenarios(observer, setupData) : null;
    if (runTeardown && !setupFailed) {
      observer.onPhase('teardown');
      const result = await this.phase('teardown', setupData, teardownTimeoutMs);
      this.#cause = teardownCause(result, teardownTimeoutMs) ?? this.#cause;
    }
    await this.#flush();
    observer.onPhase('ended');
    return { cause: this.#cause, failed: this.#failed, setupData, startedMs, endedMs: now(), load };
  }

  /** Runs setup, teardown or handleSummary in a VU of its own. */
  async phase(phase: PhaseName, arg: string | undefined, timeoutMs: number): Promise<PhaseResult> {
    const exec = phase === 'summary' ? 'handleSummary' : phase;
    const link = this.#links[0] as WorkerLink;
    link.send({ type: 'phase', phase, exec, arg, timeoutMs });
    return (await link.next('phase-done')).result;
  }

  // Threads end with the process.
  kill(): void {}

  async close(): Promise<void> {
    await Promise.all(this.#links.map((link) => link.close()));
  }

  #addWorker(sharedArrays: WorkerBirth['sharedArrays']): WorkerLink {
    const link = new WorkerLink(this.#workerFile, { ...this.#birth, sharedArrays });
    const worker = this.#links.push(link) - 1;
    link.onStream = (message) => this.#hear(worker, message);
    return link;
  }

  #hear(worker: number, message: FromWorker): void {
    switch (message.type) {
      case 'log':
        if (this.#observer === null) this.#onLog(message);
        else this.#observer.onLog(message);
        return;
      case 'interval':
        this.#join?.add(worker, message.interval);
        return;
      case 'help':
        this.#links[message.worker]?.send({ type: 'help', scenario: message.scenario, work: message.work });
        return;
      case 'abort':
        this.stop({ exit: 'scriptAborted', message: message.reason });
        return;
      case 'fail': {
        this.#failed ??= message.reason;
        const text = `test marked as failed: ${message.reason}`;
        this.#observer?.onLog({ level: 'error', message: text, fields: {}, timeMs: now() });
      }
    }
  }

  #tellAll(message: ToWorker): void {
    for (const link of this.#links) link.send(message);
  }

  async #prepare(plan: EnginePlan, observer: EngineObserver): Promise<void> {
    await this.start(plan.workers);
    this.#join = new IntervalJoin(plan.workers, (interval) => observer.onInterval(0, interval));
    const { plans } = splitPlan(plan, plan.workers);
    const prepared = this.#links.map((link, worker) => {
      link.send({ type: 'prepare', plan: plans[worker] as WorkerPlan });
      return link.next('prepared');
    });
    await Promise.all(prepared);
  }

  async #runScenarios(observer: EngineObserver, setupData: string | undefined) {
    // Several workers must begin at one instant: it lies where the message has reached them all.
    const startedMs = now() + (this.#links.length > 1 ? START_AHEAD_MS : 0);
    observer.onPhase('running');
    this.#tellAll({ type: 'start', setupData, atMs: startedMs });
    await Promise.all(this.#links.map((link) => link.next('finished')));
    return { startedMs, endedMs: now() };
  }

  async #flush(): Promise<void> {
    const join = this.#join as IntervalJoin;
    this.#tellAll({ type: 'flush' });
    const flushed = this.#links.map(async (link, worker) => {
      for (let last = false; !last; ) {
        const { interval } = await link.next('interval');
        join.addLast(worker, interval);
        last = interval.last;
      }
    });
    await Promise.all(flushed);
    join.close(true);
  }
}

const START_AHEAD_MS = 10;

function initError(outcome: JobOutcome, cause: EngineCause | null, entryPath: string): HarnessError {
  if (cause !== null)
    return new HarnessError(`${cause.message} at file://${entryPath}`, {
      code: 'ERR_SCRIPT_ABORTED',
      exit: cause.exit,
      loading: true,
    });
  const text = outcome.kind === 'threw' ? outcome.text : `init ended as ${outcome.kind}`;
  return new HarnessError(text, {
    code: 'ERR_SCRIPT_INIT',
    exit: 'scriptException',
    logFields: { hint: 'script exception', source: 'stacktrace' },
  });
}

function timedOut(phase: 'setup' | 'teardown', timeoutMs: number): EngineCause {
  const hint = `You can increase the time limit via the ${phase}Timeout option`;
  return {
    exit: `${phase}Timeout`,
    message: `${phase}() execution timed out after ${Math.floor(timeoutMs / 1000)} seconds`,
    fields: { hint },
  };
}

function thrown({ text, asynchronous }: { text: string; asynchronous: boolean }): EngineCause {
  if (asynchronous) return { exit: 'usage', message: text };
  return {
    exit: 'scriptException',
    message: text,
    fields: { hint: 'script exception', source: 'stacktrace' },
  };
}

function setupCause(result: PhaseResult, timeoutMs: number): EngineCause | null {
  if (result.kind === 'timeout') return timedOut('setup', timeoutMs);
  if (result.kind === 'threw') return thrown(result);
  if (result.kind === 'aborted') return { exit: 'scriptAborted', message: result.reason };
  if (result.kind === 'interrupted') return { exit: 'interrupted', message: 'setup() was interrupted' };
  if (result.value.kind !== 'problem') return null;
  return { exit: 'usage', message: `error marshaling setup() data to JSON: ${result.value.message}` };
}

function teardownCause(result: PhaseResult, timeoutMs: number): EngineCause | null {
  if (result.kind === 'timeout') return timedOut('teardown', timeoutMs);
  return result.kind === 'threw' ? thrown(result) : null;
}
