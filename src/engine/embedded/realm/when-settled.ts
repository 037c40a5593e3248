import type { Settled } from './contract.ts';
import type { Core } from './core.ts';
import { type Frame, newFrame } from './frame.ts';
import { registers } from './registers.ts';

// A script may put another one into its place.
const { then: nativeThen } = Promise.prototype;

/** Tells when the suspension in the registers has ended: as `core.settle`, with fewer promises and ticks. */
export function whenSettled(core: Core, tell: (settled: Settled) => void): void {
  const frame = newFrame(false);
  const ended = core.w(frame) as Promise<void>;
  void Reflect.apply(nativeThen, ended, [
    () => {
      registers.jobs = frame.jobs;
      const callee = frame.callee as Frame;
      tell(callee.threw ? { ok: false, error: callee.e } : { ok: true, value: callee.v });
    },
  ]);
}
