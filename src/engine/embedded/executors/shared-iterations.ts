import type { SharedIterationsPlan } from '../../../plan/scenario-plan.ts';
import { scaled } from '../../../plan/segments/stripe.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** All VUs take tickets from one counter. */
export async function sharedIterations(plan: SharedIterationsPlan, run: ScenarioRun): Promise<void> {
  const iterations = scaled(plan.share.iterations, plan.iterations);
  let attempted = 0;
  let done = 0;
  run.progress = () => done / iterations;
  await loopAll(run, run.vusOf(plan.vus), async (vu) => {
    while (run.open && attempted < iterations) {
      attempted++;
      await run.iterate(vu);
      done++;
    }
  });
  run.drop(iterations - attempted);
}
