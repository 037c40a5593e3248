import { dirname } from 'node:path';
import { MetricRegistry } from '../../../metrics/registry.ts';
import { SampleFold } from '../../../metrics/sample-fold.ts';
import { isScheduledName } from '../../../metrics/scheduled.ts';
import type { ScenarioPlan } from '../../../plan/scenario-plan.ts';
import { WHOLE } from '../../../plan/segments/stripe.ts';
import { runScenario } from '../executors/index.ts';
import { PaceMeter } from '../executors/pace-meter.ts';
import { ScenarioRun } from '../executors/scenario-run.ts';
import type { JobOutcome } from '../realm/contract.ts';
import { BaseTags } from '../vu/base-tags.ts';
import { CheckTally } from '../vu/check-tally.ts';
import { now } from '../vu/clock.ts';
import { OpenedFiles } from '../vu/opened-files.ts';
import { SharedTexts } from '../vu/shared-texts.ts';
import type { Vu } from '../vu/vu.ts';
import { createVuFactory, type VuFactory } from '../vu/vu-factory.ts';
import { VuPool } from '../vu/vu-pool.ts';
import type { WorkerContext } from '../vu/worker-context.ts';
import { goJson } from './go-json.ts';
import { feedIntervals, type IntervalFeed } from './interval-feed.ts';
import { LogFold } from './log-fold.ts';
import { LoopPulse } from './loop-pulse.ts';
import type { FromWorker, PhaseName, PhaseResult, ToWorker, WorkerBirth, WorkerPlan } from './messages.ts';
import { RunBoard } from './run-board.ts';
import { summaryFiles } from './summary-files.ts';

const INTERVAL_MS = 1000;
const BEAT_MS = 200;
const PHASES = { setup: 'setup', teardown: 'teardown', summary: 'summary' } as const;

/** One worker thread's life: init, VUs, the phases that it is told to run, its scenarios. */
export class WorkerSession {
  readonly #send: (message: FromWorker) => void;
  readonly #context: WorkerContext;
  readonly #factory: VuFactory;
  readonly #pace = new PaceMeter();
  readonly #pulse = new LoopPulse();
  readonly #logs = new LogFold((entry) => this.#send({ type: 'log', ...entry }));
  #plan: WorkerPlan | null = null;
  #pool: VuPool | null = null;
  #board: RunBoard | null = null;
  #feed: IntervalFeed | null = null;
  #runs: ScenarioRun[] = [];
  #phaseVu: Vu | null = null;
  #stopped = false;

  constructor(birth: WorkerBirth, send: (message: FromWorker) => void) {
    this.#send = send;
    const registry = new MetricRegistry();
    const counters = { started: 0, completed: 0, interrupted: 0, threw: 0, vusActive: 0, vusInitialized: 0 };
    const sharedArrays = Object.entries(birth.firstInit?.sharedArrays ?? {});
    const fold = new SampleFold((metric) => (isScheduledName(metric) ? 'trend' : registry.get(metric)?.kind));
    this.#context = {
      fold,
      registry,
      baseTags: new BaseTags(fold, birth.options),
      checks: new CheckTally(fold, birth.options),
      counters,
      totals: () => counters,
      options: birth.options,
      runTags: {},
      env: birth.env,
      secrets: birth.secrets,
      scriptPath: birth.script.entryPath,
      sharedArrays: new Map(sharedArrays.map(([name, handle]) => [name, new SharedTexts(handle)])),
      files: new OpenedFiles(dirname(birth.script.entryPath), birth.firstInit?.files ?? null),
      scheduledMetrics: new Set(),
      vuStripe: WHOLE,
      optionsJson: '{}',
      testStartMs: now(),
      log: (level, message, fields) => this.#logs.add({ level, message, fields, timeMs: now() }),
      abort: (reason) => {
        send({ type: 'abort', reason });
        for (const run of this.#runs) run.abort();
        setImmediate(() => this.#stop());
      },
      fail: (reason) => send({ type: 'fail', reason }),
    };
    this.#factory = createVuFactory(birth.script, this.#context);
  }

  /** Runs the init code once and tells what the script exports. */
  async load(): Promise<void> {
    const made = await this.#factory(0);
    if (!made.ok) {
      this.#send({ type: 'load-failed', outcome: made.outcome });
      return;
    }
    const { instance, vu } = made;
    const { functions } = instance;
    const isValue = (name: string): boolean =>
      instance.exported(name) !== undefined && !functions.includes(name);
    this.#send({
      type: 'loaded',
      functions,
      options: goJson(instance.exported('options')),
      r3mes: goJson(instance.exported('r3mes')),
      notFunctions: ['setup', 'teardown', 'handleSummary'].filter(isValue),
      metrics: this.#context.registry.all(),
      firstInit: {
        sharedArrays: Object.fromEntries(
          [...this.#context.sharedArrays].map(([name, { handle }]) => [name, handle]),
        ),
        files: this.#context.files.settle(),
      },
    });
    vu.close();
  }

