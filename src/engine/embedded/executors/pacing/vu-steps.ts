import type { Stage } from '../../../../plan/scenario-plan.ts';
import { type Stripe, scaled } from '../../../../plan/segments/stripe.ts';

/** From `atMs` on, so many VUs are planned. */
export interface VuStep {
  readonly atMs: number;
  readonly vus: number;
}

const NS = 1_000_000;

/**
 * Every change of the planned VUs of a ramp, by k6's integer rule in nanoseconds: going up, `u` VUs from
 * `end - trunc(D * (T - u) / (T - F))`; going down, `u - 1` from `end - trunc(D * (T - u + 1) / (T - F))`. Of a divided test, the changes of the stripe's own part.
 */
export function vuSteps(startVus: number, stages: readonly Stage[], stripe: Stripe): VuStep[] {
  const own: VuStep[] = [];
  for (const { atMs, vus } of wholeSteps(startVus, stages)) {
    const count = scaled(stripe, vus);
    if (count !== own.at(-1)?.vus) own.push({ atMs, vus: count });
  }
  return own;
}

function wholeSteps(startVus: number, stages: readonly Stage[]): VuStep[] {
  const steps: VuStep[] = [{ atMs: 0, vus: startVus }];
  let endMs = 0;
  let from = startVus;
  for (const { durationMs, target } of stages) {
    endMs += durationMs;
    const instant = (left: number): number =>
      endMs - Math.trunc((durationMs * NS * left) / (target - from)) / NS;
    if (durationMs === 0 && target !== from) push(steps, { atMs: endMs, vus: target });
    else if (target > from)
      for (let u = from + 1; u <= target; u++) push(steps, { atMs: instant(target - u), vus: u });
    else for (let u = from; u > target; u--) push(steps, { atMs: instant(target - u + 1), vus: u - 1 });
    from = target;
  }
  return steps;
}

// The later of two changes at one instant is the one that holds.
function push(steps: VuStep[], step: VuStep): void {
  if (steps.at(-1)?.atMs === step.atMs) steps.pop();
  steps.push(step);
}
