import type { ScenarioPlan } from '../../../plan/scenario-plan.ts';
import { constantArrivalRate, rampingArrivalRate } from './arrival-rate.ts';
import { constantVus } from './constant-vus.ts';
import { perVuIterations } from './per-vu-iterations.ts';
import { rampingVus } from './ramping-vus.ts';
import type { ScenarioRun } from './scenario-run.ts';
import { sharedIterations } from './shared-iterations.ts';

type PlanOf<Name> = Extract<ScenarioPlan, { executor: Name }>;

/** Every executor by name; all have the one signature. */
const EXECUTORS: {
  [Name in ScenarioPlan['executor']]: (plan: PlanOf<Name>, run: ScenarioRun) => Promise<void>;
} = {
  'constant-arrival-rate': constantArrivalRate,
  'constant-vus': constantVus,
  'per-vu-iterations': perVuIterations,
  'ramping-arrival-rate': rampingArrivalRate,
  'ramping-vus': rampingVus,
  'shared-iterations': sharedIterations,
};

/** Runs a scenario from its start (epoch ms) to the end of its gracefulStop. */
export function runScenario(plan: ScenarioPlan, run: ScenarioRun, startMs: number): Promise<void> {
  const executor = EXECUTORS[plan.executor] as (plan: ScenarioPlan, run: ScenarioRun) => Promise<void>;
  return run.run(startMs, () => executor(plan, run));
}
