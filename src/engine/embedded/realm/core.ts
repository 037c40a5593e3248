import { MAX_DEPTH, overflowed, tooDeep } from './call-depth.ts';
import type { BlockingOperation, Settled, UserCall } from './contract.ts';
import { type Frame, newFrame, setDone, setError, setValue } from './frame.ts';
import type { Jobs } from './jobs.ts';
import { awaitable } from './reactions.ts';
import { NONE, registers } from './registers.ts';

type Body = (frame: Frame, hidden?: unknown) => Promise<void>;

/** Runs the rewritten code of one VU, which calls these by their short names. */
export class Core {
  /** The can-wait token: set by a site just before its callee gets control. */
  get k(): number {
    return registers.token;
  }
  set k(token: number) {
    registers.token = token;
  }
  /** The value of the last site that did not suspend. */
  V: unknown = undefined;
  readonly jobs: Jobs;
  #epoch = 0;
  onBlocking: () => void = () => {};
  onLeak: () => void = () => {};

  constructor(jobs: Jobs) {
    this.jobs = jobs;
  }

  /** Runs a wrapped body at once; gives its value, or a promise that only a site awaits. */
  go(body: Body, hidden?: unknown): unknown {
    const wait = registers.token;
    registers.token = 0;
    const frame = newFrame(false);
    if (registers.depth >= MAX_DEPTH) throw tooDeep();
    registers.depth++;
    if (wait === 0) registers.blocking++;
    let ended: Promise<void>;
    try {
      ended = body(frame, hidden);
    } finally {
      registers.depth--;
      if (wait === 0) registers.blocking--;
    }
    if (frame.done) {
      if (frame.threw) throw frame.e;
      return frame.v;
    }
    if (!frame.waited) return overflowed(ended);
    return this.#hold(ended, frame);
  }

  /** Sets the token after the last argument is evaluated. */
  a<T>(value: T): T {
    registers.token = 1;
    return value;
  }

  /** Sets the token where there is no argument. */
  get K(): readonly never[] {
    registers.token = 1;
    return [];
  }

  /** Did the call that gave `value` suspend? */
  c(value: unknown): boolean {
    registers.token = 0;
    if (value === registers.last) return true;
    if (registers.prefix !== null) {
      registers.last = registers.prefix.ended;
      registers.prefix = null;
      registers.lastFrame = { ...newFrame(false), v: value };
      return true;
    }
    this.V = value;
    return false;
  }

  /** The suspension to await; the frame now waits for it. */
  w(frame: Frame): unknown {
    const last = registers.last;
    frame.callee = registers.lastFrame;
    frame.waited = true;
    this.#surface(frame);
    registers.last = NONE;
    registers.lastFrame = null;
    if (frame.prefix && frame.endPrefix === null) {
      registers.prefix = {
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
    registers.jobs = frame.jobs;
    if (callee.threw) throw callee.e;
    return callee.v;
  }

  r = setValue;
  th = setError;
  end = setDone;

  /** A call at a place that cannot wait. */
  S(call: () => unknown): unknown {
    const token = registers.token;
    registers.token = 0;
    registers.blocking++;
    try {
      return call();
    } finally {
      registers.blocking--;
      registers.token = token;
    }
  }

  /** Frame of a native async function; `1` for async generators, whose body belongs to no caller. */
  af(generator: 0 | 1): Frame {
    const wait = registers.token;
    registers.token = 0;
    if (registers.depth >= MAX_DEPTH) throw tooDeep();
    const frame = newFrame(generator === 0);
    if (generator === 1) return frame;
    frame.deep = true;
    registers.depth++;
    frame.blocking = wait === 0;
    if (wait === 0) registers.blocking++;
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
    registers.jobs = frame.jobs;
    return frame.jobs.mustQueue;
  }

  /** Waits for the VU's turn. */
  gw(): Promise<unknown> {
    return registers.jobs.turn(this.#awaited);
  }

  /** Has the VU's turn: gives what was awaited. */
  gt<Value>(frame: Frame, value: Value): Value {
    registers.jobs = frame.jobs;
    frame.jobs.began();
    return value;
  }

  gr(): unknown {
    return this.#awaited;
  }

  /** A catch or finally block or a turn of `for await` begins: true when a promise led here while another job holds the VU. */
  en(frame: Frame): boolean {
    if (!frame.out) return false;
    frame.out = false;
    registers.jobs = frame.jobs;
    return frame.jobs.mustQueue;
  }

  /** `for await` begins to wait for the next value. */
  leave(frame: Frame): void {
    if (!frame.out) this.#endPart(frame);
    frame.out = true;
  }

  /** The one way for a module to wait; see Suspender.block. */
  block<Outcome, Value>(operation: BlockingOperation<Outcome, Value>): Value {
    const wait = registers.token;
    registers.token = 0;
    if (wait === 0 || registers.blocking > 0) {
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
    if (registers.token === 0 || registers.blocking > 0) throw new Error('the iteration was ended');
    return this.suspend(new Promise<void>(() => {}), newFrame(false)) as never;
  }

  /** True when the caller of the function that runs now can wait; takes the token. */
  takeToken(): boolean {
    const wait = registers.token === 1 && registers.blocking === 0;
    registers.token = 0;
    return wait;
  }

  /** Calls a script's function; null when it suspended (its frame is then in the registers). */
  call({ fn, self, args }: UserCall, wait: boolean): Settled | null {
    try {
      registers.token = wait ? 1 : 0;
      const value = Reflect.apply(fn, self, args);
      return this.c(value) ? null : { ok: true, value };
    } catch (error) {
      registers.token = 0;
      return { ok: false, error };
    }
  }

  /** Resolves when the suspension in the registers has ended. */
  async settle(): Promise<Settled> {
    const frame = newFrame(false);
    await this.w(frame);
    registers.jobs = frame.jobs;
    const callee = frame.callee as Frame;
    return callee.threw ? { ok: false, error: callee.e } : { ok: true, value: callee.v };
  }

  /** Forgets all suspensions: nothing of the interrupted iteration resumes. */
  reset(): void {
    this.#epoch++;
    registers.token = 0;
    registers.last = NONE;
    registers.lastFrame = null;
    registers.prefix = null;
    registers.blocking = 0;
    registers.depth = 0;
  }

  #awaited: unknown = undefined;

  /** The job suspends until `ended`; the frame will then hold what it gives. */
  suspend(ended: Promise<void>, frame: Frame): Promise<void> {
    registers.jobs.lock();
    return this.#hold(ended, frame);
  }

  // The last one that waits must be awaited by now: else a script has a promise for a value.
  #hold(ended: Promise<void>, frame: Frame): Promise<void> {
    if (registers.last !== NONE) this.onLeak();
    registers.last = ended;
    registers.lastFrame = frame;
    return ended;
  }

  // The stack of the call unwinds.
  #surface(frame: Frame): void {
    if (frame.deep) registers.depth--;
    frame.deep = false;
  }

  // What belongs to the caller is over, or (later) the job that the last `await` began.
  #endPart(frame: Frame): void {
    if (!frame.prefix) {
      if (frame.waited) frame.jobs.unlock();
      return;
    }
    frame.prefix = false;
    frame.waited = true;
    this.#surface(frame);
    if (frame.blocking) registers.blocking--;
    frame.blocking = false;
    frame.endPrefix?.();
  }
}
