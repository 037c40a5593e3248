import type { PerVuIterationsPlan } from '../../../plan/scenario-plan.ts';
import { scaled } from '../../../plan/segments/stripe.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** Each VU runs its own fixed number of iterations; what maxDuration cuts off is dropped, VU by VU. */
export async function perVuIterations(plan: PerVuIterationsPlan, run: ScenarioRun): Promise<void> {
  const { board } = run;
  const ofAllWorkers = scaled(plan.share.numbers, plan.vus) * plan.iterations;
  run.progress = () => board.done / ofAllWorkers;
  await loopAll(run, run.vusOf(plan.vus), async (vu) => {
    let left = plan.iterations;
    while (run.open && left > 0) {
      left--;
      await run.iterate(vu);
      board.finished();
    }
    run.drop(left);
  });
}
