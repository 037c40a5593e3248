import type { ConstantArrivalRatePlan, RampingArrivalRatePlan } from '../../../plan/scenario-plan.ts';
import type { Vu } from '../vu/vu.ts';
import { constantArrivals, rampingArrivals } from './pacing/arrival-times.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** Starts an iteration at each due time on an idle VU; without one the iteration is dropped, never caught up. */
async function arrivals(
  plan: { preAllocatedVus: number; maxVus: number },
  run: ScenarioRun,
  due: Iterable<number>,
) {
  const idle: Vu[] = (await run.acquire(run.vusOf(plan.preAllocatedVus))).reverse();
  const maxVus = run.vusOf(plan.maxVus);
  const running = new Set<Promise<void>>();
  let vus = idle.length;
  let warned = false;

  const start = (vu: Vu, dueMs: number): void => {
    run.pace.started(run.elapsedMs() - dueMs);
    run.countActive(1);
    const iteration = run.iterate(vu, run.startTimeMs + dueMs).then(() => {
      run.countActive(-1);
      idle.push(vu);
      running.delete(iteration);
    });
    running.add(iteration);
  };
  const grow = async (): Promise<void> => {
    if (vus >= maxVus) {
      if (!warned) run.warn(`Insufficient VUs, reached ${vus} active VUs and cannot initialize more`);
      warned = true;
      return;
    }
    const vu = await run.grow();
    if (vu === null) return;
    vus++;
    idle.push(vu);
  };

  for (const dueMs of due) {
    const waitMs = dueMs - run.elapsedMs();
    if (waitMs > 0) await run.sleep(waitMs);
    if (!run.open) break;
    const vu = idle.pop();
    if (vu !== undefined) start(vu, dueMs);
    else {
      run.drop(1);
      run.pace.missed();
      void grow();
    }
  }
  await run.closed();
  await Promise.all(running);
}

/** A constant rate of iterations, whatever the target's speed. */
export const constantArrivalRate = (plan: ConstantArrivalRatePlan, run: ScenarioRun): Promise<void> =>
  arrivals(plan, run, constantArrivals(plan, plan.share.iterations));

/** A rate that follows the stages: iteration n is due when the area under the curve reaches n. */
export const rampingArrivalRate = (plan: RampingArrivalRatePlan, run: ScenarioRun): Promise<void> =>
  arrivals(plan, run, rampingArrivals(plan, plan.share.iterations));
