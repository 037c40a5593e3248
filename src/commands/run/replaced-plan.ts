import type { RunPlan } from '../../plan/run-plan.ts';

/** What sets the size of a scenario's load, where it is no rate. */
const SIZE: Readonly<Record<string, string>> = { websocket: 'R3MES_LISTENERS', journeys: 'R3MES_TABS' };

/**
 * One line for whoever gives k6's flags to a scenario of ours: they replace its plan, as in k6, and with it all that proves
 * something beside the load. Null where the plan is the scenario's own, whose k6 scenarios are never called `default`.
 */
export function replacedPlanText(
  name: string,
  { scenarios }: Pick<RunPlan, 'scenarios'>,
  { duration }: { duration?: unknown },
): string | null {
  if (scenarios.some((each) => each.name !== 'default')) return null;
  const lasting = typeof duration === 'string' ? duration : '30s';
  const size = SIZE[name] ?? 'R3MES_RATE';
  return `-u, -d, -i and --stage (and K6_VUS and its like) replace the plan of ${name}, its canary included, as in k6: what that would have proved is NO-DATA. To keep the plan, say its length by -e R3MES_DURATION=${lasting} and its size by -e ${size}=N (VUs: R3MES_VUS), or take a --profile`;
}