  async handle(message: ToWorker): Promise<void> {
    switch (message.type) {
      case 'prepare':
        return this.#prepare(message.plan);
      case 'phase':
        return this.#runPhase(message);
      case 'start':
        return this.#start(message);
      case 'help':
        this.#runs.find(({ name }) => name === message.scenario)?.help(message.work);
        return;
      case 'stop':
        if (message.aborted) for (const run of this.#runs) run.abort();
        this.#phaseVu?.interrupt();
        this.#stop();
        return;
      case 'flush':
        this.#feed?.end();
        this.#feed = null;
        // Whoever writes the record may need the descriptors that connections hold.
        for (const vu of this.#pool?.all() ?? []) vu.close();
        return;
      case 'close':
        this.#logs.flush(now());
        for (const vu of this.#pool?.all() ?? []) vu.close();
    }
  }

  #stop(): void {
    this.#stopped = true;
    for (const run of this.#runs) run.stop();
  }

  async #prepare(plan: WorkerPlan): Promise<void> {
    const context = this.#context as { -readonly [K in keyof WorkerContext]: WorkerContext[K] };
    Object.assign(context.options, plan.options);
    context.runTags = context.baseTags.intern(plan.runTags);
    context.scheduledMetrics = new Set(plan.scheduledMetrics);
    context.vuStripe = plan.vuStripe;
    context.optionsJson = plan.optionsJson;
    context.testStartMs = plan.testStartMs;
    if (plan.keepRaw) context.fold.keepRaw();
    const board = new RunBoard(plan.board);
    context.counters = board.countersOf(plan.worker);
    context.totals = () => board.totals();
    const beat = (): void => board.beat(plan.worker, now());
    beat();
    setInterval(beat, BEAT_MS).unref();
    this.#plan = plan;
    this.#board = board;
    const samplesVus = plan.worker === 0;
    this.#feed = feedIntervals({
      context,
      samplesVus,
      pace: this.#pace,
      pulse: this.#pulse,
      logs: this.#logs,
      intervalMs: INTERVAL_MS,
      send: this.#send,
    });
    this.#pool = new VuPool(
      plan.maxVus,
      async (id) => this.#createVu(id),
      () => board.nextVuId(),
    );
    try {
      await this.#pool.fill(plan.vuIds);
    } catch (error) {
      if (!(error instanceof InitFailed)) throw error;
      this.#send({ type: 'load-failed', outcome: error.outcome });
      return;
    }
    this.#send({ type: 'prepared' });
  }

  async #createVu(id: number): Promise<Vu> {
    await new Promise((turn) => setImmediate(turn));
    const made = await this.#factory(id);
    if (!made.ok) throw new InitFailed(made.outcome);
    this.#context.counters.vusInitialized++;
    return made.vu;
  }

  async #start({ setupData, atMs }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
    const plan = this.#plan as WorkerPlan;
    const board = this.#board as RunBoard;
    const pool = this.#pool as VuPool;
    for (const vu of pool.all()) vu.giveSetupData(setupData);
    pool.onCreate = (vu) => vu.giveSetupData(setupData);
    const parts = {
      worker: this.#context,
      pool,
      pace: this.#pace,
      minIterationDurationMs: plan.minIterationDurationMs,
    };
    const all = plan.scenarios.map((scenario) => {
      const { name } = scenario;
      const run = new ScenarioRun(scenario, {
        ...parts,
        board: board.scenario(name, plan.worker),
        sharers: plan.sharers[name] ?? 1,
        ask: (worker, work) => this.#send({ type: 'help', worker, scenario: name, work }),
      });
      return this.#runScenario(scenario, run, atMs + scenario.startTimeMs);
    });
    this.#pulse.begin(atMs);
    await Promise.all(all);
    this.#pulse.end();
    this.#send({ type: 'finished' });
  }

  async #runScenario(scenario: ScenarioPlan, run: ScenarioRun, startMs: number): Promise<void> {
    this.#runs.push(run);
    while (!this.#stopped && now() < startMs)
      await new Promise((next) => setTimeout(next, Math.min(100, startMs - now())));
    if (!this.#stopped) await runScenario(scenario, run, startMs);
  }

  async #runPhase({ phase, exec, arg, timeoutMs }: Extract<ToWorker, { type: 'phase' }>): Promise<void> {
    const made = await this.#factory(0);
    if (!made.ok) return this.#endPhase(phase, made.outcome as PhaseResult);
    this.#phaseVu = made.vu;
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      made.vu.interrupt();
    }, timeoutMs);
    const outcome = await made.vu.runPhase(exec, PHASES[phase], arg);
    clearTimeout(timer);
    this.#phaseVu = null;
    const result = timedOut ? ({ kind: 'timeout' } as const) : phaseResult(phase, outcome);
    made.vu.close();
    this.#endPhase(phase, result);
  }

  #endPhase(phase: PhaseName, result: PhaseResult): void {
    this.#send({ type: 'phase-done', phase, result });
  }
}

/** A VU's init code failed though the first one's did not. */
class InitFailed extends Error {
  readonly outcome: JobOutcome;
  constructor(outcome: JobOutcome) {
    super(outcome.kind === 'threw' ? outcome.text : outcome.kind);
    this.outcome = outcome;
  }
}

function phaseResult(phase: PhaseName, outcome: JobOutcome): PhaseResult {
  if (outcome.kind !== 'done') return outcome;
  if (phase === 'teardown') return { kind: 'done', value: { kind: 'nothing' } };
  if (phase === 'summary') return { kind: 'done', value: summaryFiles(outcome.value) };
  const data = goJson(outcome.value);
  if (!data.ok) return { kind: 'done', value: { kind: 'problem', message: data.problem } };
  return {
    kind: 'done',
    value: data.json === undefined ? { kind: 'nothing' } : { kind: 'json', json: data.json },
  };
}
