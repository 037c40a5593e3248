import type {
  JobOutcome,
  Settled,
  Suspender,
  UserCall,
  VuBridge,
  VuContext,
  VuInstance,
} from './contract.ts';
import { Core } from './core.ts';
import { drive } from './drive.ts';
import { Jobs } from './jobs.ts';
import { createGlobals, inheritGlobals, initOnly } from './modules/globals.ts';
import { GoError } from './modules/go-error.ts';
import { MODULES } from './modules/index.ts';
import { timersOf } from './modules/timers.ts';
import { registers } from './registers.ts';
import { runtimeOf } from './script-runtime.ts';
import { whenSettled } from './when-settled.ts';

type Exports = Record<string, unknown>;
/** What the rewritten bundle evaluates to. */
export type Factory = (
  runtime: object,
  globals: object,
  modules: readonly unknown[],
) => Exports | Promise<Exports>;

interface RunningJob {
  done: (outcome: JobOutcome) => void;
  settled: boolean;
}

const LEAK =
  'internal error: a call that waits was not waited for, so the script went on without its value; please report the script';

/** A stack costs more than the call is worth: a VU tells so many times where it held the thread. */
const MOST_BLOCKING_NOTES = 20;

const AsyncError = 'Uncaught (in promise) ';

let current: Record<string, unknown> = {};

/** The globals of the VU whose code began last: what code from strings finds. */
export const currentGlobals = (): Record<string, unknown> => current;

/** One VU inside the realm: its module state, its suspension registers and its event loop. */
export class RealmVu implements VuInstance {
  readonly #core = new Core(new Jobs());
  readonly #bridge: VuBridge;
  readonly #entryPath: string;
  /** Whether the script has anything to do with promises. */
  readonly #mayPromise: boolean;
  readonly #context: VuContext;
  readonly #globals: Record<string, unknown>;
  readonly #modules = new Map<string, Exports>();
  #exports: Exports = {};
  #argument: { json: string; value: unknown } | null = null;
  #holds = 0;
  #running: RunningJob | null = null;
  #interrupted = false;
  #blockingTold = 0;

