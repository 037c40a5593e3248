import type { SharedIterationsPlan } from '../../../plan/scenario-plan.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** All VUs take tickets from one counter. */
export async function sharedIterations(plan: SharedIterationsPlan, run: ScenarioRun): Promise<void> {
  let attempted = 0;
  let done = 0;
  run.progress = () => done / plan.iterations;
  await loopAll(run, plan.vus, async (vu) => {
    while (run.open && attempted < plan.iterations) {
      attempted++;
      await run.iterate(vu);
      done++;
    }
  });
  run.drop(plan.iterations - attempted);
}
