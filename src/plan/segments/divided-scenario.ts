import { maximumVus, type ScenarioPlan } from '../scenario-plan.ts';
import { dividedAsVus, type Segmentation } from './segmentation.ts';

/** The segment's part of a scenario of the whole test; null when it has no VU or no iteration of it. */
export function dividedScenario(plan: ScenarioPlan, segmentation: Segmentation): ScenarioPlan | null {
  const iterations = iterationsOf(plan, segmentation);
  if (iterations === null) return null;
  const { stripe } = segmentation;
  const share = { vus: stripe, iterations: iterations.stripe, numbers: iterations.stripe };
  const divided = { ...plan, share };
  return maximumVus(divided) === 0 ? null : divided;
}

// Iterations that any VU may take are divided as the VUs are, since a segment without VUs can do none.
function iterationsOf(plan: ScenarioPlan, segmentation: Segmentation): Segmentation | null {
  switch (plan.executor) {
    case 'shared-iterations':
      return dividedAsVus(segmentation, plan.vus);
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return dividedAsVus(segmentation, plan.maxVus);
    default:
      return segmentation;
  }
}
