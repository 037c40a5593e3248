import { heapLimitMb } from '../../host.ts';
import { VERSION } from '../../package.ts';
import { regularDurationMs } from '../../plan/scenario-plan.ts';
import type {
  Engine,
  EngineCause,
  EngineEnd,
  EngineObserver,
  EnginePlan,
  LoadedScript,
  LostWorker,
} from '../engine.ts';
import { withinInitLimit } from './init-limit.ts';
import { IntervalJoin } from './interval-join.ts';
import { initError, setupCause, teardownCause } from './phase-causes.ts';
import { stuckPlace } from './stuck-place.ts';
import { now } from './vu/clock.ts';
import type {
  FromWorker,
  PhaseName,
  PhaseResult,
  ToWorker,
  WorkerBirth,
  WorkerPlan,
} from './worker/messages.ts';
import type { RunBoard } from './worker/run-board.ts';
import { deathText, type WorkerDeath } from './worker-death.ts';
import { WorkerLink } from './worker-link.ts';
import { splitPlan } from './worker-split.ts';
import { WorkerWatch } from './worker-watch.ts';

/** Runs k6 scripts in worker threads of this process; the first one runs setup, teardown and handleSummary too. */
export class EmbeddedEngine implements Engine {
  readonly kind = 'embedded';
  readonly version = VERSION;
  readonly #workerFile: URL;
  readonly #birth: WorkerBirth;
  readonly #links: WorkerLink[] = [];
  readonly #onLog: EngineObserver['onLog'];
  readonly #lost: LostWorker[] = [];
  #board: RunBoard | null = null;
  #spare: WorkerPlan | null = null;
  #watch: WorkerWatch | null = null;
  #join: IntervalJoin | null = null;
  #observer: EngineObserver | null = null;
  #cause: EngineCause | null = null;
  #failed: string | null = null;
  #firstInit: WorkerBirth['firstInit'] = null;

  private constructor(workerFile: URL, birth: WorkerBirth, onLog: EngineObserver['onLog']) {
    this.#workerFile = workerFile;
    this.#birth = birth;
    this.#onLog = onLog;
  }

