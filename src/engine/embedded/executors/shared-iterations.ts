import type { SharedIterationsPlan } from '../../../plan/scenario-plan.ts';
import { scaled } from '../../../plan/segments/stripe.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** All VUs, those of other workers too, take tickets from one counter. */
export async function sharedIterations(plan: SharedIterationsPlan, run: ScenarioRun): Promise<void> {
  const { board } = run;
  const iterations = scaled(plan.share.iterations, plan.iterations);
  run.progress = () => board.done / iterations;
  await loopAll(run, run.vusOf(plan.vus), async (vu) => {
    while (run.open && board.takeTicket(iterations)) {
      await run.iterate(vu);
      board.finished();
    }
  });
  if (run.leave()) run.drop(iterations - board.ticketsTaken(iterations));
}
