import type { ModuleFactory, VuContext } from '../contract.ts';
import { GoError } from './go-error.ts';

type Callback = (...args: never[]) => unknown;
interface Timer {
  kind: 'setTimeout' | 'setInterval';
  host: number;
  release: () => void;
}

/** setTimeout and its kin, as globals and as the module `k6/timers`; one set per VU. */
export function createTimers(vu: VuContext) {
  const pending = new Map<number, Timer>();
  let lastId = 0;

  const arm = (timer: { id: number; kind: Timer['kind']; delayMs: number }, fire: () => void): void => {
    const release = vu.$.hold();
    const host = vu.bridge.startTimer(timer.delayMs, fire);
    pending.set(timer.id, { kind: timer.kind, host, release });
  };
  const clear = (id?: unknown): void => {
    const timer = pending.get(Number(id));
    if (timer === undefined) return;
    pending.delete(Number(id));
    vu.bridge.stopTimer(timer.host);
    timer.release();
  };
  // A missing callback takes an id too; what is no function does not get so far.
  const callbackOf = (fn: unknown, name: string, spendId: () => void): Callback => {
    if (fn === undefined || fn === null) {
      spendId();
      throw new GoError(`${name}'s callback isn't a callable function`);
    }
    if (typeof fn !== 'function') {
      throw new TypeError(
        `could not convert function call parameter 0: could not convert ${String(fn)} to sobek.Callable`,
      );
    }
    return fn as Callback;
  };
  return {
    setTimeout(fn?: unknown, delay?: unknown, ...args: unknown[]): number {
      const callback = callbackOf(fn, 'setTimeout', () => ++lastId);
      const id = ++lastId;
      arm({ id, kind: 'setTimeout', delayMs: delayOf(delay) }, () => {
        const timer = pending.get(id);
        if (timer === undefined) return;
        pending.delete(id);
        vu.$.enter({ fn: callback, args });
        timer.release();
      });
      return id;
    },
    setInterval(fn?: unknown, delay?: unknown, ...args: unknown[]): number {
      const callback = callbackOf(fn, 'setInterval', () => ++lastId);
      const id = ++lastId;
      const again = (): void => {
        const timer = pending.get(id);
        if (timer === undefined) return;
        timer.host = vu.bridge.startTimer(Math.max(1, delayOf(delay)), again);
        vu.$.enter({ fn: callback, args });
      };
      arm({ id, kind: 'setInterval', delayMs: Math.max(1, delayOf(delay)) }, again);
      return id;
    },
    clearTimeout: clear,
    clearInterval: (id?: unknown): void => clear(id),
    /** For the host: forgets every timer, and tells which were stopped, e.g. `setTimeout 7`. */
    stopAll(): string[] {
      const stopped = [...pending].map(([id, { kind }]) => `${kind} ${id}`);
      for (const { host } of pending.values()) vu.bridge.stopTimer(host);
      pending.clear();
      return stopped;
    },
  };
}

const delayOf = (delay: unknown): number => {
  const number = Number(delay);
  return Number.isNaN(number) ? 0 : Math.max(0, number);
};

/** The module `k6/timers`: the very functions of the globals. */
export const timersModule: ModuleFactory = (vu) => {
  const { stopAll: _, ...exports } = timersOf(vu);
  return { ...exports, default: exports };
};

const byVu = new WeakMap<VuContext, ReturnType<typeof createTimers>>();

/** The timers of a VU, made at the first call. */
export function timersOf(vu: VuContext): ReturnType<typeof createTimers> {
  let timers = byVu.get(vu);
  if (timers === undefined) {
    timers = createTimers(vu);
    byVu.set(vu, timers);
  }
  return timers;
}
