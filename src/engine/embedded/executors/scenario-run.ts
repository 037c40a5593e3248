import type { ScenarioPlan } from '../../../plan/scenario-plan.ts';
import { regularDurationMs } from '../../../plan/scenario-plan.ts';
import { numberInWhole, scaled } from '../../../plan/segments/stripe.ts';
import { now } from '../vu/clock.ts';
import type { IterationEnd, Vu } from '../vu/vu.ts';
import type { VuPool } from '../vu/vu-pool.ts';
import type { ScenarioContext } from '../vu/vu-state.ts';
import type { WorkerContext } from '../vu/worker-context.ts';
import type { Help } from '../worker/messages.ts';
import type { ScenarioBoard } from '../worker/run-board.ts';
import type { PaceMeter } from './pace-meter.ts';

/** What a running scenario needs from its worker. */
export interface RunParts {
  worker: WorkerContext;
  pool: VuPool;
  pace: PaceMeter;
  minIterationDurationMs: number;
  /** What all workers count of this scenario together. */
  board: ScenarioBoard;
  /** How many workers have a part of it. */
  sharers: number;
  ask(worker: number, work: Help): void;
}

/** One scenario under way: when it may start iterations, which VUs work for it, what it counted. */
export class ScenarioRun implements ScenarioContext {
  readonly name: string;
  readonly executor: string;
  readonly exec: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly pace: PaceMeter;
  startTimeMs = 0;
  readonly #plan: ScenarioPlan;
  readonly #parts: RunParts;
  readonly #vus = new Set<Vu>();
  readonly #wakers = new Set<() => void>();
  #open = false;
  #aborted = false;
  /** 0..1; executors with a fixed number of iterations replace it. */
  progress = (): number => Math.min(1, this.elapsedMs() / Math.max(1, regularDurationMs(this.#plan)));

  constructor(plan: ScenarioPlan, parts: RunParts) {
    this.#plan = plan;
    this.#parts = parts;
    this.name = plan.name;
    this.executor = plan.executor;
    this.exec = plan.exec;
    this.env = plan.env;
    this.tags = parts.worker.baseTags.ofScenario(parts.worker.runTags, plan);
    this.pace = parts.pace;
  }

  /** What another worker asks for. */
  help: (work: Help) => void = () => {};

  get board(): ScenarioBoard {
    return this.#parts.board;
  }

  /** Asks another worker for help. */
  ask(worker: number, work: Help): void {
    this.#parts.ask(worker, work);
  }

  /** This worker starts no more of the scenario's iterations; true for the last one of all. */
  leave(): boolean {
    return this.#parts.board.leave(this.#parts.sharers);
  }

  /** True while new iterations may start. */
  get open(): boolean {
    return this.#open;
  }

  /** How many of the scenario's `count` VUs are here. */
  vusOf(count: number): number {
    return scaled(this.#plan.share.vus, count);
  }

  elapsedMs(): number {
    return now() - this.startTimeMs;
  }

  /** Runs the executor between start and the end of gracefulStop. */
  async run(startMs: number, executor: () => Promise<void>): Promise<void> {
    this.startTimeMs = startMs;
    this.#open = true;
    const regularMs = regularDurationMs(this.#plan) - this.elapsedMs();
    const regular = setTimeout(() => this.close(), regularMs);
    const hard = setTimeout(() => this.stop(), regularMs + this.#plan.gracefulStopMs);
    try {
      await executor();
    } finally {
      clearTimeout(regular);
      clearTimeout(hard);
      this.close();
      for (const vu of this.#vus) this.release(vu);
    }
  }

  /** No new iterations; running ones go on. */
  close(): void {
    this.#open = false;
    for (const wake of this.#wakers) wake();
  }

  /** The test is aborted: no new iterations, and what was not begun does not count as dropped. */
  abort(): void {
    this.#aborted = true;
    this.close();
  }

  /** No new iterations, and running ones are interrupted. */
  stop(): void {
    this.close();
    for (const vu of this.#vus) vu.interrupt();
  }

  /** Takes VUs out of the pool for this scenario. */
  async acquire(count: number): Promise<Vu[]> {
    const vus: Vu[] = [];
    for (let i = 0; i < count; i++) vus.push(await this.#parts.pool.acquire());
    for (const vu of vus) this.#adopt(vu);
    return vus;
  }

  /** Makes one VU more than the pool holds (arrival rates that run short of VUs). */
  async grow(): Promise<Vu | null> {
    const vu = await this.#parts.pool.grow();
    if (vu !== null) this.#adopt(vu);
    return vu;
  }

  release(vu: Vu): void {
    if (this.#vus.delete(vu)) this.#parts.pool.release(vu);
  }

  /** Runs the next iteration of the scenario on this VU. `plannedStartMs` is epoch ms, null for closed models. */
  iterate(vu: Vu, plannedStartMs: number | null = null): Promise<IterationEnd> {
    const iterationInInstance = this.#parts.board.nextIteration();
    const iterationInTest = numberInWhole(this.#plan.share.numbers, iterationInInstance);
    const { minIterationDurationMs } = this.#parts;
    const startMs = minIterationDurationMs > 0 ? now() : 0;
    const ended = vu.iterate({ iterationInTest, iterationInInstance, plannedStartMs });
    if (!vu.endedAtOnce && minIterationDurationMs <= 0) return ended;
    return this.#afterwards(vu, ended, startMs + minIterationDurationMs);
  }

  async #afterwards(vu: Vu, ended: Promise<IterationEnd>, untilMs: number): Promise<IterationEnd> {
    const end = await ended;
    if (vu.endedAtOnce) await new Promise((turn) => setImmediate(turn));
    const restMs = untilMs - now();
    if (end === 'full' && restMs > 0) await this.sleep(restMs);
    return end;
  }

  /** Iterations back to back until the scenario closes or `goOn` says no. */
  async loop(vu: Vu, goOn: () => boolean = () => true): Promise<void> {
    while (this.#open && goOn()) await this.iterate(vu);
  }

  /** Ends early when the scenario closes. */
  sleep(durationMs: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#wakers.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(0, Math.ceil(durationMs)));
      this.#wakers.add(wake);
      if (!this.#open) wake();
    });
  }

  /** Resolves when the scenario starts no more iterations. */
  async closed(): Promise<void> {
    while (this.#open) await this.sleep(0x7fffffff);
  }

  /** Counts iterations that were due and could not be started; tags are the run's and `scenario` only. */
  drop(count: number): void {
    if (count <= 0 || this.#aborted) return;
    const { fold, baseTags, runTags, options } = this.#parts.worker;
    const tags = options.systemTags.has('scenario') ? { ...runTags, scenario: this.name } : runTags;
    fold.emit('dropped_iterations', fold.tagSet(baseTags.intern(tags)), count, now());
  }

  warn(message: string): void {
    this.#parts.worker.log('warning', message, { executor: this.executor, scenario: this.name });
  }

  /** Tells of what went wrong and does not end the scenario. */
  logFailure(message: string, error: unknown): void {
    const fields = { error: error instanceof Error ? error.message : String(error) };
    this.#parts.worker.log('error', message, { ...fields, executor: this.executor, scenario: this.name });
  }

  /** How many VUs count as active: all activated ones, or those running an iteration. */
  countActive(delta: number): void {
    this.#parts.worker.counters.vusActive += delta;
  }

  #adopt(vu: Vu): void {
    vu.activate(this);
    this.#vus.add(vu);
  }
}
