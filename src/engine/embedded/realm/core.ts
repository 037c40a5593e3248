import type { BlockingOperation, Settled, UserCall } from './contract.ts';
import { type Frame, newFrame, setDone, setError, setValue } from './frame.ts';
import type { Jobs } from './jobs.ts';

type Body = (frame: Frame, hidden?: unknown) => Promise<void>;

const MAX_DEPTH = 1500;
const NONE = Symbol('no suspension');

/** The suspension registers of one VU; generated code calls these by their short names. */
export class Core {
  /** The can-wait token: set by a site just before its callee gets control. */
  k = 0;
  /** The value of the last site that did not suspend. */
  V: unknown = undefined;
  readonly jobs: Jobs;
  #last: unknown = NONE;
  #lastFrame: Frame | null = null;
  #prefix: { ended: Promise<void> } | null = null;
  #blocking = 0;
  #depth = 0;
  #epoch = 0;
  onBlocking: () => void = () => {};

  constructor(jobs: Jobs) {
    this.jobs = jobs;
  }

  /** Runs a wrapped body at once; gives its value, or a promise that only a site awaits. */
  go(body: Body, hidden?: unknown): unknown {
    const wait = this.k;
    this.k = 0;
    const frame = newFrame(false);
    if (this.#depth >= MAX_DEPTH) throw new RangeError('Maximum call stack size exceeded');
    this.#depth++;
    if (wait === 0) this.#blocking++;
    const ended = body(frame, hidden);
    this.#depth--;
    if (wait === 0) this.#blocking--;
    if (frame.done) {
      if (frame.threw) throw frame.e;
      return frame.v;
    }
    this.#last = ended;
    this.#lastFrame = frame;
    return ended;
  }

  /** Sets the token after the last argument is evaluated. */
  a<T>(value: T): T {
    this.k = 1;
    return value;
  }

  /** Sets the token where there is no argument. */
  get K(): readonly never[] {
    this.k = 1;
    return [];
  }

  /** Did the call that gave `value` suspend? */
  c(value: unknown): boolean {
    this.k = 0;
    if (value === this.#last) return true;
    if (this.#prefix !== null) {
      this.#last = this.#prefix.ended;
      this.#prefix = null;
      this.#lastFrame = { ...newFrame(false), v: value };
      return true;
    }
    this.V = value;
    return false;
  }

  /** The suspension to await; the frame now waits for it. */
  w(frame: Frame): unknown {
    const last = this.#last;
    frame.callee = this.#lastFrame;
    this.#last = NONE;
    this.#lastFrame = null;
    if (frame.prefix && frame.endPrefix === null) {
      this.#prefix = {
        ended: new Promise((resolve) => {
          frame.endPrefix = resolve;
        }),
      };
    }
    return last;
  }

  /** What the awaited callee gave. */
  u(frame: Frame): unknown {
    const callee = frame.callee as Frame;
    frame.callee = null;
    if (callee.threw) throw callee.e;
    return callee.v;
  }

  r = setValue;
  th = setError;
  end = setDone;

  /** A call at a place that cannot wait. */
  S(call: () => unknown): unknown {
    const token = this.k;
    this.k = 0;
    this.#blocking++;
    try {
      return call();
    } finally {
      this.#blocking--;
      this.k = token;
    }
  }

  /** Frame of a native async function; `1` for async generators, whose body belongs to no caller. */
  af(generator: 0 | 1): Frame {
    const wait = this.k;
    this.k = 0;
    const frame = newFrame(generator === 0);
    if (generator === 0 && wait === 0) {
      frame.blocking = true;
      this.#blocking++;
    }
    return frame;
  }

  /** A native async function ends. */
  ae(frame: Frame): void {
    this.#endPart(frame);
  }

  /** The script's own `await`: the job's part ends here. */
  aw(frame: Frame, value: unknown): Promise<Settled> {
    this.#endPart(frame);
    return Promise.resolve(value).then(
      (settled) => ({ ok: true, value: settled }),
      (error: unknown) => ({ ok: false, error }),
    );
  }

  /** After `await`: true when another job holds the VU. */
  g(settled: Settled): boolean {
    this.#settled = settled;
    return this.jobs.mustQueue;
  }

  /** Waits for the VU's turn, then gives what was awaited. */
  async gw(): Promise<unknown> {
    const settled = this.#settled as Settled;
    await this.jobs.turn();
    if (!settled.ok) throw settled.error;
    return settled.value;
  }

  gr(): unknown {
    const settled = this.#settled as Settled;
    if (!settled.ok) throw settled.error;
    return settled.value;
  }

  /** A turn of `for await` begins: true when it must wait for the VU. */
  turn(frame: Frame): boolean {
    this.#endPart(frame);
    return this.jobs.mustQueue;
  }

  gate(): Promise<void> {
    return this.jobs.turn();
  }

  /** The one way for a module to wait; see Suspender.block. */
  block<Outcome, Value>(operation: BlockingOperation<Outcome, Value>): Value {
    const wait = this.k;
    this.k = 0;
    if (wait === 0 || this.#blocking > 0) {
      this.onBlocking();
      return operation.finish(operation.block());
    }
    const frame = newFrame(false);
    const epoch = this.#epoch;
    let outcome: { value: Outcome } | null = null;
    let wake: (() => void) | null = null;
    operation.start((value) => {
      if (epoch !== this.#epoch) return;
      outcome = { value };
      wake?.();
    });
    if (outcome !== null) return operation.finish((outcome as { value: Outcome }).value);
    const ended = new Promise<void>((resolve) => {
      wake = () => {
        try {
          frame.v = operation.finish((outcome as unknown as { value: Outcome }).value);
        } catch (error) {
          this.th(frame, error);
        }
        resolve();
      };
    });
    return this.#suspend(ended, frame) as Value;
  }

  /** Never comes back: neither catch nor finally of the script run. */
  vanish(): never {
    this.#epoch++;
    if (this.k === 0 || this.#blocking > 0) throw new Error('the iteration was ended');
    return this.#suspend(new Promise<void>(() => {}), newFrame(false)) as never;
  }

  /** Runs module code that calls script functions; see Suspender.drive. */
  drive<Value>(steps: () => Generator<UserCall, Value, Settled>): Value {
    const wait = this.k === 1 && this.#blocking === 0;
    this.k = 0;
    const generator = steps();
    let step = generator.next();
    while (step.done !== true) {
      const settled = this.call(step.value, wait);
      if (settled === null) return this.#suspend(...this.#driveOn(generator)) as Value;
      step = generator.next(settled);
    }
    return step.value;
  }

  /** Calls a script's function; null when it suspended (its frame is then in the registers). */
  call({ fn, self, args }: UserCall, wait: boolean): Settled | null {
    try {
      this.k = wait ? 1 : 0;
      const value = Reflect.apply(fn, self, args);
      return this.c(value) ? null : { ok: true, value };
    } catch (error) {
      this.k = 0;
      return { ok: false, error };
    }
  }

  /** Resolves when the suspension in the registers has ended. */
  async settle(): Promise<Settled> {
    const frame = newFrame(false);
    await this.w(frame);
    const callee = frame.callee as Frame;
    return callee.threw ? { ok: false, error: callee.e } : { ok: true, value: callee.v };
  }

  /** Forgets all suspensions: nothing of the interrupted iteration resumes. */
  reset(): void {
    this.#epoch++;
    this.k = 0;
    this.#last = NONE;
    this.#lastFrame = null;
    this.#prefix = null;
    this.#blocking = 0;
    this.#depth = 0;
  }

  #settled: Settled | null = null;

  #suspend(ended: Promise<void>, frame: Frame): Promise<void> {
    this.jobs.lock();
    this.#last = ended;
    this.#lastFrame = frame;
    return ended;
  }

  #driveOn<Value>(generator: Generator<UserCall, Value, Settled>): [Promise<void>, Frame] {
    const frame = newFrame(false);
    const rest = async (first: Promise<Settled>): Promise<void> => {
      try {
        let step = generator.next(await first);
        while (step.done !== true) {
          const settled = this.call(step.value, true) ?? (await this.settle());
          step = generator.next(settled);
        }
        frame.v = step.value;
      } catch (error) {
        this.th(frame, error);
      }
    };
    return [rest(this.settle()), frame];
  }

  // What belongs to the caller is over, or (later) the job that the last `await` began.
  #endPart(frame: Frame): void {
    if (!frame.prefix) {
      this.jobs.unlock();
      return;
    }
    frame.prefix = false;
    if (frame.blocking) this.#blocking--;
    frame.blocking = false;
    frame.endPrefix?.();
  }
}
