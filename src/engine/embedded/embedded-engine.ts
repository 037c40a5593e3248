import { HarnessError } from '../../errors.ts';
import { VERSION } from '../../package.ts';
import type { Engine, EngineCause, EngineEnd, EngineObserver, EnginePlan, LoadedScript } from '../engine.ts';
import type { JobOutcome } from './realm/contract.ts';
import { now } from './vu/clock.ts';
import type { PhaseName, PhaseResult, WorkerBirth } from './worker/messages.ts';
import { WorkerLink } from './worker-link.ts';

/** Runs k6 scripts in worker threads of this process. */
export class EmbeddedEngine implements Engine {
  readonly kind = 'embedded';
  readonly version = VERSION;
  readonly #link: WorkerLink;
  #observer: EngineObserver | null = null;
  #cause: EngineCause | null = null;
  #failed: string | null = null;

  private constructor(link: WorkerLink) {
    this.#link = link;
  }

  /** Starts the worker and runs the script's init code; throws HarnessError (107, 108) when that fails. */
  static async load(
    workerFile: URL,
    birth: WorkerBirth,
    onLog: EngineObserver['onLog'],
  ): Promise<{ engine: EmbeddedEngine; script: LoadedScript }> {
    const link = new WorkerLink(workerFile, birth);
    const engine = new EmbeddedEngine(link);
    link.onStream = (message) => {
      if (message.type === 'log') {
        if (engine.#observer === null) onLog(message);
        else engine.#observer.onLog(message);
      } else if (message.type === 'interval') engine.#observer?.onInterval(0, message.interval);
      else if (message.type === 'abort') engine.stop({ exit: 'scriptAborted', message: message.reason });
      else if (message.type === 'fail') {
        engine.#failed ??= message.reason;
        const text = `test marked as failed: ${message.reason}`;
        engine.#observer?.onLog({ level: 'error', message: text, fields: {}, timeMs: now() });
      }
    };
    const answer = await link.next('loaded', 'load-failed');
    if (answer.type === 'load-failed') {
      const error = initError(answer.outcome, engine.#cause, birth.script.entryPath);
      await link.close();
      throw error;
    }
    const { type: _, ...script } = answer;
    return { engine, script };
  }

  /** Ends the run early: running iterations are interrupted, teardown still runs. The first cause stays. */
  stop(cause: EngineCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#link.send({ type: 'stop' });
  }

  /** Setup, scenarios, teardown; resolves when the last interval has been given to the observer. */
  async run(plan: EnginePlan, observer: EngineObserver): Promise<EngineEnd> {
    this.#observer = observer;
    const startedMs = plan.testStartMs;
    observer.onPhase('init');
    const { runSetup, runTeardown, setupTimeoutMs, teardownTimeoutMs, ...workerPlan } = plan;
    this.#link.send({ type: 'prepare', plan: workerPlan });
    await this.#link.next('prepared');
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
    await this.#flush(observer);
    observer.onPhase('ended');
    return { cause: this.#cause, failed: this.#failed, setupData, startedMs, endedMs: now(), load };
  }

  /** Runs setup, teardown or handleSummary in a VU of its own. */
  async phase(phase: PhaseName, arg: string | undefined, timeoutMs: number): Promise<PhaseResult> {
    const exec = phase === 'summary' ? 'handleSummary' : phase;
    this.#link.send({ type: 'phase', phase, exec, arg, timeoutMs });
    return (await this.#link.next('phase-done')).result;
  }

  // Threads end with the process.
  kill(): void {}

  close(): Promise<void> {
    return this.#link.close();
  }

  async #runScenarios(observer: EngineObserver, setupData: string | undefined) {
    const startedMs = now();
    observer.onPhase('running');
    this.#link.send({ type: 'start', setupData });
    await this.#link.next('finished');
    return { startedMs, endedMs: now() };
  }

  async #flush(observer: EngineObserver): Promise<void> {
    this.#link.send({ type: 'flush' });
    for (let last = false; !last; ) {
      const { interval } = await this.#link.next('interval');
      observer.onInterval(0, interval);
      last = interval.last;
    }
  }
}

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
