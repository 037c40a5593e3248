import { HarnessError } from '../../errors.ts';
import type { RunPlan } from '../../plan/run-plan.ts';

/** Throws HarnessError (255) when `--expect-rate-limit` was given to a plan that would prove nothing. */
export function needLimiterProof({ scenarios }: Pick<RunPlan, 'scenarios'>): void {
  if (scenarios.some(({ name }) => name === 'limiter')) return;
  throw new HarnessError('--expect-rate-limit: the plan has no scenario "limiter" that would prove it', {
    code: 'ERR_PLAN_NO_LIMITER',
    exit: 'usage',
    hint: 'Give it to a scenario of ours, without -u, -d, -i and --stage: they replace its plan.',
  });
}