  constructor(bridge: VuBridge, script: { mayPromise: boolean; entryPath: string }, part: VuContext['part']) {
    this.#entryPath = script.entryPath;
    this.#bridge = bridge;
    this.#mayPromise = script.mayPromise;
    this.#core.onBlocking = () => this.#noteBlocking();
    this.#core.onLeak = () => bridge.log('error', LEAK, { source: 'engine' });
    this.#core.jobs.onIdle = () => this.#drained();
    this.#core.jobs.nextTurn = (fire) => bridge.nextTurn(fire);
    this.#context = { $: this.#suspender(), bridge, part };
    this.#globals = createGlobals(this.#context);
    this.#globals['Math'] = Object.create(Math, {
      random: { value: Math.random, writable: true, configurable: true },
    });
    this.#globals['__VU'] = bridge.state.id;
    this.#globals['require'] = (name: string) => {
      if (bridge.state.phase !== 'init') throw new GoError(initOnly('require'));
      return this.#module(name)['default'];
    };
    this.#globals['global'] = this.#globals;
    Object.defineProperty(this.#globals, '__ITER', {
      get: () => (bridge.state.iteration < 0 ? undefined : bridge.state.iteration),
      enumerable: true,
    });
    inheritGlobals(this.#globals, this.#context);
  }

  /** Runs the script's init code; what it throws comes through. A promise where it awaits, else null. */
  load(factory: Factory, modules: readonly string[]): Promise<void> | null {
    current = this.#globals;
    registers.jobs = this.#core.jobs;
    const made = factory(
      runtimeOf(this.#core, this.#context, { globals: this.#globals, entryPath: this.#entryPath }),
      this.#globals,
      modules.map((name) => this.#module(name)),
    );
    if (made instanceof Promise) return made.then((exports) => this.#take(exports));
    this.#take(made);
    return null;
  }

  // A CommonJS script exports one object with all names in it.
  #take(exports: Exports): void {
    const only = exports['default'];
    this.#exports = typeof only === 'object' && only !== null ? (only as Exports) : exports;
  }

  get functions(): readonly string[] {
    return Object.keys(this.#exports).filter((name) => typeof this.#exports[name] === 'function');
  }

  exported(name: string): unknown {
    return this.#exports[name];
  }

  setEnv(env: Readonly<Record<string, string>>): void {
    const target = this.#globals['__ENV'] as Record<string, string>;
    for (const name of Object.keys(target)) if (!(name in env)) delete target[name];
    Object.assign(target, env);
  }

  run(name: string, args: readonly (string | undefined)[], done: (outcome: JobOutcome) => void): void {
    const job: RunningJob = { done, settled: false };
    this.#running = job;
    this.#interrupted = false;
    const fn = this.#exports[name] as UserCall['fn'];
    const values = args.map((json) => this.#parsed(json));
    let result: unknown;
    this.#start({ fn, args: values }, (settled) => {
      if (!settled.ok) return this.#fail(settled.error, false);
      result = settled.value;
      if (!(result instanceof Promise)) return this.#settle(job, result);
      void result.then(
        (value: unknown) => this.#settle(job, value),
        (error: unknown) => this.#fail(error, true),
      );
    });
  }

  interrupt(): void {
    this.#stopTimers();
    this.#end({ kind: 'interrupted' });
  }

  /** An unhandled rejection that the host saw while this VU ran. */
  rejected(error: unknown): void {
    this.#fail(error, true);
  }

  #module(name: string): Exports {
    const known = this.#modules.get(name);
    if (known !== undefined) return known;
    const factory = MODULES[name];
    if (factory === undefined) throw new Error(`unknown module: ${name}`);
    const made = factory(this.#context);
    this.#modules.set(name, made);
    return made;
  }

  // Setup data is parsed once a VU: what an iteration changes in it, the next one sees.
  #parsed(json: string | undefined): unknown {
    if (json === undefined) return undefined;
    if (this.#argument?.json !== json) this.#argument = { json, value: JSON.parse(json) };
    return this.#argument.value;
  }

  // A job from outside: it comes after promise reactions that are due.
  #enter(call: UserCall, settled: (outcome: Settled) => void): void {
    this.#core.jobs.enqueueTask(() => this.#begin(call, settled));
  }

  #start(call: UserCall, settled: (outcome: Settled) => void): void {
    this.#core.jobs.enqueueNow(() => this.#begin(call, settled));
  }

  #begin(call: UserCall, settled: (outcome: Settled) => void): void {
    const core = this.#core;
    current = this.#globals;
    registers.jobs = core.jobs;
    const now = core.call(call, true);
    if (now !== null) {
      settled(now);
      return;
    }
    const running = this.#running;
    whenSettled(core, (late) => {
      if (running !== this.#running) return;
      settled(late);
      core.jobs.unlock();
    });
  }

  #settle(job: RunningJob, value: unknown): void {
    if (job !== this.#running) return;
    job.settled = true;
    this.#value = value;
    this.#drained();
  }

  #value: unknown;

  // Promise reactions that are due belong to the iteration: they run before it is over.
  #drained(): void {
    const job = this.#running;
    if (job === null || !this.#isDrained(job)) return;
    if (!this.#mayPromise) {
      this.#end({ kind: 'done', value: this.#value });
      return;
    }
    this.#bridge.nextTurn(() => {
      if (job === this.#running && this.#isDrained(job)) this.#end({ kind: 'done', value: this.#value });
    });
  }

  #isDrained(job: RunningJob): boolean {
    return job.settled && this.#holds === 0 && !this.#core.jobs.isBusy;
  }

  #fail(error: unknown, asynchronous: boolean): void {
    const text = `${asynchronous ? AsyncError : ''}${describeError(error)}`;
    this.#stopTimers();
    this.#end({ kind: 'threw', text, hint: 'script exception', asynchronous });
  }

  #end(outcome: JobOutcome): void {
    const job = this.#running;
    if (job === null) return;
    this.#running = null;
    this.#interrupted = outcome.kind !== 'done';
    this.#holds = 0;
    this.#value = undefined;
    this.#core.reset();
    this.#core.jobs.reset();
    job.done(outcome);
  }

  #stopTimers(): void {
    for (const timer of timersOf(this.#context).stopAll()) {
      this.#bridge.log('warning', `${timer} was stopped because the VU iteration was interrupted`, {});
    }
  }

  #suspender(): Suspender {
    const core = this.#core;
    const self = this;
    return {
      block: (operation) => core.block(operation),
      drive: (steps) => drive(core, steps),
      enter: (call, settled) =>
        this.#enter(call, settled ?? ((outcome) => !outcome.ok && this.#fail(outcome.error, false))),
      hold: () => this.#hold(),
      vanish: () => {
        const reason = this.#bridge.execution.abortReason();
        void Promise.resolve().then(() => this.#end({ kind: 'aborted', reason }));
        return core.vanish();
      },
      setRandom: (next) => {
        (this.#globals['Math'] as { random: () => number }).random = next;
      },
      get interrupted() {
        return self.#interrupted;
      },
    };
  }

  #noteBlocking(): void {
    if (this.#blockingTold >= MOST_BLOCKING_NOTES) return;
    this.#blockingTold++;
    this.#bridge.blocked(new Error().stack ?? '');
  }

  #hold(): () => void {
    const running = this.#running;
    if (running === null) return () => {}; // init code: there is no iteration to keep alive
    this.#holds++;
    return () => {
      if (running === null || running !== this.#running) return;
      this.#holds--;
      this.#drained();
    };
  }
}

/** What the log shows of a thrown value: name, message, and the frames that V8 kept. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.stack ?? `${error.name}: ${error.message}`;
}
