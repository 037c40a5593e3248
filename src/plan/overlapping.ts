import { regularDurationMs, type ScenarioPlan } from './scenario-plan.ts';

/** The most VUs wanted at any moment, grace periods included; it can only rise where a scenario starts. */
export function overlapping(
  scenarios: readonly ScenarioPlan[],
  count: (plan: ScenarioPlan) => number,
): number {
  const endMs = (plan: ScenarioPlan): number =>
    plan.startTimeMs + regularDurationMs(plan) + plan.gracefulStopMs;
  const at = (ms: number): number =>
    scenarios.filter((s) => s.startTimeMs <= ms && ms < endMs(s)).reduce((sum, s) => sum + count(s), 0);
  return Math.max(0, ...scenarios.map((plan) => at(plan.startTimeMs)));
}
