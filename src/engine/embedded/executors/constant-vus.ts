import type { ConstantVusPlan } from '../../../plan/scenario-plan.ts';
import { loopAll } from './loop-all.ts';
import type { ScenarioRun } from './scenario-run.ts';

/** All VUs loop back to back until the duration is over. */
export const constantVus = (plan: ConstantVusPlan, run: ScenarioRun): Promise<void> =>
  loopAll(run, run.vusOf(plan.vus), (vu) => run.loop(vu));
