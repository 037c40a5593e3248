import type { PerVuIterationsPlan } from '../../../plan/scenario-plan.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** Each VU runs its own fixed number of iterations; what maxDuration cuts off is dropped, VU by VU. */
export async function perVuIterations(plan: PerVuIterationsPlan, run: ScenarioRun): Promise<void> {
  const vus = run.vusOf(plan.vus);
  const total = vus * plan.iterations;
  let done = 0;
  run.progress = () => done / total;
  await loopAll(run, vus, async (vu) => {
    let left = plan.iterations;
    while (run.open && left > 0) {
      left--;
      await run.iterate(vu);
      done++;
    }
    run.drop(left);
  });
}