  /** Runs the script's init code in the first worker; throws HarnessError (107, 108) when that fails. */
  static async load(
    link: WorkerLink,
    birth: WorkerBirth,
    onLog: EngineObserver['onLog'],
  ): Promise<{ engine: EmbeddedEngine; script: LoadedScript }> {
    const engine = new EmbeddedEngine(link.file, birth, onLog);
    engine.#addWorker(link, birth.firstInit);
    const answer = await withinInitLimit(link, link.next('loaded', 'load-failed'), {
      limitMs: birth.initLimitMs,
      placeOf: engine.#placeOf,
    });
    if (answer.type === 'load-failed') {
      const error = initError(answer.outcome, engine.#cause, birth.script.entryPath);
      await link.close();
      throw error;
    }
    const { type: _, firstInit, ...script } = answer;
    engine.#firstInit = firstInit;
    return { engine, script };
  }

  /** Starts threads until there are `workers`, so that the run itself has them at once. */
  async start(workers: number): Promise<void> {
    const ready: Promise<unknown>[] = [];
    while (this.#links.length < workers) {
      const link = new WorkerLink(this.#workerFile, heapLimitMb(workers));
      this.#addWorker(link, this.#firstInit);
      ready.push(link.next('ready'));
    }
    await Promise.all(ready);
  }

  /** Ends the run early: running iterations are interrupted, teardown still runs. The first cause stays. */
  stop(cause: EngineCause): void {
    if (this.#cause !== null) return;
    this.#cause = cause;
    this.#stopAll(cause.exit === 'scriptAborted');
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
    if (runSetup && this.#mayGoOn) {
      observer.onPhase('setup');
      const result = await this.phase('setup', undefined, setupTimeoutMs);
      const cause = setupCause(result, setupTimeoutMs);
      if (cause !== null) {
        setupFailed = true;
        this.#cause ??= cause;
      } else if (result.kind === 'done' && result.value.kind === 'json') {
        setupData = result.value.json;
        observer.onSetupData(setupData);
      }
    }
    const load = this.#mayGoOn ? await this.#runScenarios(plan, observer, setupData) : null;
    if (runTeardown && !setupFailed) {
      observer.onPhase('teardown');
      const result = await this.phase('teardown', setupData, teardownTimeoutMs);
      this.#cause = teardownCause(result, teardownTimeoutMs) ?? this.#cause;
    }
    await this.#flush();
    observer.onPhase('ended');
    const { failed, lost } = { failed: this.#failed, lost: this.#lost };
    return { cause: this.#cause, failed, lost, setupData, startedMs, endedMs: now(), load };
  }

  /** Runs setup, teardown or handleSummary in a VU of its own. */
  async phase(phase: PhaseName, arg: string | undefined, timeoutMs: number): Promise<PhaseResult> {
    const exec = phase === 'summary' ? 'handleSummary' : phase;
    const link = await this.#phaseLink();
    this.#watch?.expectBy(now() + timeoutMs);
    link.send({ type: 'phase', phase, exec, arg, timeoutMs });
    try {
      return (await link.next('phase-done')).result;
    } catch {
      const death = this.#lose(this.#links.indexOf(link));
      if (death.kind === 'stuck') return { kind: 'timeout' };
      const { message, remedy } = deathText(death);
      return { kind: 'threw', text: message, hint: remedy, asynchronous: true };
    } finally {
      this.#watch?.expectBy(Number.POSITIVE_INFINITY);
    }
  }

  // Threads end with the process.
  kill(): void {}

  async close(): Promise<void> {
    this.#watch?.end();
    await Promise.all(this.#links.map((link) => link.close()));
  }

  readonly #placeOf = ({ threadId }: WorkerLink): Promise<string | null> =>
    stuckPlace(threadId, this.#birth.script.suspended);

  get #mayGoOn(): boolean {
    return this.#cause === null && this.#lost.length === 0;
  }

  #addWorker(link: WorkerLink, firstInit: WorkerBirth['firstInit']): void {
    const worker = this.#links.push(link) - 1;
    link.onStream = (message) => this.#hear(worker, message);
    link.send({ type: 'birth', birth: { ...this.#birth, firstInit } });
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
    const { board, plans, spare } = splitPlan(plan, plan.workers);
    this.#board = board;
    this.#spare = spare;
    this.#watch = new WorkerWatch({
      board,
      links: this.#links,
      placeOf: this.#placeOf,
      tell: (message) => observer.onLog({ level: 'warning', message, fields: {}, timeMs: now() }),
    });
    this.#watch.allowHeld(this.#birth.initLimitMs);
    const prepared = this.#links.map(async (link, worker) => {
      link.send({ type: 'prepare', plan: plans[worker] as WorkerPlan });
      try {
        const answer = await link.next('prepared', 'load-failed');
        if (answer.type === 'load-failed')
          throw initError(answer.outcome, this.#cause, this.#birth.script.entryPath);
      } catch (error) {
        // What init code threw is the script's error; a thread that ran out of memory or time for its VUs voids the run.
        if (link.death === null || link.death.kind === 'died') throw error;
        this.#lose(worker);
      }
    });
    await Promise.all(prepared);
    this.#watch.allowHeld(Number.POSITIVE_INFINITY);
  }

  // The first living worker; where none is left, a new one.
  async #phaseLink(): Promise<WorkerLink> {
    const living = this.#links.find(({ death }) => death === null);
    if (living !== undefined) return living;
    const link = new WorkerLink(this.#workerFile);
    this.#addWorker(link, this.#firstInit);
    await link.next('ready');
    if (this.#spare !== null) {
      link.send({ type: 'prepare', plan: this.#spare });
      await link.next('prepared');
    }
    return link;
  }

  #stopAll(aborted: boolean): void {
    this.#tellAll({ type: 'stop', aborted });
    this.#watch?.hurry(now());
  }

  // A worker is no more: what it had open counts as interrupted, and the run is void: the others need not go on.
  #lose(worker: number): WorkerDeath {
    const death = this.#links[worker]?.death ?? { kind: 'died', reason: 'unknown' };
    const { message, remedy } = deathText(death);
    const counters = this.#board?.countersOf(worker);
    const open = counters ? counters.started - counters.completed - counters.interrupted : 0;
    if (counters) {
      counters.interrupted += open;
      counters.vusActive = 0;
      this.#join?.without(worker, { ...counters });
    }
    const text = open > 0 ? `${message}; ${open} open iterations count as interrupted` : message;
    this.#lost.push({ kind: death.kind, timeMs: now(), message: text, remedy });
    this.#observer?.onLog({ level: 'error', message: text, fields: { hint: remedy }, timeMs: now() });
    this.#stopAll(true);
    return death;
  }

  async #runScenarios(plan: EnginePlan, observer: EngineObserver, setupData: string | undefined) {
    // Several workers must begin at one instant: it lies where the message has reached them all.
    const startedMs = now() + (this.#links.length > 1 ? START_AHEAD_MS : 0);
    observer.onPhase('running');
    const lengths = plan.scenarios.map(
      (each) => each.startTimeMs + regularDurationMs(each) + each.gracefulStopMs,
    );
    this.#watch?.expectBy(startedMs + Math.max(0, ...lengths));
    this.#tellAll({ type: 'start', setupData, atMs: startedMs });
    const finished = this.#links.map((link, worker) => link.next('finished').catch(() => this.#lose(worker)));
    await Promise.all(finished);
    return { startedMs, endedMs: now() };
  }

  async #flush(): Promise<void> {
    const join = this.#join as IntervalJoin;
    this.#tellAll({ type: 'flush' });
    const flushed = this.#links.map(async (link, worker) => {
      if (link.death !== null) return;
      for (let last = false; !last; ) {
        const { interval } = await link.next('interval');
        join.addLast(worker, interval);
        last = interval.last;
      }
    });
    this.#watch?.expectBy(now());
    const results = await Promise.allSettled(flushed);
    results.forEach(({ status }, worker) => {
      if (status === 'rejected') this.#lose(worker);
    });
    this.#watch?.expectBy(Number.POSITIVE_INFINITY);
    join.close(true);
  }
}

const START_AHEAD_MS = 10;
