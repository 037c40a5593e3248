import type { Settled, UserCall } from './contract.ts';
import type { Core } from './core.ts';
import { type Frame, newFrame, setError } from './frame.ts';

type Steps<Value> = Generator<UserCall, Value, Settled>;

/** Runs module code that calls script functions; see Suspender.drive. */
export function drive<Value>(core: Core, begin: () => Steps<Value>): Value {
  const wait = core.takeToken();
  const steps = begin();
  let step = steps.next();
  while (step.done !== true) {
    const settled = core.call(step.value, wait);
    if (settled === null) return core.suspend(...driveOn(core, steps)) as Value;
    step = steps.next(settled);
  }
  return step.value;
}

function driveOn<Value>(core: Core, steps: Steps<Value>): [Promise<void>, Frame] {
  const frame = newFrame(false);
  const rest = async (first: Promise<Settled>): Promise<void> => {
    try {
      let step = steps.next(await first);
      while (step.done !== true) {
        const settled = core.call(step.value, true) ?? (await core.settle());
        step = steps.next(settled);
      }
      frame.v = step.value;
    } catch (error) {
      setError(frame, error);
    }
  };
  return [rest(core.settle()), frame];
}
