import { MAX_DEPTH, overflowed, tooDeep } from './call-depth.ts';
import type { BlockingOperation, Settled, UserCall } from './contract.ts';
import { type Frame, newFrame, setDone, setError, setValue } from './frame.ts';
import type { Jobs } from './jobs.ts';
import { awaitable } from './reactions.ts';

type Body = (frame: Frame, hidden?: unknown) => Promise<void>;

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
    if (this.#depth >= MAX_DEPTH) throw tooDeep();
    this.#depth++;
    if (wait === 0) this.#blocking++;
    let ended: Promise<void>;
    try {
      ended = body(frame, hidden);
    } finally {
      this.#depth--;
      if (wait === 0) this.#blocking--;
    }
    if (frame.done) {
      if (frame.threw) throw frame.e;
      return frame.v;
    }
    if (!frame.waited) return overflowed(ended);
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
    frame.waited = true;
    this.#surface(frame);
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
    if (this.#depth >= MAX_DEPTH) throw tooDeep();
    const frame = newFrame(generator === 0);
    if (generator === 1) return frame;
    frame.deep = true;
    this.#depth++;
    frame.blocking = wait === 0;
    if (wait === 0) this.#blocking++;
    return frame;
  }

  /** A native async function ends. */
  ae(frame: Frame): void {
    if (!frame.out) this.#endPart(frame);
  }

  /** The script's own `await`: the job's part ends here. What is awaited stays, so that it takes no tick more. */
  aw(frame: Frame, value: unknown): unknown {
    const awaited = awaitable(this, value);
    this.#endPart(frame);
    frame.out = true;
    return awaited;
  }

  /** After `await`: true when another job holds the VU. */
  g(frame: Frame, value: unknown): boolean {
    frame.out = false;
    this.#awaited = value;
    return this.jobs.mustQueue;
  }

  /** Waits for the VU's turn. */
  gw(): Promise<unknown> {
    return this.jobs.turn(this.#awaited);
  }

  /** Has the VU's turn: gives what was awaited. */
  gt<Value>(value: Value): Value {
    this.jobs.began();
    return value;
  }

  /** What was awaited, when there was nothing to wait for. */
  gr(): unknown {
    return this.#awaited;
  }

  /** A catch or finally block or a turn of `for await` begins: true when a promise led here while another job holds the VU. */
  en(frame: Frame): boolean {
    if (!frame.out) return false;
    frame.out = false;
    return this.jobs.mustQueue;
  }

  /** `for await` begins to wait for the next value. */
  leave(frame: Frame): void {
    if (!frame.out) this.#endPart(frame);
    frame.out = true;
  }

  /** `yield` of an async generator: whoever asked for the value goes on. */
  yi<Value>(frame: Frame, value: Value): Value {
    if (frame.waited) this.jobs.unlock();
    frame.waited = false;
    return value;
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
    return this.suspend(ended, frame) as Value;
  }

  /** Never comes back: neither catch nor finally of the script run. */
  vanish(): never {
    this.#epoch++;
    if (this.k === 0 || this.#blocking > 0) throw new Error('the iteration was ended');
    return this.suspend(new Promise<void>(() => {}), newFrame(false)) as never;
  }

  /** True when the caller of the function that runs now can wait; takes the token. */
  takeToken(): boolean {
    const wait = this.k === 1 && this.#blocking === 0;
    this.k = 0;
    return wait;
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

  #awaited: unknown = undefined;

  /** The job suspends until `ended`; the frame will then hold what it gives. */
  suspend(ended: Promise<void>, frame: Frame): Promise<void> {
    this.jobs.lock();
    this.#last = ended;
    this.#lastFrame = frame;
    return ended;
  }

  // The stack of the call unwinds.
  #surface(frame: Frame): void {
    if (frame.deep) this.#depth--;
    frame.deep = false;
  }

  // What belongs to the caller is over, or (later) the job that the last `await` began.
  #endPart(frame: Frame): void {
    if (!frame.prefix) {
      if (frame.waited) this.jobs.unlock();
      return;
    }
    frame.prefix = false;
    frame.waited = true;
    this.#surface(frame);
    if (frame.blocking) this.#blocking--;
    frame.blocking = false;
    frame.endPrefix?.();
  }
}
