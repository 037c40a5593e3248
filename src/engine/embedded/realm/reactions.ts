import { combine, isCombinator } from './combinators.ts';
import type { Core } from './core.ts';
import type { Jobs } from './jobs.ts';
import { registers } from './registers.ts';

type Fn = (...args: unknown[]) => unknown;

const {
  then: nativeThen,
  catch: nativeCatch,
  finally: nativeFinally,
} = Promise.prototype as unknown as Record<string, Fn>;

/** `promise.then(...)` of the script: its callbacks are jobs, and wait while another job holds the VU. */
export function callThen(core: Core, target: unknown, [name, ...args]: [string, ...unknown[]]): unknown {
  if (isCombinator(target, name)) return combine(core, name, args[0]);
  const method = (target as Record<string, Fn>)[name] as Fn;
  const isPlain = target instanceof Promise && Object.getPrototypeOf(target) === Promise.prototype;
  if (!isPlain || !args.some((arg) => typeof arg === 'function')) return Reflect.apply(method, target, args);
  if (method === nativeThen) return react(core, target, args);
  if (method === nativeCatch) return react(core, target, [undefined, args[0]]);
  if (method !== nativeFinally) return Reflect.apply(method, target, args);
  const [fn] = args as [Fn];
  const { jobs } = registers;
  return Reflect.apply(nativeFinally as Fn, target, [
    () => new Promise((resolve, reject) => startJob(core, jobs, () => fn(), { resolve, reject })),
  ]);
}

interface Outcome {
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

// As many ticks as the native method takes: what settles when a callback has ended does so then.
function react(core: Core, target: object, [onValue, onError]: unknown[]): Promise<unknown> {
  const { jobs } = registers;
  return new Promise((resolve, reject) => {
    const job = (fn: unknown, pass: (value: unknown) => void) =>
      typeof fn === 'function'
        ? (value: unknown) => startJob(core, jobs, () => (fn as Fn)(value), { resolve, reject })
        : pass;
    Reflect.apply(nativeThen as Fn, target, [job(onValue, resolve), job(onError, reject)]);
  });
}

// `jobs` are of the VU that reacts.
function startJob(core: Core, jobs: Jobs, fn: () => unknown, { resolve, reject }: Outcome): void {
  const run = (): void => {
    registers.jobs = jobs;
    const settled = core.call({ fn, args: [] }, true);
    if (settled === null) {
      void core.settle().then((late) => {
        if (late.ok) resolve(late.value);
        else reject(late.error);
        jobs.unlock();
      });
    } else if (settled.ok) resolve(settled.value);
    else reject(settled.error);
  };
  if (jobs.mustQueue) jobs.enqueue(run);
  else run();
}

/** What `await` gets: a script's own thenable is called as a job, in the tick in which the language calls it. */
export function awaitable(core: Core, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Promise) return value;
  const { then } = value as { then?: unknown };
  if (typeof then !== 'function') return value;
  const { jobs } = registers;
  return new Promise((resolve, reject) => {
    const begin = (): void =>
      startJob(core, jobs, () => Reflect.apply(then, value, [resolve, reject]) as unknown, {
        resolve: () => {},
        reject,
      });
    void Reflect.apply(nativeThen as Fn, Promise.resolve(), [begin]);
  });
}
